/**
 * The messages of `openapi.v2` (google/gnostic, OpenAPIv2.proto) as far as the documents of a Kubernetes server use them: JSON key →
 * field number and form. kubectl reads the v2 document in this form only.
 */

/** How a JSON value is written. Words are scalars; an object says which message, and how JSON wraps it. */
export type Form =
  | "string"
  | "strings"
  | "bool"
  | "int64"
  | "double"
  /** Any JSON, as YAML text in `Any.yaml`; a list of them. */
  | "any"
  | "anys"
  | { readonly message: MessageName }
  | { readonly list: MessageName }
  /** A message whose field 1 is the list of a map's entries. */
  | { readonly mapIn: MessageName };

export type FieldRow = readonly [field: number, form: Form];

export interface Message {
  readonly fields: Readonly<Record<string, FieldRow>>;
  /** Field that takes the keys that start with `x-`. */
  readonly extensions?: number;
}

export type MessageName =
  | "Document"
  | "Info"
  | "PathItem"
  | "Operation"
  | "BodyParameter"
  | "QueryParameter"
  | "PathParameter"
  | "Response"
  | "Schema"
  | "ApiKeySecurity"
  | "Reference";

const text = (field: number): FieldRow => [field, "string"];
const texts = (field: number): FieldRow => [field, "strings"];

const operations: Readonly<Record<string, FieldRow>> = {
  get: [2, { message: "Operation" }],
  put: [3, { message: "Operation" }],
  post: [4, { message: "Operation" }],
  delete: [5, { message: "Operation" }],
  options: [6, { message: "Operation" }],
  head: [7, { message: "Operation" }],
  patch: [8, { message: "Operation" }],
};

export const messages: Readonly<Record<MessageName, Message>> = {
  Document: {
    fields: { swagger: text(1), info: [2, { message: "Info" }], definitions: [9, { mapIn: "Schema" }] },
    extensions: 16,
  },
  Info: { fields: { title: text(1), version: text(2), description: text(3) }, extensions: 7 },
  PathItem: { fields: operations, extensions: 10 },
  Operation: {
    fields: {
      tags: texts(1),
      summary: text(2),
      description: text(3),
      operationId: text(5),
      produces: texts(6),
      consumes: texts(7),
      schemes: texts(10),
      deprecated: [11, "bool"],
    },
    extensions: 13,
  },
  BodyParameter: {
    fields: {
      description: text(1),
      name: text(2),
      in: text(3),
      required: [4, "bool"],
      schema: [5, { message: "Schema" }],
    },
  },
  QueryParameter: {
    fields: {
      required: [1, "bool"],
      in: text(2),
      description: text(3),
      name: text(4),
      type: text(6),
      format: text(7),
      uniqueItems: [20, "bool"],
    },
  },
  PathParameter: {
    fields: {
      required: [1, "bool"],
      in: text(2),
      description: text(3),
      name: text(4),
      type: text(5),
      format: text(6),
      uniqueItems: [19, "bool"],
    },
  },
  Response: { fields: { description: text(1) }, extensions: 5 },
  Reference: { fields: { $ref: text(1), description: text(2) } },
  Schema: {
    fields: {
      $ref: text(1),
      format: text(2),
      title: text(3),
      description: text(4),
      default: [5, "any"],
      multipleOf: [6, "double"],
      maximum: [7, "double"],
      exclusiveMaximum: [8, "bool"],
      minimum: [9, "double"],
      exclusiveMinimum: [10, "bool"],
      maxLength: [11, "int64"],
      minLength: [12, "int64"],
      pattern: text(13),
      maxItems: [14, "int64"],
      minItems: [15, "int64"],
      uniqueItems: [16, "bool"],
      maxProperties: [17, "int64"],
      minProperties: [18, "int64"],
      required: texts(19),
      enum: [20, "anys"],
      allOf: [24, { list: "Schema" }],
      properties: [25, { mapIn: "Schema" }],
      example: [30, "any"],
    },
    extensions: 31,
  },
  ApiKeySecurity: { fields: { type: text(1), name: text(2), in: text(3), description: text(4) }, extensions: 5 },
};
