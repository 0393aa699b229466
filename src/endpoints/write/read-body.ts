/** Request bodies: read, told apart, decoded into objects of the stored version. */
import { BodyError } from "../../http/message.js";
import { exceededDepth } from "../../meta/compile/decode-containers.js";
import {
  ConversionError,
  cannotBeHandled,
  DecodeError,
  maxStrictProblems,
  notRegistered,
  strictDecodingError,
  unknownField,
  unknownMember,
  unrecognizedObject,
} from "../../meta/compile/decode-error.js";
import { type DecodeOptions, FieldProblems } from "../../meta/compile/decoder.js";
import { scanJson, strictProblems } from "../../meta/compile/duplicate-fields.js";
import { readExactly } from "../../meta/compile/exact-reader.js";
import { type JsonBody, jsonSyntaxError, kindOfValue, parseJsonBody } from "../../meta/compile/json-body.js";
import { unstructuredDetail } from "../../meta/compile/unstructured-error.js";
import { stringifyJson } from "../../meta/exact-json.js";
import { goQuote } from "../../meta/go-quote.js";
import { packageOfGroup, packageOfKind } from "../../meta/machinery-kinds.js";
import type { KubeObject } from "../../meta/object.js";
import { openEnvelope, type Unknown } from "../../meta/protobuf/envelope.js";
import type { ProtobufKind } from "../../meta/protobuf/kind.js";
import { ProtobufError } from "../../meta/protobuf/protobuf-error.js";
import type { JsonObject } from "../../meta/schema.js";
import { badRequest, failure, requestEntityTooLarge, unsupportedMediaType } from "../../meta/status.js";
import { parseYamlBody, strictYamlProblem } from "../../meta/yaml/yaml.js";
import {
  hasOddNumbers,
  type Patch,
  patchComplaints,
  repeatsMembers,
  undecodableResult,
} from "../../registry/patch/apply-patch.js";
import { before } from "../../util/before.js";
import { configurationOfCbor, isCborApply, isCborBody, parseCborBody } from "../cbor.js";
import { type RequestContext, warn } from "../context.js";
import { acceptedTypes, type Encodings, jsonMediaTypes, protobufMediaType } from "../negotiate.js";
import { isUnservedVersion } from "../openapi/registered-versions.js";
import type { BodyVersion } from "./body-kind.js";

/** As kube-apiserver's limit for request bodies. */
export const maxBodyBytes = 3 * 1024 * 1024;

/** Rejects with StatusError. */
export async function readBody(context: RequestContext): Promise<Buffer> {
  try {
    const body = await context.request.body(maxBodyBytes);
    return isCborApply(context) ? configurationOfCbor(body) : body;
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    if (error.fault === "TooLarge") throw requestEntityTooLarge(maxBodyBytes);
    throw failure("BadRequest", `the body of the request could not be read: ${error.fault}`);
  }
}

export interface ExpectedBody {
  readonly version: BodyVersion;
  readonly kind: string;
  readonly fieldValidation: "Ignore" | "Warn" | "Strict";
  /** Whether some resource of this server has that kind: the message tells a wrong kind from one that does not exist. */
  readonly isKnownKind?: KnownKinds;
  /** Versions of old that look the same. */
  readonly olderVersions?: readonly string[] | undefined;
}

export type KnownKinds = (apiVersion: string, kind: string) => boolean;

/** A body decoded, checked, defaulted, in the version it came in. Throws StatusError. */
export function decodeBody(context: RequestContext, body: Buffer, expected: ExpectedBody): KubeObject {
  return asBadRequest(() => {
    if (isCborBody(context)) return decodeCborBody(context, body, expected);
    const format = bodyFormat(context.request.header("content-type"), context);
    if (format === "protobuf") return decodeProtobuf(context, body, expected);
    if (format === "json") {
      const parsed = parseJsonBody(body, expected.kind);
      checkTypeMeta(parsed, expected);
      return decode(context, parsed.value, { json: body, complaints: [], ...expected });
    }
    const { duplicates, ...parsed } = parseYamlBody(body, expected.kind);
    checkTypeMeta(parsed, expected);
    const strict = expected.fieldValidation === "Strict" && duplicates.length > 0;
    const complaints = strict ? [strictYamlProblem(duplicates)] : duplicates;
    return decode(context, parsed.value, { json: undefined, complaints, canonicalRaw: true, ...expected });
  });
}

