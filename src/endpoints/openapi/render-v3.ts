/** An OpenAPI v3 document: one group version's paths, or one path beside the groups. */
import type { JsonObject } from "../../meta/schema.js";
import { type ApiPath, type Operation, type Parameter, reasonPhrases } from "./model.js";
import { type SchemaSource, SchemaWriter } from "./schema-writer.js";

export interface DocumentInfo {
  readonly title: string;
  readonly version: string;
}

export function renderV3(paths: readonly ApiPath[], source: SchemaSource, info: DocumentInfo): JsonObject {
  const writer = new SchemaWriter(3, source);
  const written = Object.fromEntries(paths.map((path) => [path.path, pathItem(path, writer)]));
  const schemas = writer.definitions();
  return {
    openapi: "3.0.0",
    info: { title: info.title, version: info.version },
    paths: written,
    components: {
      ...(Object.keys(schemas).length === 0 ? {} : { schemas }),
      securitySchemes: { BearerToken: { type: "apiKey", name: "authorization", in: "header" } },
    },
  };
}

function pathItem(path: ApiPath, writer: SchemaWriter): JsonObject {
  return {
    ...Object.fromEntries(path.operations.map((one) => [one.method, operation(one, writer)])),
    ...parameters(path.parameters),
  };
}

function operation(one: Operation, writer: SchemaWriter): JsonObject {
  const { body, kind } = one;
  return {
    tags: [one.tag],
    operationId: one.id,
    ...parameters(one.parameters),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            content: content(one.consumes, writer.ref(body.type)),
            ...(body.required ? { required: true } : {}),
          },
        }),
    responses: responses(one, writer),
    ...(one.action === undefined ? {} : { "x-kubernetes-action": one.action }),
    ...(kind === undefined
      ? {}
      : { "x-kubernetes-group-version-kind": { group: kind.group, version: kind.version, kind: kind.kind } }),
  };
}

function responses({ codes, produces, response }: Operation, writer: SchemaWriter): JsonObject {
  const schema: JsonObject = response === "string" ? { type: "string" } : writer.ref(response.type);
  const written: JsonObject = {};
  for (const code of codes)
    written[code] = { description: reasonPhrases[code] ?? "", content: content(produces, schema) };
  written[401] = { description: reasonPhrases[401] ?? "" };
  return written;
}

function content(media: readonly string[], schema: JsonObject): JsonObject {
  return Object.fromEntries([...media].sort().map((type) => [type, { schema }]));
}

function parameters(list: readonly Parameter[]): JsonObject {
  if (list.length === 0) return {};
  return {
    parameters: list.map((one) => ({
      name: one.name,
      in: one.in,
      ...(one.in === "path" ? { required: true } : {}),
      schema: { type: one.type, uniqueItems: true },
    })),
  };
}
