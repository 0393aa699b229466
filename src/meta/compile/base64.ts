/** What is wrong with a base64 text, in Go's words. */

const padding = "=";

/** undefined when Go would read it: standard alphabet, padding required, line ends skipped anywhere. */
export function base64Error(text: string): string | undefined {
  const at = corruptAt(Buffer.from(text, "utf8").toString("latin1"));
  return at === undefined ? undefined : `illegal base64 data at input byte ${at}`;
}

function corruptAt(text: string): number | undefined {
  let at = 0;
  while (at < text.length) {
    const quantum = readQuantum(text, at);
    if (quantum.corrupt !== undefined) return quantum.corrupt;
    if (quantum.last) return undefined;
    at = quantum.next;
  }
  return undefined;
}

interface Quantum {
  readonly next: number;
  readonly last: boolean;
  readonly corrupt?: number;
}

/** Four characters; the position Go names when the input is corrupt. */
function readQuantum(text: string, start: number): Quantum {
  let at = start;
  for (let count = 0; count < 4; ) {
    if (at === text.length) return { next: at, last: true, ...(count === 0 ? {} : { corrupt: at - count }) };
    const char = text[at] ?? "";
    at += 1;
    if (inAlphabet(char)) count += 1;
    else if (isLineEnd(char)) continue;
    else if (char !== padding || count < 2) return { next: at, last: true, corrupt: at - 1 };
    else return afterPadding(text, at, count);
  }
  return { next: at, last: false };
}

function afterPadding(text: string, start: number, count: number): Quantum {
  let at = start;
  if (count === 2) {
    at = skipLineEnds(text, at);
    if (at === text.length) return { next: at, last: true, corrupt: at };
    if (text[at] !== padding) return { next: at, last: true, corrupt: at - 1 };
    at += 1;
  }
  at = skipLineEnds(text, at);
  return { next: at, last: true, ...(at < text.length ? { corrupt: at } : {}) };
}

function skipLineEnds(text: string, start: number): number {
  let at = start;
  while (at < text.length && isLineEnd(text[at] ?? "")) at += 1;
  return at;
}

function inAlphabet(char: string): boolean {
  return (
    (char >= "a" && char <= "z") ||
    (char >= "A" && char <= "Z") ||
    (char >= "0" && char <= "9") ||
    char === "+" ||
    char === "/"
  );
}

function isLineEnd(char: string): boolean {
  return char === "\n" || char === "\r";
}
