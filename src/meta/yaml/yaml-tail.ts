/**
 * What stands behind the first document's value. Go's reader stops there: it takes any text that follows, but what it has to look at to
 * know that the value is over must be made of tokens. That is the rest of the line for a flow collection, which may yet turn out to be
 * a key, and otherwise one token. Pure.
 */

/** Behind the flow collection that a text begins with; undefined: the text begins with none, or it is not closed. */
export function endOfFlow(text: string): number | undefined {
  let at = /^\s*/.exec(text)?.[0].length ?? 0;
  if (text[at] !== "{" && text[at] !== "[") return undefined;
  for (let open = 0; at < text.length; at++) {
    const one = text[at] ?? "";
    if (one === '"' || one === "'") at = endOfQuoted(text, at) - 1;
    else if (one === "{" || one === "[") open += 1;
    else if ((one === "}" || one === "]") && --open === 0) return at + 1;
    if (at < 0) return undefined;
  }
  return undefined;
}

/** Why the text from `end` on keeps the value before it from being read; undefined: it does not. Line 2 and later ones are named. */
export function faultBehind(text: string, end: number): string | undefined {
  const couldBeKey = !text.slice(0, end).trimStart().includes("\n");
  let onLine = couldBeKey;
  for (let at = end; ; onLine = couldBeKey) {
    const start = skipped(text, at);
    const isNewLine = text.slice(at, start.at).includes("\n");
    const line = text.slice(0, start.at).split("\n").length;
    const told = (what: string): string => `${line === 1 ? "" : `line ${line}: `}${what}`;
    if (start.tab) return told(noToken);
    if (start.at >= text.length) return undefined;
    const found = token(text, start.at, isNewLine);
    if ("fault" in found) return told(found.fault);
    if (isNewLine || !onLine || text[start.at] === ",") return undefined;
    if (isValueSign(text, found.end)) return told("did not find expected key");
    at = found.end;
  }
}

const noToken = "found character that cannot start any token";

/** Past spaces, comments and lines; `tab`: a line begins with one. */
function skipped(text: string, from: number): { readonly at: number; readonly tab: boolean } {
  let at = from;
  let begins = false;
  for (; at < text.length; at++) {
    const one = text[at];
    if (one === "#") while (at + 1 < text.length && text[at + 1] !== "\n") at++;
    else if (one === "\n") begins = true;
    else if (one === "\t" && begins) return { at, tab: true };
    else if (one !== " " && one !== "\t" && one !== "\r") break;
  }
  return { at, tab: false };
}

type Token = { readonly end: number } | { readonly fault: string };

function token(text: string, at: number, isNewLine: boolean): Token {
  const one = text[at] ?? "";
  const isAlone = /^\s?$/.test(text[at + 1] ?? "");
  if (one === '"' || one === "'") {
    const end = endOfQuoted(text, at);
    return end === 0 ? { fault: "found unexpected end of stream" } : { end };
  }
  if (one === "%" && isNewLine && text[at - 1] === "\n") {
    return /^%(YAML|TAG)\s/.test(text.slice(at, at + 6)) ? { end: at + 1 } : { fault: "found unknown directive name" };
  }
  if (one === "%" || one === "@" || one === "`") return { fault: noToken };
  if ((one === "-" || one === "?") && isAlone && !isNewLine) {
    const what = one === "-" ? "block sequence entries" : "mapping keys";
    return { fault: `${what} are not allowed in this context` };
  }
  if (one === "&" || one === "*") {
    const [name = ""] = /^[\w-]*/.exec(text.slice(at + 1)) ?? [];
    return name === ""
      ? { fault: "did not find expected alphabetic or numeric character" }
      : { end: at + 1 + name.length };
  }
  if (one === "!" && text[at + 1] === "<" && !/^[^\s>]+>/.test(text.slice(at + 2)))
    return { fault: "did not find expected tag URI" };
  if (one === "|" || one === ">") return blockHeader(text.slice(at + 1)) ?? { end: text.length };
  if ("{}[],".includes(one)) return { end: at + 1 };
  const [plain = one] = /^(?:[^\s:]|:(?=\S)|[ \t]+(?=[^\s#:]))+/.exec(text.slice(at)) ?? [];
  return { end: at + plain.length };
}

function blockHeader(text: string): Token | undefined {
  if (/^[-+]?0/.test(text)) return { fault: "found an indentation indicator equal to 0" };
  return /^(?:[-+]?[1-9]?|[1-9][-+])[ \t]*(?:#.*)?(?:\r?\n|$)/.test(text)
    ? undefined
    : { fault: "did not find expected comment or line break" };
}

function isValueSign(text: string, at: number): boolean {
  return /^[ \t]*:(?:\s|$)/.test(text.slice(at));
}

/** 0: it is not closed. */
function endOfQuoted(text: string, at: number): number {
  const quote = text[at];
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === "\\" && quote === '"') end += 1;
    else if (text[end] === quote && quote === "'" && text[end + 1] === "'") end += 1;
    else if (text[end] === quote) return end + 1;
  }
  return 0;
}
