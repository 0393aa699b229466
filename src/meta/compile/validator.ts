/**
 * `compileValidator`: the rules a schema can say (required, enum, limits, lengths, patterns, formats, list keys,
 * immutability), with Kubernetes' field paths and texts. Compiled once per (SchemaSet, type, options); types without
 * rules compile to nothing. Rules of metadata are in ../validate-object-meta.ts.
 */
import { type FieldError, immutableField } from "../field-error.js";
import type { Schema, SchemaSet, TypeName } from "../schema.js";
import { type Check, join, joinKey, unnamed } from "./check.js";
import { isObject } from "./decode-containers.js";
import { memoPerSet } from "./memo.js";
import { repeatableLists, requiredErrors, valueRules } from "./value-rules.js";

/** A decoded object. */
type Fields = Readonly<Record<string, unknown>>;

export interface Validator {
  /** `root`: path of `object`, when it is not a whole API object. */
  validate(object: Fields, root?: string): FieldError[];
  /** What must not change: fields marked `immutable`. Does not repeat `validate`. */
  validateUpdate(next: Fields, prev: Fields, root?: string): FieldError[];
}

export interface ValidatorOptions {
  /**
   * Top-level fields in which nothing is required and list keys may repeat. kube-apiserver does not check the built-in
   * kinds' `status` so closely: controllers own it.
   */
  readonly lenientFields?: readonly string[];
}

type UpdateCheck = (next: unknown, prev: unknown, path: string, errors: FieldError[]) => void;

const memoOf = memoPerSet<Compiler>();

export function compileValidator(set: SchemaSet, type: TypeName, options: ValidatorOptions = {}): Validator {
  const schema = set.get(type);
  if (schema === undefined) throw new RangeError(`no schema for type ${type}`);
  const lenient = new Set(options.lenientFields ?? []);
  const strict = compilerOf(set, true);
  const fields = new Map<string, Check>();
  const names = Object.keys(schema.properties ?? {}).filter((name) => name !== "metadata");
  for (const name of names) {
    const check = compilerOf(set, !lenient.has(name)).checkOf(schema.properties?.[name] ?? {}, `${type}.${name}`);
    if (check !== undefined) fields.set(name, check);
  }
  const required = (schema.required ?? []).filter((name) => name !== "metadata" && !lenient.has(name));
  const ofMissing = requiredErrors(set, schema, required, (sub) => strict.checkOf(sub));
  const errorsOf = (object: Fields, root: string): FieldError[] => {
    const errors: FieldError[] = [];
    ofMissing?.(object, root, errors);
    for (const [name, check] of fields) {
      const value = object[name];
      if (value !== undefined && value !== null) check(value, join(root, name), errors);
    }
    return errors;
  };
  const update = strict.updateCheckOf(withoutMetadata(schema));
  return {
    validate: (object, root = "") => {
      const found = errorsOf(object, unnamed);
      return found.length === 0 ? found : errorsOf(object, root);
    },
    validateUpdate: (next, prev, root = "") => {
      const errors: FieldError[] = [];
      update?.(next, prev, root, errors);
      return errors;
    },
  };
}

function withoutMetadata(schema: Schema): Schema {
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).filter(([name]) => name !== "metadata"),
  );
  return { ...schema, properties };
}

function compilerOf(set: SchemaSet, strict: boolean): Compiler {
  const memo = memoOf(set);
  const key = strict ? "strict" : "lenient";
  let compiler = memo.get(key);
  if (compiler === undefined) {
    compiler = new Compiler(set, strict);
    memo.set(key, compiler);
  }
  return compiler;
}

/** Metadata inside templates has rules of its own. */
const elsewhere: ReadonlySet<TypeName> = new Set(["meta/v1/ObjectMeta"]);

class Compiler {
  private readonly set: SchemaSet;
  private readonly strict: boolean;
  private readonly checks = new Map<TypeName, Check | undefined>();
  private readonly updates = new Map<TypeName, UpdateCheck | undefined>();
  constructor(set: SchemaSet, strict: boolean) {
    this.set = set;
    this.strict = strict;
  }

  /** undefined: nothing to check. `place`: `<type>.<field>` of a field. */
  checkOf(schema: Schema, place = ""): Check | undefined {
    const rules = valueRules(schema, { uniqueKeys: this.strict && !repeatableLists.has(place) });
    const inner = schema.$ref === undefined ? this.innerCheck(schema, place) : this.checkOfType(schema.$ref);
    if (inner !== undefined) rules.push(inner);
    const [first, ...rest] = rules;
    if (first === undefined || rest.length === 0) return first;
    return (value, path, errors) => {
      for (const rule of rules) rule(value, path, errors);
    };
  }

