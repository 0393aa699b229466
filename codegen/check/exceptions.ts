/**
 * The API conventions for names, and `exceptions.yaml`: every deviation stands there with its reason, and nothing
 * stands there that is not needed.
 */
import type { Schema } from "../../src/meta/schema.js";
import type { Complain } from "../diagnostics.js";
import { pluralOf } from "../load/conventions.js";
import type { ApiModel } from "../model/model.js";

interface Exception {
  readonly kind: string;
  readonly rule: string;
  readonly fields?: readonly string[];
  readonly reason: string;
}

interface Deviation {
  /** `group/Kind`, or `group/version/Type` for a field rule. */
  readonly kind: string;
  readonly rule: string;
  readonly field?: string;
  readonly name: string;
  readonly detail: string;
  readonly file: string;
  readonly path: readonly string[];
}

export function checkExceptions(
  model: ApiModel,
  source: { readonly file: string; readonly value: unknown },
  complain: Complain,
): void {
  const exceptions = source.value as readonly Exception[];
  const used = new Set<Exception>();
  for (const deviation of deviationsOf(model)) {
    const exception = exceptions.find((one) => covers(one, deviation));
    if (exception !== undefined) used.add(exception);
    else {
      const { name, rule, detail, file, path } = deviation;
      complain("name-convention", { file, path, at: "key" }, { name, rule, detail });
    }
  }
  exceptions.forEach((one, index) => {
    if (used.has(one)) return;
    complain("exception-unused", { file: source.file, path: [index] }, { rule: one.rule, kind: one.kind });
  });
}

function covers(exception: Exception, deviation: Deviation): boolean {
  if (exception.kind !== deviation.kind || exception.rule !== deviation.rule) return false;
  return deviation.field === undefined || exception.fields?.includes(deviation.field) === true;
}

function* deviationsOf(model: ApiModel): Iterable<Deviation> {
  for (const group of model.groups) {
    for (const kind of group.kinds) {
      const plural = pluralOf(kind.kind);
      const of = { kind: `${group.dir}/${kind.kind}`, name: kind.plural, file: kind.file };
      if (kind.plural !== plural)
        yield { ...of, rule: "plural", detail: `the kind's plural is ${plural}`, path: ["plural"] };
      const first = model.types.get(kind.versions[0]?.type ?? "")?.schema;
      const noGeneration = first?.properties?.["spec"] !== undefined && kind.strategy.bumpGenerationOn?.length === 0;
      if (noGeneration && kind.storagePrefix !== null) {
        const detail = "a kind with a spec counts its generation";
        yield { ...of, name: kind.kind, rule: "no-generation", detail, path: ["strategy", "bumpGenerationOn"] };
      }
    }
  }
  for (const type of model.types.values()) {
    if (!type.external) yield* fieldsOutOfCase(type.name, type.schema, type.file);
  }
}

function* fieldsOutOfCase(name: string, schema: Schema, file: string): Iterable<Deviation> {
  const short = name.slice(name.lastIndexOf("/") + 1);
  for (const field of Object.keys(schema.properties ?? {})) {
    if (/^[a-z][A-Za-z0-9]*$/.test(field)) continue;
    const path = [short, "properties", field];
    yield { kind: name, rule: "field-case", field, name: field, detail: "fields are camelCase", file, path };
  }
}
