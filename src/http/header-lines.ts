/** `HttpRequest.headerLines` for transports that keep the lines of a head in a flat list. Pure. */

/** `raw`: name, value, name, value … */
export function linesBeginning(raw: readonly string[], prefix: string): readonly (readonly [string, string])[] {
  const lines: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? "").toLowerCase();
    if (name.startsWith(prefix)) lines.push([name, raw[index + 1] ?? ""]);
  }
  return lines;
}
