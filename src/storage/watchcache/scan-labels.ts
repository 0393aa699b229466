/**
 * Finds `metadata.labels` in an object's compact JSON without decoding the rest: a selector over a large list must not cost a
 * `JSON.parse` per object. Hot path.
 */

export type Labels = Readonly<Record<string, string>>;

const NO_LABELS: Labels = Object.freeze({});
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const LABELS_KEY = Buffer.from('"labels"');

/** `start` is the first byte inside the metadata object. */
export function scanLabels(json: Buffer, start: number): Labels {
  let depth = 1;
  let at = start;
  while (depth > 0 && at < json.length) {
    const byte = json[at];
    if (byte === QUOTE) {
      const end = stringEnd(json, at);
      if (depth === 1 && json[end] === COLON && isLabelsKey(json, at, end)) return parseLabels(json, end + 1);
      at = end;
      continue;
    }
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth--;
    at++;
  }
  return NO_LABELS;
}

/** Index behind the closing quote of the string that starts at `at`. */
function stringEnd(json: Buffer, at: number): number {
  let end = at + 1;
  while (end < json.length && json[end] !== QUOTE) end += json[end] === BACKSLASH ? 2 : 1;
  return end + 1;
}

function isLabelsKey(json: Buffer, start: number, end: number): boolean {
  return end - start === LABELS_KEY.length && json.compare(LABELS_KEY, 0, LABELS_KEY.length, start, end) === 0;
}

/** Labels are a flat map of strings, so the first brace outside a string ends it. */
function parseLabels(json: Buffer, start: number): Labels {
  if (json[start] !== OPEN_OBJECT) return NO_LABELS;
  let at = start + 1;
  while (at < json.length && json[at] !== CLOSE_OBJECT) at = json[at] === QUOTE ? stringEnd(json, at) : at + 1;
  return labelsOf(json.toString("utf8", start, at + 1));
}

/** An update mostly leaves the labels as they were, and its neighbours in a list often have the same. */
function labelsOf(text: string): Labels {
  if (text !== lastText) {
    lastLabels = JSON.parse(text) as Labels;
    lastText = text;
  }
  return lastLabels;
}

let lastText = "";
let lastLabels = NO_LABELS;
