/** DeleteOptions come in the body or, without one, in the query. */

import { jsonKind } from "../../meta/compile/decode-containers.js";
import { DecodeError } from "../../meta/compile/decode-error.js";
import { scanJson } from "../../meta/compile/duplicate-fields.js";
import { readAsWritten } from "../../meta/compile/exact-reader.js";
import { type JsonBody, kindOfValue, parseJsonBody } from "../../meta/compile/json-body.js";
import type { FieldError } from "../../meta/field-error.js";
import { openEnvelope } from "../../meta/protobuf/envelope.js";
import { decodeMachinery } from "../../meta/protobuf/machinery.js";
import { ProtobufError } from "../../meta/protobuf/protobuf-error.js";
import { badRequest, invalid } from "../../meta/status.js";
import { parseYamlBody } from "../../meta/yaml/yaml.js";
import type { DeleteOptions } from "../../registry/write/delete.js";
import type { Encodings } from "../negotiate.js";
import { bodyFormat } from "../write/read-body.js";
import { parseBoolean, parseInteger } from "./list-options.js";
import { queryOf } from "./query.js";
import { dryRunErrors } from "./write-options.js";

export interface DeleteRequestOptions extends DeleteOptions {
  readonly dryRun: boolean;
}

type Mutable = { -readonly [Key in keyof DeleteRequestOptions]: DeleteRequestOptions[Key] };

export interface SentAs {
  readonly contentType: string;
  /** What the server speaks, for the refusal of other types. */
  readonly encodings?: Encodings;
}

/** Throws StatusError. */
export function parseDeleteOptions(query: string, body: Buffer, sent: SentAs): DeleteRequestOptions {
  const fromBody = body.length === 0 ? undefined : parseBody(body, sent);
  const source = fromBody ?? fromQuery(query);
  const dryRun = source.dryRun ?? [];
  const errors: FieldError[] = [...policyErrors(source), ...dryRunErrors(dryRun)];
  if (errors.length > 0) throw invalid({ group: "meta.k8s.io", kind: "DeleteOptions" }, "", errors);
  const options: Mutable = {
    dryRun: dryRun.includes("All"),
  };
  if (source.gracePeriodSeconds !== undefined) options.gracePeriodSeconds = source.gracePeriodSeconds;
  if (source.propagationPolicy !== undefined) {
    options.propagationPolicy = source.propagationPolicy as NonNullable<DeleteOptions["propagationPolicy"]>;
  }
  if (source.orphanDependents !== undefined) options.orphanDependents = source.orphanDependents;
  if (source.preconditions !== undefined) options.preconditions = source.preconditions;
  return options;
}

interface Source {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: string;
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: readonly string[];
}

function parseBody(body: Buffer, sent: SentAs): Source {
  const { value, kind, apiVersion } = readTyped(body, sent);
  if (kind !== "" && kind !== "DeleteOptions") {
    const version = apiVersion === "" ? "meta.k8s.io/v1" : apiVersion;
    throw badRequest(`no kind "${kind}" is registered for version "${version}" in scheme "pkg/runtime/scheme.go:111"`);
  }
  const source = withoutNulls(value);
  checkTypes(source);
  return source as Source;
}

function readTyped(body: Buffer, { contentType, encodings }: SentAs): JsonBody {
  const format = bodyFormat(contentType, encodings);
  try {
    if (format === "protobuf") return kindOfValue(readProtobuf(body), "DeleteOptions", body);
    if (format === "yaml") return parseYamlBody(body, "DeleteOptions");
    const parsed = parseJsonBody(body, "DeleteOptions");
    if (!scanJson(body).oddNumbers) return parsed;
    return { ...parsed, value: readAsWritten(body.toString("utf8")) as Record<string, unknown> };
  } catch (error) {
    if (error instanceof DecodeError) throw badRequest(error.detail);
    if (error instanceof ProtobufError) throw badRequest(error.message);
    throw error;
  }
}

function readProtobuf(body: Buffer): unknown {
  const { kind, apiVersion, raw } = openEnvelope(body);
  return { kind: kind === "" ? "DeleteOptions" : kind, apiVersion, ...decodeMachinery("DeleteOptions", raw) };
}

