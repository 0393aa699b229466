/** Subresources that answer with no object: connections (exec, proxy) and text (log), and the query parameters they take. */
import type { JsonObject, JsonValue } from "../../../src/meta/schema.js";
import type { QueryParameter, Subresource } from "../../../src/registry/resource-definition.js";
import { isMap, lastSegment } from "./openapi-schema.js";

export interface AnswerFacts {
  answers: Subresource["answers"] | undefined;
  readonly query: Map<string, QueryParameter>;
}

export interface OperationPlace {
  readonly document: JsonObject;
  readonly operation: JsonObject;
  /** The path's item: operations, and parameters that all of them take. */
  readonly operations: JsonObject;
}

export function noteAnswer(facts: AnswerFacts, { document, operation, operations }: OperationPlace): void {
  const answers = answerOf(operation);
  if (answers === undefined) return;
  facts.answers = answers;
  for (const list of [operations["parameters"], operation["parameters"]]) {
    for (const written of Array.isArray(list) ? list : []) {
      const parameter = queryParameter(written, document);
      if (parameter === undefined) continue;
      // the v2 document knows the shared name, the v3 document of the same server does not
      facts.query.set(parameter.name, { ...parameter, ...facts.query.get(parameter.name) });
    }
  }
}

function answerOf(operation: JsonObject): Subresource["answers"] | undefined {
  if (operation["x-kubernetes-action"] === "connect") return "connection";
  const { responses } = operation;
  const good = isMap(responses) ? responses["200"] : undefined;
  if (!isMap(good)) return undefined;
  const content = isMap(good["content"]) ? good["content"]["text/plain"] : good;
  const schema = isMap(content) ? content["schema"] : undefined;
  return isMap(schema) && schema["type"] === "string" ? "text" : undefined;
}

const types: ReadonlySet<JsonValue | undefined> = new Set(["string", "integer", "boolean"]);

/** Undefined for those of paths and bodies, and for `pretty`, which everything takes. */
function queryParameter(written: JsonValue, document: JsonObject): QueryParameter | undefined {
  if (!isMap(written)) return undefined;
  const reference = written["$ref"];
  const shared = typeof reference === "string" ? lastSegment(reference) : undefined;
  const parameters = document["parameters"];
  const found = shared === undefined || !isMap(parameters) ? written : parameters[shared];
  if (!isMap(found) || found["in"] !== "query" || found["name"] === "pretty") return undefined;
  const type = isMap(found["schema"]) ? found["schema"]["type"] : found["type"];
  const { name } = found;
  if (typeof name !== "string" || !types.has(type)) return undefined;
  return {
    name,
    type: type as QueryParameter["type"],
    ...(shared === undefined ? {} : { openapiV2Name: shared }),
  };
}
