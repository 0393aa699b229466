/** A namespace's own finalizers, and the phase that goes with its deletion. */
import type { KubeObject } from "../../../src/meta/object.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";

export interface Namespace extends KubeObject {
  spec?: { finalizers?: string[] };
  status?: { phase?: string };
}

/** What the namespace controller takes off once the namespace is empty. */
const kubernetesFinalizer = "kubernetes";

export const lifecycle: KindHooks<Namespace> = {
  setDefaults: ({ metadata }) => {
    const { name } = metadata;
    if (name !== undefined && name !== "") {
      metadata.labels = { ...metadata.labels, "kubernetes.io/metadata.name": name };
    }
  },
  prepareForCreate: (namespace) => {
    const finalizers = namespace.spec?.finalizers ?? [];
    namespace.spec = {
      ...namespace.spec,
      finalizers: finalizers.includes(kubernetesFinalizer) ? finalizers : [...finalizers, kubernetesFinalizer],
    };
    namespace.status = { phase: "Active" };
  },
  prepareForUpdate: (next, previous) => {
    const { finalizers } = previous.spec ?? {};
    next.spec = finalizers === undefined ? {} : { finalizers };
  },
  // The first delete only marks, whatever the finalizers: what is in the namespace has to go first.
  ownFinalizers: ({ metadata, spec }) =>
    metadata.deletionTimestamp === undefined ? [kubernetesFinalizer] : (spec?.finalizers ?? []),
  // The controller takes its finalizer off here; the update above keeps the list.
  updateSubresource: {
    finalize: (next, previous) => {
      const { spec, status: _, ...rest } = next;
      return {
        ...rest,
        ...(spec === undefined ? {} : { spec }),
        ...(previous.status === undefined ? {} : { status: previous.status }),
      };
    },
  },
  markDeleted: (namespace) => {
    const { metadata } = namespace;
    // A deletion counts as a change for every kind but this one.
    if (metadata.generation !== undefined) metadata.generation -= 1;
    delete namespace.metadata.deletionGracePeriodSeconds;
    namespace.status = { ...namespace.status, phase: "Terminating" };
  },
};
