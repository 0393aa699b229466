/**
 * When a field is on the wire, and when in JSON. gogo-proto, which wrote Kubernetes' messages, has no third state for a plain Go value: it
 * is always on the wire, zero or not; a pointer is there when it is set. JSON leaves out plain zeros where Go's tag says `omitempty`.
 *
 * The rule: a field that must be given, and a struct with an empty object as default, is plain and shown; any other is a pointer.
 * go-presence.data.ts has the exceptions of Kubernetes' own types; other types follow the rule.
 */
import type { Schema, TypeName } from "../schema.js";
import { plainFields, pointerFields, shownFields } from "./go-presence.data.js";

/** `pointer`: on the wire when set. `plain`: always, JSON leaves out zero. `shown`: always in both. */
export type Presence = "plain" | "pointer" | "shown";

/** Of a singular field of a type. */
export function presenceOf(type: TypeName, field: string, parent: Schema): Presence {
  const exception = exceptions().get(type)?.get(field);
  if (exception !== undefined) return exception;
  if (parent.required?.includes(field) === true) return "shown";
  const schema = parent.properties?.[field];
  return schema?.$ref !== undefined && isEmptyObject(schema.default) ? "shown" : "pointer";
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

let parsed: ReadonlyMap<TypeName, ReadonlyMap<string, Presence>> | undefined;

function exceptions(): ReadonlyMap<TypeName, ReadonlyMap<string, Presence>> {
  if (parsed !== undefined) return parsed;
  const table = new Map<TypeName, Map<string, Presence>>();
  read(plainFields, "plain", table);
  read(shownFields, "shown", table);
  read(pointerFields, "pointer", table);
  parsed = table;
  return table;
}

function read(text: string, presence: Presence, table: Map<TypeName, Map<string, Presence>>): void {
  let fields: Map<string, Presence> | undefined;
  for (const word of text.split(/\s+/)) {
    if (word.endsWith(":")) {
      const type = word.slice(0, -1);
      fields = table.get(type) ?? new Map();
      table.set(type, fields);
    } else if (word !== "") fields?.set(word, presence);
  }
}
