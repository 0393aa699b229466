/** DeleteOptions come in the body or, without one, in the query. */
import type { FieldError } from "../../meta/field-error.js";
import { openEnvelope } from "../../meta/protobuf/envelope.js";
import { decodeMachinery } from "../../meta/protobuf/machinery.js";
import { badRequest, invalid } from "../../meta/status.js";
import { parseYaml } from "../../meta/yaml.js";
import type { DeleteOptions } from "../../registry/write/delete.js";
import { bodyFormat } from "../read-body.js";
import { parseBoolean, parseInteger } from "./list-options.js";
import { dryRunErrors } from "./write-options.js";

export interface DeleteRequestOptions extends DeleteOptions {
  readonly dryRun: boolean;
}

type Mutable = { -readonly [Key in keyof DeleteRequestOptions]: DeleteRequestOptions[Key] };

/** Throws StatusError. */
export function parseDeleteOptions(query: string, body: Buffer, contentType: string): DeleteRequestOptions {
  const fromBody = body.length === 0 ? undefined : parseBody(body, contentType);
  const source = fromBody ?? fromQuery(query);
  const dryRun = source.dryRun ?? [];
  const errors: FieldError[] = [...policyErrors(source), ...dryRunErrors(dryRun)];
  if (errors.length > 0) throw invalid({ group: "meta.k8s.io", kind: "DeleteOptions" }, "", errors);
  const options: Mutable = {
    dryRun: dryRun.includes("All") || new URLSearchParams(query).getAll("dryRun").includes("All"),
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

function parseBody(body: Buffer, contentType: string): Source {
  const value = readValue(body, contentType);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw badRequest("the body must be a DeleteOptions object");
  }
  const source = withoutNulls(value as Record<string, unknown>);
  checkTypes(source);
  return source as Source;
}

function readValue(body: Buffer, contentType: string): unknown {
  const format = bodyFormat(contentType);
  try {
    if (format === "protobuf") return readProtobuf(body);
    return format === "yaml" ? parseYaml(body.toString("utf8")) : JSON.parse(body.toString("utf8"));
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : "invalid body");
  }
}

function readProtobuf(body: Buffer): unknown {
  const { kind, apiVersion, raw } = openEnvelope(body);
  return { kind: kind === "" ? "DeleteOptions" : kind, apiVersion, ...decodeMachinery("DeleteOptions", raw) };
}

function withoutNulls(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

const memberTypes: Readonly<Record<string, string>> = {
  gracePeriodSeconds: "number",
  propagationPolicy: "string",
  orphanDependents: "boolean",
  preconditions: "object",
};

function checkTypes(source: Record<string, unknown>): void {
  for (const [member, type] of Object.entries(memberTypes)) {
    const value = source[member];
    if (value !== undefined && typeof value !== type) {
      throw badRequest(`DeleteOptions: ${member} must be of type ${type}`);
    }
  }
  const { kind, dryRun } = source;
  if (kind !== undefined && kind !== "DeleteOptions") throw badRequest(`expect a DeleteOptions, got ${String(kind)}`);
  if (dryRun !== undefined && !(Array.isArray(dryRun) && dryRun.every((one) => typeof one === "string"))) {
    throw badRequest("DeleteOptions: dryRun must be a list of strings");
  }
}

function fromQuery(query: string): Source {
  if (query === "") return {};
  const params = new URLSearchParams(query);
  const gracePeriodSeconds = parseInteger(params.get("gracePeriodSeconds"));
  const propagationPolicy = params.get("propagationPolicy");
  const orphan = params.get("orphanDependents");
  return {
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(propagationPolicy === null || propagationPolicy === "" ? {} : { propagationPolicy }),
    ...(orphan === null ? {} : { orphanDependents: parseBoolean(orphan) }),
    dryRun: params.getAll("dryRun"),
  };
}

const policies: ReadonlySet<string> = new Set(["Foreground", "Background", "Orphan"]);

function policyErrors(source: Source): FieldError[] {
  const { propagationPolicy, orphanDependents } = source;
  if (propagationPolicy === undefined) return [];
  if (orphanDependents !== undefined) {
    const detail = "orphanDependents and deletionPropagation cannot be both set";
    return [{ type: "FieldValueInvalid", field: "propagationPolicy", value: propagationPolicy, detail, rule: "union" }];
  }
  if (policies.has(propagationPolicy)) return [];
  const detail = 'supported values: "Foreground", "Background", "Orphan", "nil"';
  return [
    { type: "FieldValueNotSupported", field: "propagationPolicy", value: propagationPolicy, detail, rule: "enum" },
  ];
}
