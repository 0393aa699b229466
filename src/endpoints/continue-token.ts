/**
 * The continue token of a paged list: where to go on and at which revision, in kube-apiserver's own shape (base64url of JSON). A token
 * whose revision is -1 goes on at the newest state instead of the first page's.
 */
import { jsonKind } from "../meta/compile/decode-containers.js";
import { jsonSyntaxError } from "../meta/compile/json-body.js";
import { badRequest } from "../meta/status.js";

export interface ContinueToken {
  /** -1: read the newest state (an inconsistent continuation). */
  readonly revision: number;
  /** Last key already delivered. */
  readonly after: string;
}

const version = "meta.k8s.io/v1";
/** kube-apiserver starts at the smallest key after the last one. */
const successor = "\u0000";

export function encodeContinueToken(token: ContinueToken): string {
  const value = { v: version, rv: token.revision, start: token.after + successor };
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Throws StatusError 400 for anything this server cannot have made. */
export function decodeContinueToken(text: string): ContinueToken {
  const value = parse(text);
  const { v, rv, start } = value;
  if (v !== version) throw refuse(`server does not recognize this encoded version ${String(v ?? "")}`);
  if (typeof rv !== "number" || !Number.isSafeInteger(rv) || rv === 0) {
    throw refuse("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
  }
  if (typeof start !== "string" || start === "") throw refuse(`encoded start key empty (version ${version})`);
  const after = (start.endsWith(successor) ? start.slice(0, -1) : start).replace(/^\//, "");
  if (after.split("/").some((part) => part === ".." || part === ".")) throw refuse(`invalid start key: ${start}`);
  return { revision: rv, after };
}

function parse(text: string): Record<string, unknown> {
  const fault = base64Fault(text);
  if (fault !== -1) throw refuse(`illegal base64 data at input byte ${fault}`);
  const json = Buffer.from(text, "base64url").toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw refuse(jsonSyntaxError(Buffer.from(text, "base64url")));
  }
  if (value === null) return {};
  if (typeof value === "object" && !Array.isArray(value)) return value as Record<string, unknown>;
  throw refuse(`json: cannot unmarshal ${jsonKind(value)} into Go value of type storage.continueToken`);
}

/** Where Go stops to read it; -1: nowhere. */
function base64Fault(text: string): number {
  const at = text.search(/[^A-Za-z0-9_-]/);
  return at !== -1 || text.length % 4 !== 1 ? at : text.length - 1;
}

function refuse(why: string): Error {
  return badRequest(`invalid continue token: continue key is not valid: ${why}`);
}
