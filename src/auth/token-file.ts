/**
 * Reads kube-apiserver's token file: CSV records `token,user,uid[,"group1,group2"]`, every field taken as it stands. Complaints are
 * kube-apiserver's and name the line; tokens never appear in one.
 */
import { CsvError, type CsvRecord, readCsv } from "../util/csv.js";
import { allAuthenticated, type Caller } from "./caller.js";

export class TokenFileError extends Error {
  constructor(what: string, options?: ErrorOptions) {
    super(what, options);
    this.name = "TokenFileError";
  }
}

export interface TokenFile {
  /** By token; one that appears twice keeps its last record. */
  readonly callers: ReadonlyMap<string, Caller>;
  /** What is odd, and was not refused. */
  readonly warnings: readonly string[];
}

/** `path` is for the messages. Throws `TokenFileError`. */
export function parseTokenFile(text: string, path: string): TokenFile {
  const callers = new Map<string, Caller>();
  const warnings: string[] = [];
  const file = `token file '${path}'`;
  for (const [index, { line, fields }] of recordsIn(text).entries()) {
    const [token = "", name = "", uid = "", groups] = fields;
    if (fields.length < 3) {
      const found = `must have at least 3 columns (token, user name, user uid), found ${fields.length}`;
      throw new TokenFileError(`${file} ${found}: line ${line}`);
    }
    const where = `in ${file}, record number '${index + 1}'`;
    if (token === "") {
      warnings.push(`empty token has been found ${where}`);
      continue;
    }
    if (callers.has(token)) warnings.push(`duplicate token has been found ${where}`);
    callers.set(token, { name, uid, groups: withAuthenticated(groups?.split(",") ?? []), extra: {} });
  }
  return { callers, warnings };
}

function recordsIn(text: string): readonly CsvRecord[] {
  try {
    return readCsv(text);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new TokenFileError(error.message, { cause: error });
  }
}

export function withAuthenticated(groups: readonly string[]): readonly string[] {
  return groups.includes(allAuthenticated) ? groups : [...groups, allAuthenticated];
}