  private checkOfType(type: TypeName): Check | undefined {
    if (elsewhere.has(type)) return undefined;
    if (this.checks.has(type)) return this.checks.get(type);
    // Reached again while it is being made: the type contains itself.
    let made: Check | undefined;
    let recursive = false;
    const lazy: Check = (value, path, errors) => made?.(value, path, errors);
    this.checks.set(type, (value, path, errors) => {
      recursive = true;
      lazy(value, path, errors);
    });
    made = this.checkOf(this.set.get(type) ?? {}, type);
    this.checks.set(type, made);
    return recursive ? lazy : made;
  }

  private innerCheck(schema: Schema, place: string): Check | undefined {
    if (schema.properties !== undefined) return this.structCheck(schema, place);
    if (schema.additionalProperties !== undefined) return valuesCheck(this.checkOf(schema.additionalProperties));
    return schema.items === undefined ? undefined : itemsCheck(this.checkOf(schema.items));
  }

  private structCheck(schema: Schema, place: string): Check | undefined {
    const fields = new Map<string, Check>();
    for (const [name, sub] of Object.entries(schema.properties ?? {})) {
      const check = this.checkOf(sub, `${place}.${name}`);
      if (check !== undefined) fields.set(name, check);
    }
    const required = this.strict ? (schema.required ?? []) : [];
    const ofMissing = requiredErrors(this.set, schema, required, (sub) => this.checkOf(sub));
    if (fields.size === 0 && ofMissing === undefined) return undefined;
    return (value, path, errors) => {
      if (!isObject(value)) return;
      ofMissing?.(value, path, errors);
      // Over what is there, not over what could be: a volume has thirty sources and uses one.
      for (const name in value) {
        const check = fields.get(name);
        if (check === undefined) continue;
        const child = value[name];
        if (child !== undefined && child !== null) check(child, join(path, name), errors);
      }
    };
  }

  updateCheckOf(schema: Schema): UpdateCheck | undefined {
    if (schema.immutable === true) return unchanged;
    if (schema.$ref !== undefined) return this.updateCheckOfType(schema.$ref);
    if (schema.properties === undefined) return undefined;
    const fields: (readonly [string, UpdateCheck])[] = [];
    for (const [name, sub] of Object.entries(schema.properties)) {
      const check = this.updateCheckOf(sub);
      if (check !== undefined) fields.push([name, check]);
    }
    if (fields.length === 0) return undefined;
    return (next, prev, path, errors) => {
      const [after, before] = [isObject(next) ? next : {}, isObject(prev) ? prev : {}];
      for (const [name, check] of fields) check(after[name], before[name], join(path, name), errors);
    };
  }

  private updateCheckOfType(type: TypeName): UpdateCheck | undefined {
    if (elsewhere.has(type)) return undefined;
    if (this.updates.has(type)) return this.updates.get(type);
    // A type inside itself is not followed: no rule of Kubernetes reaches that deep.
    this.updates.set(type, undefined);
    const made = this.updateCheckOf(this.set.get(type) ?? {});
    this.updates.set(type, made);
    return made;
  }
}

const unchanged: UpdateCheck = (next, prev, path, errors) => {
  if (!sameJson(next, prev)) errors.push(immutableField(path, next ?? null));
};

/** Equal as values: the order of members does not matter, absent and null are the same. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === undefined || a === null) return b === undefined || b === null;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((one, index) => sameJson(one, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  for (const key in a) if (!sameJson(a[key], b[key])) return false;
  for (const key in b) if (a[key] === undefined && b[key] !== undefined && b[key] !== null) return false;
  return true;
}

function valuesCheck(inner: Check | undefined): Check | undefined {
  if (inner === undefined) return undefined;
  return (value, path, errors) => {
    if (!isObject(value)) return;
    for (const key in value) inner(value[key], joinKey(path, key), errors);
  };
}

function itemsCheck(inner: Check | undefined): Check | undefined {
  if (inner === undefined) return undefined;
  return (value, path, errors) => {
    if (!Array.isArray(value)) return;
    for (let i = 0; i < value.length; i++) inner(value[i], joinKey(path, i), errors);
  };
}