function decodeCborBody(context: RequestContext, body: Buffer, expected: ExpectedBody): KubeObject {
  const { kind, version } = expected;
  const { apiVersion, decoder } = version;
  const type = { node: decoder.root, name: `${apiVersion.slice(apiVersion.indexOf("/") + 1)}.${kind}` };
  const parsed = parseCborBody(body, type, (why) => unrecognizedObject(kind, why, body));
  checkTypeMeta(parsed, expected);
  const { complaints, problem } = parsed;
  if (problem !== undefined) throw cannotBeHandled({ kind, apiVersion }, kind, problem);
  return decode(context, parsed.value, { json: undefined, complaints, canonicalRaw: true, ...expected });
}

/** The envelope says what the body is; its message has no unknown or duplicate fields to complain about. */
function decodeProtobuf(context: RequestContext, body: Buffer, expected: ExpectedBody): KubeObject {
  const { version, kind } = expected;
  const codec = version.protobuf();
  if (codec === undefined) throw unsupportedMediaType(jsonMediaTypes);
  const unknown = openProtobufBody(body, kind);
  checkTypeMeta({ ...unknown, value: {} }, expected);
  const value = decodeMessage({ codec, kind, apiVersion: version.apiVersion }, unknown.raw);
  return decode(context, value, { json: undefined, complaints: [], ...expected, fieldValidation: "Ignore" });
}

function openProtobufBody(body: Buffer, kind: string): Unknown {
  try {
    return openEnvelope(body);
  } catch (error) {
    if (error instanceof ProtobufError) throw unrecognizedObject(kind, error.message, body);
    throw error;
  }
}

interface MessageKind {
  readonly codec: ProtobufKind;
  readonly kind: string;
  readonly apiVersion: string;
}

function decodeMessage({ codec, kind, apiVersion }: MessageKind, raw: Buffer): JsonObject {
  try {
    return codec.decode(raw);
  } catch (error) {
    if (error instanceof ProtobufError) throw cannotBeHandled({ kind, apiVersion }, kind, error.message);
    throw error;
  }
}

/** The same for a patched object. What does not decode then is the patch's fault, and it is shown. Throws StatusError. */
export function decodePatched(context: RequestContext, value: JsonObject, expected: ExpectedPatched): KubeObject {
  const { fieldValidation, patch } = expected;
  const { root } = expected.version.decoder;
  try {
    const complaints = fieldValidation === "Ignore" ? [] : patchComplaints(patch);
    // A strategic patch is read into the kind it is for, whatever it says of itself.
    if (patch.type !== "strategic") {
      const found = kindOfValue(value, expected.kind, nothing);
      if (found.apiVersion === "") return decodeUnversioned(context, value, { complaints, ...expected });
      checkPatchedMeta(found, expected);
    }
    const inOrderOfText = patch.type !== "json";
    if (repeatsMembers(patch)) {
      const json = Buffer.from(stringifyJson(expected.again()));
      const whole = { ...expected, members: undefined };
      return decode(context, JSON.parse(json.toString()) as JsonObject, { json, complaints, ...whole });
    }
    const exactly = patch.type !== "strategic" && (expected.version.decoder.holdsRaw || hasOddNumbers(patch));
    const fromMaps = patch.type === "strategic";
    const reordered = inOrderOfText ? undefined : expected.again;
    const request = { json: undefined, complaints, inOrderOfText, fromMaps, reordered, ...expected };
    if (!exactly) return decode(context, value, request);
    const read = readExactly(stringifyJson(value), root) as JsonObject;
    return decode(context, read, { ...request, members: undefined });
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    if (error instanceof ConversionError && patch.type === "strategic") throw failure(undefined, error.detail);
    const detail = patch.type === "strategic" ? unstructuredDetail(error, root, value) : error.detail;
    // Decoding works in place, and what it refuses has to be shown as it was: rare enough to patch a second time.
    throw undecodableResult(patch, patch.type === "strategic" ? "" : stringifyJson(expected.again()), detail);
  }
}

