/**
 * Why a body is not an object of its kind. `message` is complete: it is what kube-apiserver 1.36 answers as
 * BadRequest, wrapper included. The only thing a decoder throws.
 */

import { goQuote } from "../go-quote.js";

/** At most this many unknown and duplicate fields are reported, as in Kubernetes. */
export const maxStrictProblems = 100;

export class DecodeError extends Error {
  /** What is wrong, without the words about which kind it was meant to be. */
  readonly detail: string;
  /** Where a value of a wrong type stands; readers of other forms than JSON have their own words for it. */
  readonly mismatch: TypeMismatch | undefined;
  constructor(message: string, detail: string = message, mismatch?: TypeMismatch) {
    super(message);
    this.name = "DecodeError";
    this.detail = detail;
    this.mismatch = mismatch;
  }
}

/** Every field could be read, but what one says means nothing to the kind. */
export class ConversionError extends DecodeError {}

export interface TypeMismatch {
  readonly path: readonly (string | number)[];
  /** `number`, `string`, `bool`, `object`, `array`, `number 1.5`. */
  readonly found: string;
  readonly goType: string;
}

export interface KindOfBody {
  readonly kind: string;
  /** `v1`, `apps/v1`: only the version is shown. */
  readonly apiVersion: string;
}

/** `Pod in version "v1" cannot be handled as a Pod: …`; `expected` is the kind of the resource asked for. */
export function cannotBeHandled(
  body: KindOfBody,
  expected: string,
  detail: string,
  mismatch?: TypeMismatch,
): DecodeError {
  const version = body.apiVersion.slice(body.apiVersion.indexOf("/") + 1);
  return new DecodeError(
    `${body.kind} in version ${goQuote(version)} cannot be handled as a ${expected}: ${detail}`,
    detail,
    mismatch,
  );
}

/** With fieldValidation=Strict: `problems` as `unknownField` and `duplicateField` write them. */
export function strictDecodingError(body: KindOfBody, expected: string, problems: readonly string[]): DecodeError {
  const shown = problems.slice(0, maxStrictProblems).join(", ");
  return cannotBeHandled(body, expected, `strict decoding error: ${shown}`);
}

/** The body says a kind and version that do not exist together. */
export function notRegistered(body: KindOfBody, expected: string): DecodeError {
  const { kind, apiVersion } = body;
  return cannotBeHandled(
    body,
    expected,
    `no kind ${goQuote(kind)} is registered for version ${goQuote(apiVersion)} in scheme "pkg/runtime/scheme.go:111"`,
  );
}

/** The body cannot be read far enough to see its kind; `why` as `jsonSyntaxError` or the YAML reader give it. */
export function unrecognizedObject(expected: string, why: string, body: Uint8Array): DecodeError {
  return new DecodeError(
    `the object provided is unrecognized (must be of type ${expected}): ${why} (${excerpt(body)})`,
    why,
  );
}

export function unknownField(path: string): string {
  return `unknown field ${goQuote(path)}`;
}

/** As Go's converter of maps says it: the name as it is. */
export function unknownMember(path: string): string {
  return `unknown field "${path}"`;
}

export function duplicateField(path: string): string {
  return `duplicate field ${goQuote(path)}`;
}

const excerptBytes = 30;

/** Text when it looks like a JSON object, hexadecimal otherwise. */
function excerpt(body: Uint8Array): string {
  if (body.length === 0) return "<empty>";
  const head = Buffer.from(body.subarray(0, excerptBytes));
  const shown = body[0] === 0x7b ? head.toString("utf8") : head.toString("hex");
  return body.length > excerptBytes ? `${shown} ...` : shown;
}
