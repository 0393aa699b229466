/** Formats in the schemas of a definition that no validator knows: kube-apiserver's warnings. */
import type {
  CustomResourceDefinition,
  JSONSchemaProps,
} from "../../../src/generated/apiextensions.k8s.io/v1/types.js";
import { goQuote } from "../../../src/meta/go-quote.js";

const textFormats: ReadonlySet<string> = new Set([
  ...["bsonobjectid", "byte", "cidr", "creditcard", "date", "date-time", "datetime", "duration", "email", "hexcolor"],
  ...["hostname", "ipv4", "ipv6", "isbn", "isbn10", "isbn13", "k8s-long-name", "k8s-short-name", "mac", "password"],
  ...["rgbcolor", "ssn", "uri", "uuid", "uuid3", "uuid4", "uuid5"],
]);
const knownFormats: Readonly<Record<string, ReadonlySet<string>>> = {
  string: textFormats,
  integer: new Set(["int32", "int64"]),
  number: new Set(["float", "double"]),
};

export function formatWarnings(next: CustomResourceDefinition, previous?: CustomResourceDefinition): readonly string[] {
  const found = unknownFormats(next);
  const before = previous === undefined ? new Set() : unknownFormats(previous);
  const fresh = [...found].filter((format) => !before.has(format));
  return fresh.sort().map((format) => `unrecognized format ${goQuote(format)}`);
}

function unknownFormats({ spec }: CustomResourceDefinition): Set<string> {
  const found = new Set<string>();
  for (const { schema } of spec.versions ?? []) collect(schema?.openAPIV3Schema, found);
  return found;
}

type AnySchema = JSONSchemaProps | boolean | undefined | null;

function collect(schema: AnySchema | object, found: Set<string>): void {
  if (typeof schema !== "object" || schema === null) return;
  const { type = "", format = "", items, properties, ...rest } = schema as JSONSchemaProps;
  if (format !== "" && knownFormats[type]?.has(format) !== true) found.add(format);
  for (const one of Object.values(properties ?? {})) collect(one, found);
  for (const one of Array.isArray(items) ? items : [items]) collect(one as AnySchema, found);
  collect(rest.additionalProperties as AnySchema, found);
  collect(rest.not, found);
  for (const list of [rest.allOf, rest.anyOf, rest.oneOf]) for (const one of list ?? []) collect(one, found);
}
