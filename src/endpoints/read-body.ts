/** Request bodies: read, told apart, decoded into objects of the stored version. */
import { BodyError } from "../http/message.js";
import { DecodeError } from "../meta/compile/decoder.js";
import { findDuplicateFields } from "../meta/compile/duplicates.js";
import type { KubeObject } from "../meta/object.js";
import type { JsonObject } from "../meta/schema.js";
import { badRequest, failure, requestEntityTooLarge, unsupportedMediaType } from "../meta/status.js";
import { parseYaml } from "../meta/yaml.js";
import type { VersionRuntime } from "../registry/kind-runtime.js";
import { type RequestContext, warn } from "./context.js";
import { acceptedMediaTypes } from "./negotiate.js";

/** As kube-apiserver's limit for request bodies. */
export const maxBodyBytes = 3 * 1024 * 1024;

/** Rejects with StatusError. */
export async function readBody(context: RequestContext): Promise<Buffer> {
  try {
    return await context.request.body(maxBodyBytes);
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    if (error.fault === "TooLarge") throw requestEntityTooLarge(maxBodyBytes);
    throw failure("BadRequest", `the body of the request could not be read: ${error.fault}`);
  }
}

export interface ExpectedBody {
  readonly version: VersionRuntime;
  readonly kind: string;
  readonly fieldValidation: "Ignore" | "Warn" | "Strict";
}

/** A body decoded, checked, defaulted, in the version it came in. Throws StatusError. */
export function decodeBody(context: RequestContext, body: Buffer, expected: ExpectedBody): KubeObject {
  const text = body.toString("utf8");
  const yaml = bodyFormat(context.request.header("content-type")) === "yaml";
  const value = yaml ? parseYamlBody(text, expected.kind) : parseJsonBody(text, expected.kind);
  const duplicates = yaml || expected.fieldValidation === "Ignore" ? [] : findDuplicateFields(text);
  return decodeValue(context, value, { ...expected, duplicates });
}

/** The same for a value that was made here (a patched object). `duplicates` were found in the text it came from. */
export function decodeValue(
  context: RequestContext,
  value: unknown,
  expected: ExpectedBody & { readonly duplicates: readonly string[] },
): KubeObject {
  const { version, kind, fieldValidation } = expected;
  const object = checkTypeMeta(value, version, kind);
  const problems: string[] = [];
  decode(object, { version, kind, problems: fieldValidation === "Ignore" ? undefined : problems });
  problems.push(...expected.duplicates);
  if (problems.length > 0) {
    if (fieldValidation === "Strict") {
      throw badRequest(`${subject(version, kind)}: strict decoding error: ${problems.join(", ")}`);
    }
    for (const problem of problems) warn(context, problem);
  }
  object.kind = kind;
  object.apiVersion = version.apiVersion;
  object.metadata ??= {};
  version.setDefaults(object);
  return object as unknown as KubeObject;
}

function decode(
  object: JsonObject,
  {
    version,
    kind,
    problems,
  }: { readonly version: VersionRuntime; readonly kind: string; readonly problems: string[] | undefined },
): void {
  try {
    version.decoder.decode(object, problems);
  } catch (error) {
    if (error instanceof DecodeError) throw badRequest(`${subject(version, kind)}: ${error.message}`);
    throw error;
  }
}

function subject(version: VersionRuntime, kind: string): string {
  return `${kind} in version ${JSON.stringify(version.name)} cannot be handled as a ${kind}`;
}

/** `json` when nothing is said. Throws StatusError 415. */
export function bodyFormat(contentType: string | undefined): "json" | "yaml" {
  const type = (contentType ?? "application/json").split(";")[0]?.trim().toLowerCase();
  switch (type) {
    case "application/json":
    case "":
      return "json";
    case "application/yaml":
    case "text/yaml":
    case "application/x-yaml":
      return "yaml";
    default:
      throw unsupportedMediaType(acceptedMediaTypes);
  }
}

function unrecognized(kind: string, why: string): Error {
  return badRequest(`the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; ${why}`);
}

function parseJsonBody(text: string, kind: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const shown = text === "" ? "<empty>" : text.slice(0, 64);
    throw unrecognized(kind, `json parse error: ${describe(error)} (${shown})`);
  }
}

function parseYamlBody(text: string, kind: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw unrecognized(kind, `yaml parse error: ${describe(error)}`);
  }
}

function describe(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /end of JSON|Unexpected end/.test(message) ? "unexpected end of JSON input" : message;
}

function checkTypeMeta(value: unknown, version: VersionRuntime, kind: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw unrecognized(kind, "json parse error: json: cannot unmarshal the body into an object");
  }
  const object = value as JsonObject;
  const givenKind = object.kind ?? "";
  const givenVersion = object.apiVersion ?? "";
  if ((givenKind === "" || givenKind === kind) && (givenVersion === "" || givenVersion === version.apiVersion)) {
    return object;
  }
  if (givenKind !== "" && givenKind !== kind) {
    const shown = typeof givenVersion === "string" ? (givenVersion.split("/").at(-1) ?? "") : "";
    throw badRequest(
      `${String(givenKind)} in version ${JSON.stringify(shown)} cannot be handled as a ${kind}: converting (${shown}.${String(givenKind)}) to (${kind}): unknown conversion`,
    );
  }
  throw badRequest(
    `the API version in the data (${String(givenVersion)}) does not match the expected API version (${version.apiVersion})`,
  );
}
