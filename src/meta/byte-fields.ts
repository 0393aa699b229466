/** Which fields of a type hold base64 text that stands for bytes. Worked out from the schema; callers keep it. */
import type { Schema, SchemaSet, TypeName } from "./schema.js";

export type ByteFields =
  | "base64"
  | {
      readonly fields?: ReadonlyMap<string, ByteFields>;
      /** Of every item of a list or map. */
      readonly others?: ByteFields;
    };

/** undefined: nowhere. */
export function byteFieldsOf(set: SchemaSet, type: TypeName): ByteFields | undefined {
  return fieldsIn(set, { $ref: type }, holdersIn(set));
}

/** Types that hold bytes anywhere inside. */
function holdersIn(set: SchemaSet): ReadonlySet<TypeName> {
  const holders = new Set<TypeName>();
  for (let before = -1; before !== holders.size; ) {
    before = holders.size;
    for (const [name, schema] of set) if (!holders.has(name) && holds(schema, holders)) holders.add(name);
  }
  return holders;
}

function holds(schema: Schema, holders: ReadonlySet<TypeName>): boolean {
  if (schema.format === "byte") return true;
  if (schema.$ref !== undefined) return holders.has(schema.$ref);
  const inner = [schema.items, schema.additionalProperties, ...Object.values(schema.properties ?? {})];
  return inner.some((one) => one !== undefined && holds(one, holders));
}

/** A type inside itself (JSONSchemaProps) holds no bytes in Kubernetes; one that does is followed once per branch, not for ever. */
function fieldsIn(
  set: SchemaSet,
  schema: Schema,
  holders: ReadonlySet<TypeName>,
  open: readonly TypeName[] = [],
): ByteFields | undefined {
  if (schema.format === "byte") return "base64";
  if (schema.$ref !== undefined) {
    const target = set.get(schema.$ref);
    if (target === undefined || !holders.has(schema.$ref) || open.includes(schema.$ref)) return undefined;
    return fieldsIn(set, target, holders, [...open, schema.$ref]);
  }
  const others = schema.items ?? schema.additionalProperties;
  const of = others === undefined ? undefined : fieldsIn(set, others, holders, open);
  const fields = new Map<string, ByteFields>();
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const found = fieldsIn(set, property, holders, open);
    if (found !== undefined) fields.set(name, found);
  }
  if (of === undefined && fields.size === 0) return undefined;
  return { ...(fields.size === 0 ? {} : { fields }), ...(of === undefined ? {} : { others: of }) };
}
