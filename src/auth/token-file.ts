/**
 * Reads kube-apiserver's token file: CSV lines `token,user,uid[,"group1,group2"]`. Every complaint names the line.
 * Tokens never appear in a message.
 */
import { allAuthenticated, type Caller } from "./caller.js";

export class TokenFileError extends Error {
  readonly line: number;
  constructor(line: number, what: string) {
    super(`line ${line}: ${what}`);
    this.name = "TokenFileError";
    this.line = line;
  }
}

/** Token → caller; a token that appears twice keeps its last line, as kube-apiserver has it. */
export function parseTokenFile(text: string): ReadonlyMap<string, Caller> {
  const callers = new Map<string, Caller>();
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (raw.trim() === "") continue;
    const line = index + 1;
    const [token, name, uid, groups] = csvFields(raw, line);
    if (token === undefined || name === undefined || uid === undefined) {
      throw new TokenFileError(line, "needs at least token, user name and user uid");
    }
    if (token === "") throw new TokenFileError(line, "the token is empty");
    if (name === "") throw new TokenFileError(line, "the user name is empty");
    const named = groups === undefined || groups === "" ? [] : groups.split(",").filter((group) => group !== "");
    callers.set(token, { name, uid, groups: withAuthenticated(named), extra: {} });
  }
  return callers;
}

export function withAuthenticated(groups: readonly string[]): readonly string[] {
  return groups.includes(allAuthenticated) ? groups : [...groups, allAuthenticated];
}

/** RFC 4180 fields of one line; `""` inside quotes is a quote. Spaces before a field are dropped. */
function csvFields(line: string, lineNumber: number): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    while (line[at] === " " || line[at] === "\t") at++;
    if (line[at] === '"') {
      const quoted = quotedField(line, at, lineNumber);
      fields.push(quoted.value);
      at = quoted.end;
    } else {
      const comma = line.indexOf(",", at);
      const end = comma === -1 ? line.length : comma;
      fields.push(line.slice(at, end));
      at = end;
    }
    if (at >= line.length) return fields;
    if (line[at] !== ",") throw new TokenFileError(lineNumber, "text follows a closing quote");
    at++;
  }
}

function quotedField(line: string, start: number, lineNumber: number): { value: string; end: number } {
  let value = "";
  let at = start + 1;
  for (;;) {
    const quote = line.indexOf('"', at);
    if (quote === -1) throw new TokenFileError(lineNumber, "a quote is not closed");
    value += line.slice(at, quote);
    if (line[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    at = quote + 2;
  }
}
