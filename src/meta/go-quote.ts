/** Text as Go's `%q` shows it: JSON's quoting but for control characters. Pure. */
const named: Readonly<Record<string, string>> = { "0007": "\\a", "000b": "\\v" };

export function goQuote(text: string): string {
  const json = JSON.stringify(text);
  // Nearly every text: nothing in it is written in another way.
  if (!/\\u|\u007f/.test(json)) return json;
  return json
    .replace(/\\u(00[01][0-9a-f])/g, (_, code: string) => named[code] ?? `\\x${code.slice(2)}`)
    .replaceAll("\u007f", "\\x7f");
}
