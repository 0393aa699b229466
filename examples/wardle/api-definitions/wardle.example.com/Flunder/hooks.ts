// Yours. What data cannot say about Flunder. Objects arrive in the stored version, v1beta1.
import { type FieldError, invalidValue, type KindHooks, type KubeObject } from "apiserver/generated-api";
import type { FlunderSpec as OneReference } from "../../../generated/wardle.example.com/v1alpha1/types.js";
import type { Flunder, FlunderSpec } from "../../../generated/wardle.example.com/v1beta1/types.js";

export const hooks: KindHooks<Flunder> = {
  validate: ({ spec = {} }) => checkReferences(spec),
  cells: {
    Reference: ({ spec = {} }) => spec.flunderReference || spec.fischerReference || "<none>",
  },
  convert: {
    v1alpha1: {
      toStored: (object) => withSpec(object, splitReference(specOf<OneReference>(object))),
      fromStored: (object) => withSpec(object, joinReferences(specOf<FlunderSpec>(object))),
    },
  },
};

/** One reference at most, and of the type the object says it is. */
function checkReferences({ flunderReference = "", fischerReference = "", referenceType }: FlunderSpec): FieldError[] {
  if (flunderReference !== "" && fischerReference !== "") {
    const why = "cannot be set with flunderReference at the same time";
    return [invalidValue("spec.fischerReference", fischerReference, why, "oneReference")];
  }
  if (flunderReference !== "" && referenceType !== "Flunder") {
    const why = "cannot be set if referenceType is not Flunder";
    return [invalidValue("spec.flunderReference", flunderReference, why, "referenceType")];
  }
  if (fischerReference !== "" && referenceType !== "Fischer") {
    const why = "cannot be set if referenceType is not Fischer";
    return [invalidValue("spec.fischerReference", fischerReference, why, "referenceType")];
  }
  return [];
}

/** A reference without a type is one to a flunder: v1alpha1 began with no other. */
function splitReference({ reference = "", referenceType }: OneReference): FlunderSpec {
  if (reference === "") return referenceType === undefined ? {} : { referenceType };
  if (referenceType === "Fischer") return { fischerReference: reference, referenceType };
  return { flunderReference: reference, referenceType: "Flunder" };
}

function joinReferences({ flunderReference = "", fischerReference = "", referenceType }: FlunderSpec): OneReference {
  const reference = flunderReference || fischerReference;
  return {
    ...(reference === "" ? {} : { reference }),
    ...(referenceType === undefined ? {} : { referenceType }),
  };
}

/** Decoding has checked the shape against the version's schema. */
function specOf<Spec extends object>(object: KubeObject): Partial<Spec> {
  return (object.spec ?? {}) as Partial<Spec>;
}

function withSpec(object: KubeObject, spec: object): KubeObject {
  return { ...object, spec };
}
