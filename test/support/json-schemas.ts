/**
 * JSON schemas of kinds, taken out of an OpenAPI document the way openapi2jsonschema and kubeconform take them: an object allows no
 * field it does not name, what is optional may be null, and numbers may stand where Kubernetes reads a quantity.
 */

export type Schema = { readonly [keyword: string]: unknown };

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface ExtractedSchemas {
  /** One document to give to a validator; its `definitions` refer to each other. */
  readonly document: Schema;
  /** `apps/v1 Deployment` → the name of its definition. */
  readonly kinds: ReadonlyMap<string, string>;
}

const quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity";
const numberOrString: Schema = { oneOf: [{ type: "string" }, { type: "number" }] };
const integerOrString: Schema = { oneOf: [{ type: "string" }, { type: "integer" }] };

/** `schemas` is `definitions` of a v2 document, or `components.schemas` of v3 ones. */
export function extractSchemas(id: string, schemas: Readonly<Record<string, Schema>>): ExtractedSchemas {
  const kinds = new Map<string, string>();
  const definitions: Record<string, Schema> = {};
  for (const [name, schema] of Object.entries(schemas)) {
    const [own, ...others] = (schema["x-kubernetes-group-version-kind"] ?? []) as readonly GroupVersionKind[];
    // Options and Status belong to every version: they are no kinds of their own.
    const kind = others.length === 0 ? own : undefined;
    if (kind !== undefined) kinds.set(`${apiVersionOf(kind)} ${kind.kind}`, name);
    definitions[name] = name === quantity ? numberOrString : strict(schema, kind);
  }
  return { document: { $id: id, definitions }, kinds };
}

const apiVersionOf = ({ group, version }: GroupVersionKind): string => (group === "" ? version : `${group}/${version}`);

function strict(schema: Schema, kind?: GroupVersionKind): Schema {
  if (schema.format === "int-or-string") return integerOrString;
  const { properties, items, additionalProperties, allOf, oneOf, $ref, ...rest } = schema;
  const required = (schema.required ?? []) as readonly string[];
  return {
    ...rest,
    ...(typeof $ref === "string" ? { $ref: $ref.replace("#/components/schemas/", "#/definitions/") } : {}),
    ...(isSchema(items) ? { items: strict(items) } : {}),
    ...(isSchema(additionalProperties) ? { additionalProperties: strict(additionalProperties) } : {}),
    ...(Array.isArray(allOf) ? { allOf: allOf.map((one: Schema) => strict(one)) } : {}),
    ...(Array.isArray(oneOf) ? { oneOf: oneOf.map((one: Schema) => strict(one)) } : {}),
    ...(isSchema(properties)
      ? { properties: members(properties, { required, kind }), additionalProperties: false }
      : {}),
  };
}

interface Members {
  readonly required: readonly string[];
  readonly kind: GroupVersionKind | undefined;
}

function members(properties: Schema, { required, kind }: Members): Schema {
  const strictMembers = Object.entries(properties).map(([name, schema]) => {
    const member = strict(schema as Schema);
    return [name, required.includes(name) ? member : { anyOf: [member, { type: "null" }] }] as const;
  });
  const named = kind === undefined ? {} : { apiVersion: { const: apiVersionOf(kind) }, kind: { const: kind.kind } };
  return { ...Object.fromEntries(strictMembers), ...named };
}

const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null;
