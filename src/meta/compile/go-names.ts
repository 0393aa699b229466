/**
 * Go's names of types and embedded structs, which kube-apiserver's decoding errors show and a schema does not hold.
 * Only texts depend on them.
 */
import type { TypeName } from "../schema.js";
import { goFieldTypes } from "./go-field-types.data.js";
import { inlineStructs } from "./go-names.data.js";

/** `core/v1/PodSpec` → `PodSpec`. */
export function shortTypeName(type: TypeName): string {
  return type.slice(type.lastIndexOf("/") + 1);
}

/** A named type (`field` empty) or an object written in place, which is named after its field. */
export function goStructName(type: TypeName, field: string): { goType: string; structName: string } {
  const parts = type.split("/");
  const last = field.slice(field.lastIndexOf(".") + 1).replaceAll("[]", "");
  const name = field === "" ? shortTypeName(type) : last.charAt(0).toUpperCase() + last.slice(1);
  const version = parts.length > 1 ? parts[parts.length - 2] : "v1";
  return { goType: `${version}.${name}`, structName: name };
}

/**
 * Fields whose Go type has a name of its own: `v1.RestartPolicy`. `field` ends with `[]` for the items of a list or
 * map.
 */
export function goNameOfField(type: TypeName, field: string): string | undefined {
  return field === "" ? undefined : goFieldTypes[`${type}.${field}`];
}

export function goListType(item: string): string {
  return `[]${item}`;
}

export function goMapType(value: string): string {
  return value === "resource.Quantity" ? "v1.ResourceList" : `map[string]${value}`;
}

/** The embedded struct a field of a type belongs to in Go. */
export function inlineOwner(type: TypeName, field: string): string | undefined {
  const owners = inlineStructs[type];
  if (owners === undefined) return undefined;
  for (const [owner, fields] of Object.entries(owners)) {
    if (fields.type === "only" ? fields.names.includes(field) : !fields.names.includes(field)) return owner;
  }
  return undefined;
}
