/** Writes the server makes in its own name, through the pipeline every write goes through. */
import { hasReason } from "../meta/status.js";
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

/** For creates of what every server makes: another one on the same store was faster. */
export function ignoreExisting(error: unknown): void {
  if (!hasReason(error, "AlreadyExists")) throw error;
}
