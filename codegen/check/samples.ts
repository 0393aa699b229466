/**
 * Samples of kinds against their schemas. A valid one must fit; an invalid one says in its first line what is wrong
 * with it (`# expect: spec.replicas minimum`). Expectations that only hooks can judge are left to the suites that run
 * them.
 */
import type { JsonValue } from "../../src/meta/schema.js";
import type { Complain } from "../diagnostics.js";
import type { DefinitionFiles, SampleFile, SourceFile } from "../load/definition-files.js";
import type { ApiModel, GroupModel, KindModel } from "../model/model.js";
import { misfits } from "./fits-type.js";

type Parse = (source: SourceFile) => unknown;

/** Rules the schema alone decides. */
const schemaRules: ReadonlySet<string> = new Set([
  "type",
  "unknown",
  "required",
  "enum",
  "minimum",
  "maximum",
  "pattern",
  "maxLength",
  "minLength",
]);

export function checkSamples(model: ApiModel, files: DefinitionFiles, parse: Parse, complain: Complain): void {
  const samples = new Map(
    files.groups.flatMap((group) => group.kinds.map((kind) => [kind.dir, kind.samples] as const)),
  );
  for (const group of model.groups) {
    for (const kind of group.kinds) {
      for (const sample of samples.get(kind.dir) ?? []) checkSample(sample, { model, group, kind, parse, complain });
    }
  }
}

interface Context {
  readonly model: ApiModel;
  readonly group: GroupModel;
  readonly kind: KindModel;
  readonly parse: Parse;
  readonly complain: Complain;
}

function checkSample(sample: SampleFile, context: Context): void {
  const { model, group, kind, complain } = context;
  const object = context.parse(sample) as Record<string, JsonValue> | null | undefined;
  if (object === undefined) return;
  const apiVersion = String(object?.["apiVersion"]);
  const version = kind.versions.find(
    (one) => (group.name === "" ? one.name : `${group.name}/${one.name}`) === apiVersion,
  );
  const type = version === undefined ? undefined : model.types.get(version.type);
  const missing = missingVersion(apiVersion, group);
  if (type === undefined && missing !== undefined && object?.["kind"] === kind.kind) {
    complain("sample-version", { file: sample.file, path: [] }, { version: missing, kind: kind.kind });
    return;
  }
  if (object === null || type === undefined || object["kind"] !== kind.kind) {
    const actual = [object?.["apiVersion"] ?? "without an apiVersion", object?.["kind"] ?? "without a kind"].join(" ");
    const params = { actual, expected: kind.dir };
    complain("sample-kind", { file: sample.file, path: [] }, params);
    return;
  }
  const found = misfits(object, type.schema, model.types);
  if (sample.valid) {
    for (const { field, detail, rule } of found) {
      complain("sample-invalid", { file: sample.file, path: pathOf(field) }, { field, detail, rule });
    }
    return;
  }
  const expected = /^# expect: (\S+) (\S+)/.exec(sample.text);
  const [, field = "", rule = ""] = expected ?? [];
  if (expected === null) complain("sample-expectation", { file: sample.file, path: [] });
  else if (schemaRules.has(rule) && !found.some((one) => one.field === field && one.rule === rule)) {
    complain("sample-not-refused", { file: sample.file, path: [] }, { field, rule });
  }
}

/** The version of an apiVersion of this group. */
function missingVersion(apiVersion: string, group: GroupModel): string | undefined {
  const prefix = group.name === "" ? "" : `${group.name}/`;
  const version = apiVersion.startsWith(prefix) ? apiVersion.slice(prefix.length) : "";
  return /^v[0-9]\w*$/.test(version) ? version : undefined;
}

/** `spec.ports[0].port` → spec, ports, 0, port. */
function pathOf(field: string): (string | number)[] {
  const parts = field.split(/\.|\[(\d+)\]/).filter((part) => part !== undefined && part !== "");
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
