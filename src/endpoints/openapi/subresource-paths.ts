/** Paths below an object: status, scale, and those that are connections (exec, proxy) or text (log). */
import type { TypeName } from "../../meta/schema.js";
import type { Subresource, Verb } from "../../registry/resource-definition.js";
import { createOperation, itemOperations } from "./item-operations.js";
import type { Method, Operation, Parameter } from "./model.js";
import { pretty, restOfPath } from "./parameters.js";
import { anyMedia, base, idOf, objectMedia, type Place } from "./place.js";

export interface SubresourcePath {
  /** What follows `{name}/`. */
  readonly suffix: string;
  readonly operations: readonly Operation[];
  /** Besides those of the object's path. */
  readonly parameters: readonly Parameter[];
}

export function subresourcePaths(place: Place, sub: Subresource): readonly SubresourcePath[] {
  const query = (sub.query ?? []).map(
    (one): Parameter => ({
      name: one.name,
      in: "query",
      type: one.type,
      ...(one.openapiV2Name === undefined ? {} : { sharedName: one.openapiV2Name }),
    }),
  );
  if (sub.answers === "connection") return connectPaths(place, sub, query);
  const after = capital(sub.name);
  const { bodyKind } = sub;
  const type = bodyKind === undefined ? undefined : typeOf(bodyKind);
  const variant = {
    after,
    verbs: sub.verbs,
    ...(type === undefined ? {} : { type }),
    ...(bodyKind === undefined ? {} : { kind: bodyKind }),
  };
  const operations = itemOperations(place, variant);
  if (sub.verbs.includes("create")) operations.push(createOperation(place, variant));
  const answers = sub.answers === "text" ? operations.map(asText) : operations;
  return [{ suffix: sub.name, operations: answers, parameters: [...query, pretty] }];
}

function asText(operation: Operation): Operation {
  return { ...operation, produces: ["text/plain", ...objectMedia], response: "string" };
}

const connectMethods: readonly (readonly [Verb, Method])[] = [
  ["get", "get"],
  ["update", "put"],
  ["create", "post"],
  ["delete", "delete"],
  ["patch", "patch"],
];

/** A connection that takes every verb is handed on as it comes (a proxy): with OPTIONS and HEAD, and with any path behind it. */
function connectPaths(place: Place, sub: Subresource, query: readonly Parameter[]): readonly SubresourcePath[] {
  const methods = connectMethods.filter(([verb]) => sub.verbs.includes(verb)).map(([, method]) => method);
  const isProxy = methods.length === connectMethods.length;
  const all: readonly Method[] = isProxy ? [...methods, "options", "head"] : methods;
  const operations = (after: string): Operation[] =>
    all.map((method) => ({
      ...base(place, method, idOf(place, "connect", { before: capital(method), after })),
      ...(sub.bodyKind === undefined ? {} : { kind: sub.bodyKind }),
      consumes: anyMedia,
      produces: anyMedia,
      action: "connect",
      codes: [200],
      response: "string",
    }));
  const name = capital(sub.name);
  const paths: SubresourcePath[] = [{ suffix: sub.name, operations: operations(name), parameters: query }];
  if (isProxy) {
    const parameters = [...query, restOfPath];
    paths.push({ suffix: `${sub.name}/{path}`, operations: operations(`${name}WithPath`), parameters });
  }
  return paths;
}

function typeOf({ group, version, kind }: NonNullable<Subresource["bodyKind"]>): TypeName {
  return `${group === "" ? "core" : group}/${version}/${kind}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
