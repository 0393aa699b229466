/**
 * The continue token of a paged list: where to go on and at which revision, in kube-apiserver's own shape (base64url of JSON). A token
 * whose revision is -1 goes on at the newest state instead of the first page's.
 */
import { jsonKind } from "../../meta/compile/decode-containers.js";
import { jsonSyntaxError } from "../../meta/compile/json-body.js";
import { badRequest } from "../../meta/status.js";

export interface ContinueToken {
  /** Below 0: read the newest state (an inconsistent continuation). */
  readonly revision: number;
  /** The smallest key that may follow, without the namespace of the list. */
  readonly start: string;
}

const version = "meta.k8s.io/v1";

export function encodeContinueToken({ revision, start }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: version, rv: revision, start })).toString("base64url");
}

/** Throws StatusError 400 for anything this server cannot have made. */
export function decodeContinueToken(text: string): ContinueToken {
  const { v, rv, start } = parse(text);
  if (v !== version) throw refuse(`server does not recognize this encoded version ${v}`);
  if (rv === 0) throw refuse(`incorrect encoded start resourceVersion (version ${version})`);
  if (start === "") throw refuse(`encoded start key empty (version ${version})`);
  const path = start.startsWith("/") ? start.slice(1) : start;
  if (path.split("/").some((part) => part === "" || part === "." || part === "..")) throw refuse(start);
  return { revision: rv, start: path };
}

interface TokenFields {
  v: string;
  rv: number;
  start: string;
}

function parse(text: string): TokenFields {
  const fault = base64Fault(text);
  if (fault !== -1) throw refuse(`illegal base64 data at input byte ${fault}`);
  const json = Buffer.from(text, "base64url");
  let value: unknown;
  try {
    value = JSON.parse(json.toString("utf8"));
  } catch {
    throw refuse(jsonSyntaxError(json));
  }
  const fields: TokenFields = { v: "", rv: 0, start: "" };
  if (value === null) return fields;
  if (typeof value !== "object" || Array.isArray(value)) {
    throw refuse(`json: cannot unmarshal ${jsonKind(value)} into Go value of type storage.continueToken`);
  }
  for (const [name, member] of Object.entries(value)) setField(fields, name.toLowerCase(), member);
  return fields;
}

/** As Go reads a struct: names in any capitals, null is nothing, others are passed over. */
function setField(fields: TokenFields, name: string, value: unknown): void {
  if (value === null) return;
  if (name === "v" || name === "start") {
    if (typeof value !== "string") throw mismatch(jsonKind(value), `${name} of type string`);
    fields[name] = value;
  } else if (name === "rv") {
    if (typeof value !== "number") throw mismatch(jsonKind(value), "rv of type int64");
    if (!Number.isInteger(value)) throw mismatch(`number ${value}`, "rv of type int64");
    fields.rv = value;
  }
}

function mismatch(found: string, field: string): Error {
  return refuse(`json: cannot unmarshal ${found} into Go struct field continueToken.${field}`);
}

/** Where Go stops to read it; -1: nowhere. */
function base64Fault(text: string): number {
  // Line ends are passed over.
  const at = text.search(/[^A-Za-z0-9_\-\r\n]/);
  return at !== -1 || text.replace(/[\r\n]/g, "").length % 4 !== 1 ? at : text.length - 1;
}

function refuse(why: string): Error {
  return badRequest(`invalid continue token: continue key is not valid: ${why}`);
}
