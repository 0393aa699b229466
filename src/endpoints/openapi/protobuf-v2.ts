/**
 * A v2 document in the protobuf form of gnostic. Most of it follows the table of messages; the few places where the form wraps what
 * JSON writes plainly are here.
 */
import type { JsonObject, JsonValue } from "../../meta/schema.js";
import { type Form, type MessageName, messages } from "./protobuf-messages.js";
import { ProtobufWriter } from "./protobuf-writer.js";

export function encodeV2(document: JsonObject): Buffer {
  const writer = new ProtobufWriter();
  new Encoder(writer).message("Document", document);
  return writer.bytes();
}

class Encoder {
  readonly #to: ProtobufWriter;

  constructor(writer: ProtobufWriter) {
    this.#to = writer;
  }

  message(name: MessageName, value: JsonObject): void {
    const { fields, extensions } = messages[name];
    for (const [key, one] of Object.entries(value)) {
      const row = fields[key];
      if (row !== undefined) this.#field(row[0], row[1], one);
      else if (key.startsWith("x-")) {
        if (extensions !== undefined) this.#named(extensions, key, () => this.#any(2, one));
      } else this.#wrapped(name, key, one);
    }
  }

  #field(field: number, form: Form, value: JsonValue): void {
    if (typeof form === "object") {
      if ("message" in form) this.#nested(field, form.message, value);
      else if ("list" in form) for (const one of listOf(value)) this.#nested(field, form.list, one);
      else this.#to.nested(field, () => this.#entries(1, form.mapIn, value));
    } else this.#scalar(field, form, value);
  }

  #scalar(field: number, form: Exclude<Form, object>, value: JsonValue): void {
    switch (form) {
      case "string":
        this.#to.text(field, String(value));
        break;
      case "strings":
        for (const one of listOf(value)) this.#to.text(field, String(one));
        break;
      case "bool":
        this.#to.bool(field, value === true);
        break;
      case "int64":
        this.#to.integer(field, Number(value));
        break;
      case "double":
        this.#to.double(field, Number(value));
        break;
      case "any":
        this.#any(field, value);
        break;
      case "anys":
        for (const one of listOf(value)) this.#any(field, one);
    }
  }

  /** Keys that no table row describes; what the form has no place for is left out. */
  #wrapped(name: MessageName, key: string, value: JsonValue): void {
    switch (`${name}.${key}`) {
      case "Document.paths":
        this.#to.nested(8, () => this.#entries(2, "PathItem", value));
        break;
      case "Document.parameters":
        this.#to.nested(10, () => {
          for (const [name, one] of entriesOf(value)) {
            this.#named(1, name, () => this.#to.nested(2, () => this.#parameter(mapOf(one))));
          }
        });
        break;
      case "Document.securityDefinitions":
        this.#to.nested(13, () => {
          for (const [name, one] of entriesOf(value)) {
            this.#named(1, name, () => this.#to.nested(2, () => this.#nested(2, "ApiKeySecurity", one)));
          }
        });
        break;
      case "Document.security":
        for (const one of listOf(value)) this.#to.nested(12, () => this.#requirement(one));
        break;
      case "PathItem.parameters":
        this.#parameterItems(9, value);
        break;
      case "Operation.parameters":
        this.#parameterItems(8, value);
        break;
      case "Operation.responses":
        this.#to.nested(9, () => {
          for (const [code, one] of entriesOf(value)) {
            this.#named(1, code, () => this.#to.nested(2, () => this.#nested(1, "Response", one)));
          }
        });
        break;
      case "Response.schema":
        this.#to.nested(2, () => this.#nested(1, "Schema", value));
        break;
      case "Schema.type":
        this.#to.nested(22, () => {
          for (const one of Array.isArray(value) ? value : [value]) this.#to.text(1, String(one));
        });
        break;
      case "Schema.items":
        this.#to.nested(23, () => this.#nested(1, "Schema", value));
        break;
      case "Schema.additionalProperties":
        this.#to.nested(21, () => {
          if (typeof value === "boolean") this.#to.bool(2, value);
          else this.#nested(1, "Schema", value);
        });
        break;
    }
  }

  #parameterItems(field: number, value: JsonValue): void {
    for (const one of listOf(value)) {
      const item = mapOf(one);
      this.#to.nested(field, () => {
        if ("$ref" in item) this.#nested(2, "Reference", item);
        else this.#to.nested(1, () => this.#parameter(item));
      });
    }
  }

  /** `Parameter`: a body, or one of the others by its place. */
  #parameter(item: JsonObject): void {
    if (item.in === "body") this.#nested(1, "BodyParameter", item);
    else {
      this.#to.nested(2, () => {
        if (item.in === "path") this.#nested(4, "PathParameter", item);
        else this.#nested(3, "QueryParameter", item);
      });
    }
  }

  #requirement(value: JsonValue): void {
    for (const [name, scopes] of entriesOf(value)) {
      this.#named(1, name, () => this.#to.nested(2, () => this.#scalar(1, "strings", scopes)));
    }
  }

  #entries(field: number, name: MessageName, value: JsonValue): void {
    for (const [key, one] of entriesOf(value)) this.#named(field, key, () => this.#nested(2, name, one));
  }

  /** Maps are lists of (name, value) pairs, in the order they are written. */
  #named(field: number, name: string, writeValue: () => void): void {
    this.#to.nested(field, () => {
      this.#to.text(1, name);
      writeValue();
    });
  }

  #nested(field: number, name: MessageName, value: JsonValue): void {
    this.#to.nested(field, () => this.message(name, mapOf(value)));
  }

  /** `Any.yaml`; JSON is YAML. */
  #any(field: number, value: JsonValue): void {
    this.#to.nested(field, () => this.#to.text(2, `${JSON.stringify(value)}\n`));
  }
}

function mapOf(value: JsonValue): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

function entriesOf(value: JsonValue): [string, JsonValue][] {
  return Object.entries(mapOf(value));
}

function listOf(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