const nothing = Buffer.alloc(0);

/** Another version of the kind is read as if it were this one. Throws DecodeError. */
function checkPatchedMeta(found: JsonBody, expected: ExpectedPatched): void {
  const { version, kind, isKnownKind } = expected;
  const { apiVersion } = found;
  const isKnown = apiVersion === version.apiVersion || isKnownKind?.(apiVersion, kind) || isUnservedVersion(apiVersion);
  if (isKnown && (found.kind === kind || found.kind === "")) return;
  checkTypeMeta(found, expected);
}

/** kube-apiserver takes it for the form it works with itself, whose fields have other names: none of these is known, not even the name. */
function decodeUnversioned(
  context: RequestContext,
  value: JsonObject,
  {
    kind,
    version,
    fieldValidation,
    isKnownKind,
    complaints,
  }: ExpectedPatched & { readonly complaints: readonly string[] },
): KubeObject {
  const given = typeof value.kind === "string" && value.kind !== "" ? value.kind : kind;
  if (given !== kind && isKnownKind?.(version.apiVersion, given) !== true) {
    const group = version.apiVersion.includes("/") ? version.apiVersion.slice(0, version.apiVersion.indexOf("/")) : "";
    const where = `for the internal version of group ${goQuote(group)} in scheme "pkg/runtime/scheme.go:111"`;
    throw new DecodeError(`no kind ${goQuote(given)} is registered ${where}`);
  }
  const fields = Object.keys(value).filter((name) => name !== "kind" && name !== "apiVersion");
  const texts = [...complaints, ...fields.sort().map(unknownField)];
  if (fieldValidation === "Strict" && texts.length > 0) {
    throw new DecodeError(`strict decoding error: ${texts.slice(0, maxStrictProblems).join(", ")}`);
  }
  if (fieldValidation !== "Ignore") for (const text of texts) warn(context, text);
  return { kind, apiVersion: version.apiVersion, metadata: {} };
}

/** The same for a merged configuration, whose fields are known already. Throws DecodeError. */
export function decodeMerged(
  context: RequestContext,
  value: JsonObject,
  expected: Omit<ExpectedBody, "fieldValidation">,
) {
  const request = { json: undefined, complaints: [], fromMaps: true };
  return decode(context, value, { ...request, ...expected, fieldValidation: "Ignore" });
}

export interface ExpectedPatched extends ExpectedBody {
  readonly patch: Patch;
  /** What the patch changed; absent: that is not known. */
  readonly members?: readonly string[] | undefined;
  /** The patched object once more, not decoded, its members in the order in which they are told. */
  readonly again: () => JsonObject;
}

/** What decoding refuses is the client's mistake. */
export function asBadRequest<T>(decodeIt: () => T): T {
  try {
    return decodeIt();
  } catch (error) {
    if (error instanceof DecodeError) throw badRequest(error.message);
    throw error;
  }
}

interface DecodeRequest extends ExpectedBody, DecodeOptions {
  /** The text the value came from, where duplicate fields can still be seen. */
  readonly json: Buffer | undefined;
  /** What the reader of the text, or of the patch, has to say already. */
  readonly complaints: readonly string[];
  /** Unknown fields are told in the order of their names, as members are in Go's maps, instead of the body's. */
  readonly inOrderOfText?: boolean;
  /** The same value with its members in the order in which unknown ones are told. */
  readonly reordered?: (() => JsonObject) | undefined;
}

function decode(context: RequestContext, value: Record<string, unknown>, request: DecodeRequest): KubeObject {
  const { version, kind, fieldValidation, json } = request;
  let problems = fieldValidation === "Ignore" && json === undefined ? undefined : new FieldProblems();
  const forgets = clearsManagedFields(value);
  const { object, suspicious } = decodeValue(value, request, problems);
  if (problems !== undefined && problems.unknown.length > 1 && request.reordered !== undefined) {
    problems = new FieldProblems();
    decodeValue(request.reordered(), { ...request, members: undefined }, problems);
  }
  if (problems !== undefined && fieldValidation !== "Ignore") {
    if (request.inOrderOfText === true) problems.unknown.sort();
    const shown = request.fromMaps === true ? unknownMember : unknownField;
    const texts = suspicious && json !== undefined ? strictProblems(json, version.decoder.root) : problems.texts(shown);
    texts.unshift(...request.complaints);
    if (texts.length > 0 && fieldValidation === "Strict") {
      throw strictDecodingError({ kind, apiVersion: version.apiVersion }, kind, texts);
    }
    for (const text of texts) warn(context, text);
  }
  object.kind = kind;
  object.apiVersion = version.apiVersion;
  object.metadata ??= {};
  version.setDefaults(object);
  const decoded = object as unknown as KubeObject;
  if (forgets) decoded.metadata.managedFields = [{}];
  return decoded;
}

