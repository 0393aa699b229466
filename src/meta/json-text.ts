/**
 * JSON as text: where a value ends, what an object is made of, its compact and its indented form. Texts must be valid JSON. No recursion.
 */

const [quote, backslash, space] = [0x22, 0x5c, 0x20];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Behind the value that begins at `at`. */
export function endOfValue(text: string, at: number): number {
  let depth = 0;
  for (let next = at; next < text.length; ) {
    const code = text.charCodeAt(next);
    if (code === quote) next = endOfString(text, next);
    else if (code === openBrace || code === openBracket) {
      depth += 1;
      next += 1;
      continue;
    } else if (code === closeBrace || code === closeBracket) {
      depth -= 1;
      next += 1;
    } else if (depth === 0) next = endOfWord(text, next);
    else {
      next += 1;
      continue;
    }
    if (depth === 0) return next;
  }
  return text.length;
}

/** `at` is the opening quote; the answer is behind the closing one. */
export function endOfString(text: string, at: number): number {
  let next = at + 1;
  while (next < text.length && text.charCodeAt(next) !== quote) next += text.charCodeAt(next) === backslash ? 2 : 1;
  return next + 1;
}

/** Of a number, `true`, `false` or `null`. */
function endOfWord(text: string, at: number): number {
  let next = at;
  while (next < text.length && !",:]} \t\r\n".includes(text.charAt(next))) next += 1;
  return next;
}

export interface CompactJson {
  readonly text: string;
  /** How many containers lie in one another. */
  readonly depth: number;
  readonly names: number;
}

/** Without the white space between its parts. */
export function compactJson(text: string): CompactJson {
  const parts: string[] = [];
  let [depth, deepest, names, from, at] = [0, 0, 0, 0, 0];
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at);
      continue;
    }
    if (code === openBrace || code === openBracket) deepest = Math.max(deepest, ++depth);
    else if (code === closeBrace || code === closeBracket) depth -= 1;
    else if (code === 0x3a) names += 1;
    if (code <= space) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
    at += 1;
  }
  parts.push(text.slice(from));
  return { text: parts.join(""), depth: deepest, names };
}

/** Names as they are, values as text. Of a compact object. */
export function membersOf(text: string): (readonly [name: string, value: string])[] {
  const members: (readonly [string, string])[] = [];
  for (let at = 1; at < text.length - 1; at += 1) {
    const colon = endOfString(text, at);
    const end = endOfValue(text, colon + 1);
    members.push([JSON.parse(text.slice(at, colon)) as string, text.slice(colon + 1, end)]);
    at = end;
  }
  return members;
}

/** Of a compact list. */
export function itemsOf(text: string): string[] {
  const items: string[] = [];
  for (let at = 1; at < text.length - 1; at += 1) {
    const end = endOfValue(text, at);
    items.push(text.slice(at, end));
    at = end;
  }
  return items;
}

/** A compact text over several lines. `lead`: a line break and the spaces of the level around. */
export function indentedJson(text: string, step: string, lead: string): string {
  const parts: string[] = [];
  let line = lead;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') {
      const end = endOfString(text, at);
      parts.push(text.slice(at, end));
      at = end - 1;
    } else if ((character === "{" || character === "[") && text.charAt(at + 1) !== closing[character]) {
      line += step;
      parts.push(character, line);
    } else if ((character === "}" || character === "]") && text.charAt(at - 1) !== opening[character]) {
      line = line.slice(0, line.length - step.length);
      parts.push(line, character);
    } else if (character === ",") parts.push(character, line);
    else parts.push(character === ":" ? ": " : character);
  }
  return parts.join("");
}

const closing: Readonly<Record<string, string>> = { "{": "}", "[": "]" };
const opening: Readonly<Record<string, string>> = { "}": "{", "]": "[" };
