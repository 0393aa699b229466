/**
 * Checks and reads flag values the way kube-apiserver's flag types do. A complaint is a string, undefined is fine.
 */
import { isIP } from "node:net";
import { parseDurationMs } from "../../util/durations.js";
import type { FlagType } from "./types.js";

const truths: ReadonlySet<string> = new Set(["1", "t", "T", "true", "TRUE", "True"]);
const untruths: ReadonlySet<string> = new Set(["0", "f", "F", "false", "FALSE", "False"]);

export function parseBool(text: string): boolean | undefined {
  if (truths.has(text)) return true;
  return untruths.has(text) ? false : undefined;
}

/** Decimal or 0x integer within 32 bits, the range every integer flag here has. */
export function parseInteger(text: string): number | undefined {
  if (!/^[+-]?(\d+|0x[\da-fA-F]+)$/.test(text)) return undefined;
  const value = Number(text.replace(/^\+/, ""));
  return Number.isSafeInteger(value) && Math.abs(value) <= 0x7fffffff ? value : undefined;
}

/** Comma list; an item may be quoted with `"` to hold commas. */
export function splitList(text: string): readonly string[] {
  if (text === "") return [];
  const items: string[] = [];
  let item = "";
  let quoted = false;
  for (const char of text) {
    if (char === '"') {
      quoted = !quoted;
    } else if (char === "," && !quoted) {
      items.push(item);
      item = "";
    } else item += char;
  }
  return [...items, item];
}

export function complaintAbout(type: FlagType, text: string): string | undefined {
  switch (type) {
    case "bool":
      return parseBool(text) === undefined ? "is neither true nor false" : undefined;
    case "int":
      return parseInteger(text) === undefined ? "is not a whole number" : undefined;
    case "Level":
      return (parseInteger(text) ?? -1) < 0 ? "is not a whole number from 0 up" : undefined;
    case "float":
    case "float32":
      return text === "" || Number.isNaN(Number(text)) ? "is not a number" : undefined;
    case "duration":
      return parseDurationMs(text) === undefined ? "is not a duration (as in 500ms, 30s, 1m0s)" : undefined;
    case "ip":
      return isIP(text) === 0 ? "is not an IP address" : undefined;
    case "stringToString":
      return splitList(text).every((item) => item.includes("=")) ? undefined : "is not a list of key=value";
    case "portRange":
      return /^\d+([-+]\d+)?$/.test(text) ? undefined : "is not a range of ports (as in 30000-32767)";
    case "int32Slice":
      return splitList(text).every((item) => parseInteger(item) !== undefined) ? undefined : "is not a list of numbers";
    default:
      return undefined;
  }
}
