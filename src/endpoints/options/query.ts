/** The query of a request as Go reads it: a pair with a broken escape, or with a semicolon, is not there at all. */
export function queryOf(query: string): URLSearchParams {
  if (!query.includes("%") && !query.includes(";")) return new URLSearchParams(query);
  const pairs = query.split("&").filter((pair) => !brokenEscape.test(pair) && !pair.includes(";"));
  return new URLSearchParams(pairs.join("&"));
}

export const brokenEscape = /%(?![0-9A-Fa-f]{2})/;
