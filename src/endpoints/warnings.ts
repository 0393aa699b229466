/**
 * Warning headers as kube-apiserver's recorder sends them: once each, in order, and not too much of them. When all texts together are
 * too long, each is cut, and the last ones go unsaid.
 */

/** Of all texts of an answer, in characters; past it they are cut. */
export const maxWarningCharacters = 4 * 1024;
/** Of one text, once they are cut. */
export const maxCutWarningCharacters = 256;

/** Values of the headers; texts in a Set are there once. */
export function warningHeaders(texts: ReadonlySet<string>): string[] {
  const sent = [...texts].filter((text) => text !== "" && !control.test(text));
  const all = sent.reduce((sum, text) => sum + text.length, 0);
  return (all <= maxWarningCharacters ? sent : cut(sent)).map(header);
}

/** A text with control characters cannot be sent; it is left out rather than changed. */
const control = /\p{Cc}/u;

/** kube-apiserver goes on sending whole texts until one does not fit; that one and all before it are then cut, but sent. */
function cut(texts: readonly string[]): readonly string[] {
  let whole = 0;
  const last = texts.findIndex((text) => {
    whole += lengthOf(text);
    return whole > maxWarningCharacters;
  });
  if (last === -1) return texts;
  let written = 0;
  const kept: string[] = [];
  for (const [index, text] of texts.entries()) {
    if (index > last && written >= maxWarningCharacters) break;
    const short =
      lengthOf(text) > maxCutWarningCharacters ? [...text].slice(0, maxCutWarningCharacters).join("") : text;
    written += lengthOf(short);
    kept.push(short);
  }
  return kept;
}

function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** RFC 7234: code, agent, quoted text. */
function header(text: string): string {
  return `299 - "${text.replace(/[\\"]/g, "\\$&")}"`;
}
