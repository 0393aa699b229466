/** What every write has in common: where it goes, who asks, and how strict it is. */
import type { KubeObject } from "../../meta/object.js";
import { formatTime } from "../../meta/time.js";
import type { FieldManager } from "../apply/field-manager.js";
import type { KindRuntime, VersionRuntime } from "../kind-runtime.js";
import type { Caller, WriteMoment } from "../resource-definition.js";
import type { RestStorage } from "../rest-storage.js";

export interface WriteContext {
  readonly storage: RestStorage;
  readonly runtime: KindRuntime;
  /** "" for cluster-scoped kinds. */
  readonly namespace: string;
  readonly caller: Caller;
  /** Who comes to own what is written, and the version it speaks; absent: ownership stays as it is. */
  readonly manager?: { readonly name: string; readonly version: VersionRuntime };
  /** Everything is checked, nothing is stored. */
  readonly dryRun: boolean;
  /** Collects texts for Warning headers. */
  readonly warn: (text: string) => void;
  /** The request was given up: its answer is out, so nothing may be written for it any more. Absent: never. */
  readonly isOver?: () => boolean;
}

export function momentOf({ caller, storage }: WriteContext, subresource = ""): WriteMoment {
  const { now, isGateOn = noGate } = storage.deps;
  return { caller, now: now(), isGateOn, subresource };
}

const noGate = (): boolean => false;

/** undefined: nobody comes to own anything. */
export function fieldManagerOf({ manager, storage }: WriteContext, subresource: string): FieldManager | undefined {
  return manager && { subresource, time: formatTime(storage.deps.now()), ...manager };
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
