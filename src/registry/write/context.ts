/** What every write has in common: where it goes, who asks, and how strict it is. */
import type { KubeObject } from "../../meta/object.js";
import type { KindRuntime } from "../kind-runtime.js";
import type { Caller, WriteMoment } from "../resource-definition.js";
import type { RestStorage } from "../rest-storage.js";

export interface WriteContext {
  readonly storage: RestStorage;
  readonly runtime: KindRuntime;
  /** "" for cluster-scoped kinds. */
  readonly namespace: string;
  readonly caller: Caller;
  /** Everything is checked, nothing is stored. */
  readonly dryRun: boolean;
  /** Collects texts for Warning headers. */
  readonly warn: (text: string) => void;
}

export function momentOf({ caller, storage }: WriteContext): WriteMoment {
  return { caller, now: storage.deps.now() };
}

/** What a write leaves behind. */
export interface WriteResult {
  /** Served bytes in the stored version. */
  readonly bytes: Buffer;
  /** 0 for a dry run of a create. */
  readonly revision: number;
  readonly created: boolean;
}

/** Decoded objects are ours: writers may change them until they are encoded. */
export type OwnedObject = KubeObject;
