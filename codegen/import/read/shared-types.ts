/**
 * The few shared types whose OpenAPI form does not say what they are. `protobuf` on a type: its whole value is one
 * field of its message, in the named form.
 */
import type { JsonObject } from "../../../src/meta/schema.js";

export const specialTypes: Readonly<Record<string, JsonObject>> = {
  Quantity: { type: "string", format: "quantity", protobuf: [1, "string"] },
  IntOrString: { "x-kubernetes-int-or-string": true, protobuf: [1, "intOrString"] },
  Time: { type: "string", format: "date-time", protobuf: [1, "time"] },
  MicroTime: { type: "string", format: "micro-time", protobuf: [1, "time"] },
  Duration: { type: "string", format: "duration", protobuf: [1, "int64"] },
  RawExtension: { type: "object", "x-kubernetes-preserve-unknown-fields": true, protobuf: [1, "json"] },
  FieldsV1: { type: "object", "x-kubernetes-preserve-unknown-fields": true, protobuf: [1, "json"] },
};

/** The types of CustomResourceDefinition that are one of several JSON forms. */
export const anyJsonTypes: Readonly<Record<string, JsonObject>> = {
  JSON: { "x-kubernetes-preserve-unknown-fields": true, protobuf: [1, "json"] },
  JSONSchemaPropsOrBool: { "x-kubernetes-preserve-unknown-fields": true, protobuf: [1, "schemaOrBool"] },
  JSONSchemaPropsOrArray: { "x-kubernetes-preserve-unknown-fields": true, protobuf: [1, "schemaOrArray"] },
  JSONSchemaPropsOrStringArray: {
    "x-kubernetes-preserve-unknown-fields": true,
    protobuf: [1, "schemaOrStringArray"],
  },
};
