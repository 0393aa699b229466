/** Writes the server makes in its own name, through the pipeline every write goes through. */
import type { Caller } from "../registry/resource-definition.js";
import type { RestStorage } from "../registry/rest-storage.js";
import type { WriteContext } from "../registry/write/context.js";

const self: Caller = { name: "system:apiserver", uid: "", groups: ["system:masters"], extra: {} };

export interface OwnWrite {
  /** "" for cluster-scoped kinds. */
  readonly namespace: string;
  /** False: nobody comes to own what is written. */
  readonly owned: boolean;
}

/** Resolves when the storage can be read and written; rejects with StoreError. */
export async function ownWrite(storage: RestStorage, { namespace, owned }: OwnWrite): Promise<WriteContext> {
  const runtime = await storage.runtime();
  await storage.cache?.ready();
  return {
    storage,
    runtime,
    namespace,
    caller: self,
    ...(owned ? { manager: { name: "kube-apiserver", version: runtime.stored } } : {}),
    dryRun: false,
    warn: () => {},
  };
}