function withoutNulls(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

/** Member → its type in JSON and in Go. */
const memberTypes: Readonly<Record<string, readonly [json: string, go: string]>> = {
  gracePeriodSeconds: ["number", "int64"],
  preconditions: ["object", "v1.Preconditions"],
  orphanDependents: ["bool", "bool"],
  propagationPolicy: ["string", "v1.DeletionPropagation"],
  dryRun: ["array", "[]string"],
  ignoreStoreReadErrorWithClusterBreakingPotential: ["bool", "bool"],
};

/** In the order of the text: the first that does not fit is told. */
function checkTypes(source: Record<string, unknown>): void {
  for (const [member, value] of Object.entries(source)) {
    const type = Object.hasOwn(memberTypes, member) ? memberTypes[member] : undefined;
    if (type === undefined) continue;
    if (jsonKind(value) !== type[0]) throw wrongType(member, value, type[1]);
    if (member === "preconditions") checkPreconditions(value as Readonly<Record<string, unknown>>);
    else if (member === "gracePeriodSeconds") source.gracePeriodSeconds = gracePeriodOf(value);
    else if (member === "dryRun") {
      for (const one of value as readonly unknown[])
        if (typeof one !== "string") throw wrongType(member, one, "string");
    }
  }
}

function checkPreconditions(preconditions: Readonly<Record<string, unknown>>): void {
  for (const [member, value] of Object.entries(preconditions)) {
    const goType = preconditionTypes[member];
    if (goType === undefined || value === null || typeof value === "string") continue;
    const where = `Preconditions.preconditions.${member}`;
    throw badRequest(`json: cannot unmarshal ${jsonKind(value)} into Go struct field ${where} of type ${goType}`);
  }
}

function gracePeriodOf(value: unknown): number {
  if (isInt64(value)) return Number(value);
  const shown = typeof value === "number" && Number.isInteger(value);
  throw wrongType("gracePeriodSeconds", `number ${shown ? BigInt(value) : value}`, "int64");
}

const preconditionTypes: Readonly<Record<string, string>> = { uid: "types.UID", resourceVersion: "string" };

function isInt64(value: unknown): boolean {
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value;
  return Number.isInteger(value) && Math.abs(value as number) < 2 ** 63;
}

function wrongType(member: string, value: unknown, goType: string): Error {
  const found = typeof value === "string" && value.startsWith("number ") ? value : jsonKind(value);
  return badRequest(`json: cannot unmarshal ${found} into Go struct field DeleteOptions.${member} of type ${goType}`);
}

function fromQuery(query: string): Source {
  if (query === "") return {};
  const params = queryOf(query);
  const gracePeriodSeconds = parseInteger(params.get("gracePeriodSeconds"));
  const propagationPolicy = params.get("propagationPolicy");
  const orphan = params.get("orphanDependents");
  return {
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(propagationPolicy === null ? {} : { propagationPolicy }),
    ...(orphan === null ? {} : { orphanDependents: parseBoolean(orphan) }),
    // Nothing said of them is no precondition here, other than in a body.
    ...preconditionsOf(params.get("uid") || null, params.get("resourceVersion") || null),
    dryRun: params.getAll("dryRun"),
  };
}

/** In a query they stand by themselves. */
function preconditionsOf(uid: string | null, resourceVersion: string | null): Pick<Source, "preconditions"> {
  if (uid === null && resourceVersion === null) return {};
  return {
    preconditions: { ...(uid === null ? {} : { uid }), ...(resourceVersion === null ? {} : { resourceVersion }) },
  };
}

const policies: ReadonlySet<string> = new Set(["Foreground", "Background", "Orphan"]);

function policyErrors(source: Source): FieldError[] {
  const { propagationPolicy, orphanDependents } = source;
  if (propagationPolicy === undefined) return [];
  const of = { field: "propagationPolicy", value: propagationPolicy };
  const errors: FieldError[] = [];
  if (orphanDependents !== undefined) {
    const detail = "orphanDependents and deletionPropagation cannot be both set";
    errors.push({ type: "FieldValueInvalid", ...of, detail, rule: "union" });
  }
  if (!policies.has(propagationPolicy)) {
    // Not in the order of their names.
    const detail = 'supported values: "Foreground", "Background", "Orphan", "nil"';
    errors.push({ type: "FieldValueNotSupported", ...of, detail, rule: "enum" });
  }
  return errors;
}
