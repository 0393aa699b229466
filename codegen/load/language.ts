/**
 * The definition language's JSON Schemas (`api-definitions/_language`) and the check of parsed files against them, so
 * that the loader and an editor say the same. Understands the keywords those schemas use, no more.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { getOrAdd } from "../../src/util/get-or-add.js";
import { type Complain, type Place, suggest } from "../diagnostics.js";

export type LanguageFile = "kind" | "group" | "schema" | "descriptions" | "exceptions";

export interface LanguageSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, LanguageSchema>>;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly minProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, LanguageSchema>>;
  readonly propertyNames?: { readonly pattern: string };
  readonly additionalProperties?: false | LanguageSchema;
  readonly items?: LanguageSchema;
}

export type Language = Readonly<Record<LanguageFile, LanguageSchema>>;

export async function readLanguage(definitionsDir: string): Promise<Language> {
  const read = async (name: LanguageFile): Promise<LanguageSchema> => {
    const text = await readFile(path.join(definitionsDir, "_language", `${name}.schema.json`), "utf8");
    return JSON.parse(text) as LanguageSchema;
  };
  const [kind, group, schema, descriptions, exceptions] = await Promise.all([
    read("kind"),
    read("group"),
    read("schema"),
    read("descriptions"),
    read("exceptions"),
  ]);
  return { kind, group, schema, descriptions, exceptions };
}

/** Complains about everything in `value` that the language does not have; true when there was nothing. */
export function checkLanguage(value: unknown, root: LanguageSchema, file: string, complain: Complain): boolean {
  let clean = true;
  const watched: Complain = (rule, place, params) => {
    clean = false;
    complain(rule, place, params);
  };
  new LanguageCheck(root, file, watched).check(value, root, []);
  return clean;
}

type Path = readonly (string | number)[];

class LanguageCheck {
  readonly #root: LanguageSchema;
  readonly #file: string;
  readonly #complain: Complain;
  readonly #patterns = new Map<string, RegExp>();

  constructor(root: LanguageSchema, file: string, complain: Complain) {
    this.#root = root;
    this.#file = file;
    this.#complain = complain;
  }

  check(value: unknown, given: LanguageSchema, at: Path): void {
    const schema = this.#resolve(given);
    if (schema.enum !== undefined && !schema.enum.includes(value)) {
      const expected = schema.enum.map(String);
      const params = { where: whereOf(at), actual: show(value), expected: expected.join(", ") };
      this.#complain("wrong-value", this.#at(at), { ...params, hint: suggest(String(value), expected) });
      return;
    }
    if (schema.type !== undefined && !isOneOf(value, schema.type)) {
      const expected = withArticle([schema.type].flat());
      this.#complain("wrong-type", this.#at(at), { where: whereOf(at), actual: describeType(value), expected });
      return;
    }
    if (typeof value === "string") this.#checkString(value, schema, at);
    else if (typeof value === "number") this.#checkNumber(value, schema, at);
    else if (Array.isArray(value)) this.#checkArray(value, schema, at);
    else if (isRecord(value)) this.#checkObject(value, schema, at);
  }

  #checkString(value: string, schema: LanguageSchema, at: Path): void {
    if (schema.pattern !== undefined && !this.#matches(value, schema.pattern)) {
      this.#complain("wrong-format", this.#at(at), {
        where: whereOf(at),
        actual: show(value),
        expected: schema.pattern,
      });
    } else if (schema.minLength !== undefined && value.length < schema.minLength) {
      const expected = `a text of at least ${schema.minLength} characters`;
      this.#complain("wrong-type", this.#at(at), { where: whereOf(at), actual: show(value), expected });
    }
  }

  #checkNumber(value: number, schema: LanguageSchema, at: Path): void {
    if (schema.minimum === undefined || value >= schema.minimum) return;
    const expected = `at least ${schema.minimum}`;
    this.#complain("wrong-type", this.#at(at), { where: whereOf(at), actual: show(value), expected });
  }

  #checkArray(value: readonly unknown[], schema: LanguageSchema, at: Path): void {
    if (schema.minItems !== undefined && value.length < schema.minItems) {
      const expected = `a list of at least ${schema.minItems}`;
      this.#complain("wrong-type", this.#at(at), { where: whereOf(at), actual: "an empty list", expected });
    }
    const { items } = schema;
    if (items === undefined) return;
    for (const [index, item] of value.entries()) this.check(item, items, [...at, index]);
  }

  #checkObject(value: Readonly<Record<string, unknown>>, schema: LanguageSchema, at: Path): void {
    const names = Object.keys(value);
    if (schema.minProperties !== undefined && names.length < schema.minProperties) {
      const expected = `a map of at least ${schema.minProperties}`;
      this.#complain("wrong-type", this.#at(at), { where: whereOf(at), actual: "an empty map", expected });
    }
    for (const key of schema.required ?? []) {
      if (!(key in value)) this.#complain("missing-key", this.#at(at), { where: whereOf(at), key });
    }
    for (const key of names) this.#checkEntry(value, key, schema, at);
  }

  #checkEntry(value: Readonly<Record<string, unknown>>, key: string, schema: LanguageSchema, at: Path): void {
    const here = [...at, key];
    const pattern = schema.propertyNames?.pattern;
    if (pattern !== undefined && !this.#matches(key, pattern)) {
      const params = { where: `key of ${whereOf(at)}`, actual: show(key), expected: pattern };
      this.#complain("wrong-format", { ...this.#at(here), at: "key" }, params);
      return;
    }
    const own =
      schema.properties !== undefined && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    if (own !== undefined) this.check(value[key], own, here);
    else if (schema.additionalProperties === false) {
      const hint = suggest(key, Object.keys(schema.properties ?? {}));
      this.#complain("unknown-key", { ...this.#at(here), at: "key" }, { key, where: whereOf(at), hint });
    } else if (schema.additionalProperties !== undefined) this.check(value[key], schema.additionalProperties, here);
  }

  #resolve(schema: LanguageSchema): LanguageSchema {
    if (schema.$ref === undefined) return schema;
    return this.#root.$defs?.[schema.$ref.slice("#/$defs/".length)] ?? {};
  }

  #matches(value: string, pattern: string): boolean {
    return getOrAdd(this.#patterns, pattern, () => new RegExp(pattern, "u")).test(value);
  }

  #at(at: Path): Place {
    return { file: this.#file, path: at };
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOneOf(value: unknown, type: string | readonly string[]): boolean {
  return typeof type === "string" ? isType(value, type) : type.some((one) => isType(value, one));
}

function isType(value: unknown, type: string): boolean {
  if (type === "object") return isRecord(value);
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  if (type === "null") return value === null;
  return typeof value === type;
}

const typeNames: Readonly<Record<string, string>> = {
  object: "a map",
  array: "a list",
  integer: "a whole number",
  number: "a number",
  string: "a text",
  boolean: "true or false",
  null: "null",
};

function withArticle(types: readonly string[]): string {
  return types.map((type) => typeNames[type] ?? type).join(" or ");
}

export function describeType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (isRecord(value)) return "a map";
  return show(value);
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? "null";
}

function whereOf(at: Path): string {
  return at.length === 0 ? "the file" : at.join(".");
}