/** What JSON.parse could not tell is read again, exactly. `suspicious`: there may be members of one name. Throws DecodeError. */
function decodeValue(value: Record<string, unknown>, request: DecodeRequest, problems?: FieldProblems) {
  const { json, version } = request;
  const { decoder } = version;
  if (json === undefined) return { object: decoder.decode(value, problems, request), suspicious: false };
  const exactly = () => readExactly(json.toString("utf8"), decoder.root);
  const { names, oddNumbers, surrogates } = scanJson(json);
  try {
    const object = decoder.decode(oddNumbers || surrogates || decoder.holdsRaw ? exactly() : value, problems);
    const suspicious = names !== problems?.members;
    return { object: suspicious ? decoder.decode(exactly(), undefined) : object, suspicious };
  } catch (error) {
    throw error instanceof DecodeError && error.detail === exceededDepth ? deeperThanJson(json, request, error) : error;
  }
}

/** Beyond the limit of JSON readers, a text is no JSON. */
function deeperThanJson(json: Buffer, { kind }: ExpectedBody, error: DecodeError): DecodeError {
  const why = jsonSyntaxError(json);
  return why.endsWith(exceededDepth)
    ? unrecognizedObject(kind, `couldn't get version/kind; json parse error: ${why}`, json)
    : error;
}

/** Decoding drops empty lists; this one means what a list of one empty entry means. */
function clearsManagedFields({ metadata }: Record<string, unknown>): boolean {
  if (typeof metadata !== "object" || metadata === null || !("managedFields" in metadata)) return false;
  return Array.isArray(metadata.managedFields) && metadata.managedFields.length === 0;
}

/** A create refuses a form it cannot read before it looks at its query. Throws StatusError 415. */
export function checkBodyForm(context: RequestContext): void {
  if (context.request.query !== "" && !isCborBody(context)) bodyFormat(context.request.header("content-type"), context);
}

/** `json` when nothing is said. Throws StatusError 415. */
export function bodyFormat(contentType: string | undefined, encodings: Encodings = {}): "json" | "protobuf" | "yaml" {
  // No header at all means JSON; a header without a type means nothing.
  if (contentType === undefined || contentType === "") return "json";
  switch (before(contentType, ";").trim().toLowerCase()) {
    case "application/json":
      return "json";
    case "application/yaml":
      return "yaml";
    case protobufMediaType:
      return "protobuf";
    default:
      throw unsupportedMediaType(acceptedTypes(encodings));
  }
}

/** What the body says of itself must fit the path, or be silent. */
function checkTypeMeta(body: JsonBody, { version, kind, isKnownKind, olderVersions }: ExpectedBody): void {
  const given = { kind: body.kind === "" ? kind : body.kind, apiVersion: body.apiVersion };
  if (given.apiVersion === "") given.apiVersion = version.apiVersion;
  if (given.kind === kind && given.apiVersion === version.apiVersion) return;
  if (given.kind === kind && olderVersions?.includes(given.apiVersion) === true) return;
  if (isKnownKind?.(given.apiVersion, given.kind) !== true) throw notRegistered(given, kind);
  if (given.kind !== kind) {
    const shown = packageOfKind(given.apiVersion, given.kind);
    const own = packageOfGroup(version.type.slice(0, version.type.indexOf("/")));
    const detail = `converting (${shown}.${given.kind}) to (${own}.${kind}): unknown conversion`;
    throw cannotBeHandled(given, kind, detail);
  }
  const expected = `does not match the expected API version (${version.apiVersion})`;
  throw new DecodeError(`the API version in the data (${given.apiVersion}) ${expected}`);
}
