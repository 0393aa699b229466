/** Which of a few media types a client would have; the documents come in no others. */

/**
 * The first of the client's types, best quality first, that is `offered`; wildcards take the first offered. No header: anything goes.
 * Undefined: nothing suits.
 */
export function chooseMedia(accept: string | undefined, offered: readonly string[]): string | undefined {
  if (accept === undefined || accept.trim() === "") return offered[0];
  const clauses = accept.split(",").map(parse);
  clauses.sort((a, b) => b.quality - a.quality);
  for (const { type } of clauses) {
    const found = offered.find((one) => matches(type, one));
    if (found !== undefined) return found;
  }
  return undefined;
}

function parse(clause: string): { readonly type: string; readonly quality: number } {
  const [type = "", ...parameters] = clause.split(";").map((part) => part.trim());
  const quality = Number(parameters.find((one) => one.startsWith("q="))?.slice(2) ?? "1");
  return { type, quality: Number.isNaN(quality) ? 1 : quality };
}

function matches(range: string, type: string): boolean {
  if (range === "*/*") return true;
  return range.endsWith("/*") ? type.startsWith(range.slice(0, -1)) : range === type;
}
