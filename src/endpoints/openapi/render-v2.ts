/** The OpenAPI v2 document: all paths in one, parameters that many operations take in a place of their own. */
import type { JsonObject } from "../../meta/schema.js";
import { type ApiPath, type Body, type Operation, type Parameter, reasonPhrases } from "./model.js";
import type { DocumentInfo } from "./render-v3.js";
import { type SchemaSource, SchemaWriter } from "./schema-writer.js";

export function renderV2(paths: readonly ApiPath[], source: SchemaSource, info: DocumentInfo): JsonObject {
  const writer = new SchemaWriter(2, source);
  const shared = new Map<string, JsonObject>();
  const sorted = [...paths].sort((a, b) => (a.path < b.path ? -1 : 1));
  const written = Object.fromEntries(sorted.map((path) => [path.path, pathItem(path, { writer, shared })]));
  const names = [...shared.keys()].sort();
  return {
    swagger: "2.0",
    info: { title: info.title, version: info.version },
    paths: written,
    definitions: writer.definitions(),
    parameters: Object.fromEntries(names.map((name) => [name, shared.get(name) ?? {}])),
    securityDefinitions: { BearerToken: { type: "apiKey", name: "authorization", in: "header" } },
    security: [{ BearerToken: [] }],
  };
}

interface Target {
  readonly writer: SchemaWriter;
  readonly shared: Map<string, JsonObject>;
}

function pathItem(path: ApiPath, target: Target): JsonObject {
  return {
    ...Object.fromEntries(path.operations.map((one) => [one.method, operation(one, target)])),
    ...(path.parameters.length === 0 ? {} : { parameters: path.parameters.map((one) => parameter(one, target)) }),
  };
}

function operation(one: Operation, target: Target): JsonObject {
  const { body, kind } = one;
  const parameters = [
    ...(body === undefined ? [] : [bodyParameter(body, target)]),
    ...one.parameters.map((each) => parameter(each, target)),
  ];
  return {
    ...(one.consumes.length === 0 ? {} : { consumes: [...one.consumes] }),
    produces: [...one.produces],
    schemes: ["https"],
    tags: [one.tag],
    operationId: one.id,
    ...(parameters.length === 0 ? {} : { parameters }),
    responses: responses(one, target),
    ...(one.action === undefined ? {} : { "x-kubernetes-action": one.action }),
    ...(kind === undefined
      ? {}
      : { "x-kubernetes-group-version-kind": { group: kind.group, kind: kind.kind, version: kind.version } }),
  };
}

function responses({ codes, response }: Operation, { writer }: Target): JsonObject {
  const schema: JsonObject = response === "string" ? { type: "string" } : writer.ref(response.type);
  const written: JsonObject = {};
  for (const code of codes) written[code] = { description: reasonPhrases[code] ?? "", schema };
  written[401] = { description: reasonPhrases[401] ?? "" };
  return written;
}

/** Stands first among an operation's parameters, as its name would have it. */
function bodyParameter(body: Body, target: Target): JsonObject {
  const written: JsonObject = {
    name: "body",
    in: "body",
    ...(body.required ? { required: true } : {}),
    schema: target.writer.ref(body.type),
  };
  return share(body.sharedName, written, target);
}

function parameter(one: Parameter, target: Target): JsonObject {
  const written: JsonObject = {
    uniqueItems: true,
    type: one.type,
    name: one.name,
    in: one.in,
    ...(one.in === "path" ? { required: true } : {}),
  };
  return share(one.sharedName, written, target);
}

function share(name: string | undefined, written: JsonObject, { shared }: Target): JsonObject {
  if (name === undefined) return written;
  shared.set(name, written);
  return { $ref: `#/parameters/${name}` };
}
