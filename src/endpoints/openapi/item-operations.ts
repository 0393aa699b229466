/** Operations on one object, or on a subresource that has the shape of an object. */
import type { TypeName } from "../../meta/schema.js";
import type { Verb } from "../../registry/resource-definition.js";
import type { Body, Operation, Response } from "./model.js";
import { deleteOptionsBody, deleteParameters, patchBody, patchParameters, writeParameters } from "./parameters.js";
import { type Base, base, idOf, type Place, patchMedia } from "./place.js";

/** How a subresource differs from its parent. */
export interface Variant {
  /** End of the operation's id: `Status`. */
  readonly after?: string;
  readonly type?: TypeName;
  readonly kind?: Operation["kind"];
  readonly verbs?: readonly Verb[];
}

export function itemOperations(place: Place, variant: Variant): Operation[] {
  const verbs = variant.verbs ?? place.definition.verbs;
  const type = variant.type ?? place.version.type;
  const operations: Operation[] = [];
  const make = (method: Operation["method"], verb: string): Base => ({
    ...base(place, method, idOf(place, verb, { after: variant.after ?? "" })),
    ...(variant.kind === undefined ? {} : { kind: variant.kind }),
  });
  if (verbs.includes("get")) {
    operations.push({ ...make("get", "read"), action: "get", codes: [200], response: { type } });
  }
  if (verbs.includes("update")) {
    operations.push({
      ...make("put", "replace"),
      action: "put",
      parameters: writeParameters,
      body: { type, required: true },
      codes: [200, 201],
      response: { type },
    });
  }
  if (verbs.includes("delete")) {
    const answer: Response = { type: place.definition.strategy.returnDeletedObject ? type : "meta/v1/Status" };
    operations.push({
      ...make("delete", "delete"),
      action: "delete",
      parameters: deleteParameters,
      body: deleteBody,
      codes: [200, 202],
      response: answer,
    });
  }
  if (verbs.includes("patch")) {
    operations.push({
      ...make("patch", "patch"),
      consumes: patchMedia,
      action: "patch",
      parameters: patchParameters,
      body: { type: "meta/v1/Patch", required: true, sharedName: patchBody },
      codes: [200, 201],
      response: { type },
    });
  }
  return operations;
}

export function createOperation(place: Place, variant: Variant): Operation {
  const type = variant.type ?? place.version.type;
  return {
    ...base(place, "post", idOf(place, "create", { after: variant.after ?? "" })),
    ...(variant.kind === undefined ? {} : { kind: variant.kind }),
    action: "post",
    parameters: writeParameters,
    body: { type, required: true },
    codes: [200, 201, 202],
    response: { type },
  };
}

export const deleteBody: Body = { type: "meta/v1/DeleteOptions", required: false, sharedName: deleteOptionsBody };
