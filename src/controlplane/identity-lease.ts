/**
 * The server's own Lease in kube-system, by which others see which API servers there are: made anew at every start, renewed while the
 * server runs, left to expire after that. Name, labels and times are kube-apiserver's.
 */
import { createHash } from "node:crypto";
import type { KubeObject } from "../meta/object.js";
import { hasReason } from "../meta/status.js";
import { formatMicroTime, parseTime } from "../meta/time.js";
import type { RestStorage } from "../registry/rest-storage.js";
import type { WriteContext } from "../registry/write/context.js";
import { createObject } from "../registry/write/create.js";
import { deleteObject } from "../registry/write/delete.js";
import { type Current, updateObject } from "../registry/write/update.js";
import { ownWrite } from "./own-writes.js";

/** What an API server's lease is recognised by. */
const identityLabel = "apiserver.kubernetes.io/identity";
const component = "kube-apiserver";
const namespace = "kube-system";
const durationSeconds = 3600;
const renewEveryMs = 10_000;
const collectEveryMs = 3_600_000;

export interface IdentityLeases {
  readonly leases: RestStorage;
  readonly hostname: string;
  /** One for each process: a server that starts again on the same machine is another holder. */
  readonly processId: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Returns how to stop. */
  readonly every: (ms: number, run: () => void) => () => void;
  /** Told of a write that failed; the next one tries again. */
  readonly onFault: (error: unknown) => void;
}

/** `apiserver-` and the start of a hash: one for each machine. */
export function serverIdentity(hostname: string): string {
  const hash = createHash("sha256").update(withLength(hostname)).update(withLength(component)).digest();
  return `apiserver-${base32(hash.subarray(0, 16))}`;
}

function withLength(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Lower case, no padding. */
function base32(bytes: Buffer): string {
  const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
  let text = "";
  for (let bit = 0; bit < bytes.length * 8; bit += 5) {
    const at = bit >> 3;
    const pair = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    text += alphabet[(pair >> (11 - (bit & 7))) & 31];
  }
  return text;
}

/**
 * Resolves when the lease is there or could not be written; it is renewed, or made, until the signal is aborted. A server whose disk is
 * full
 * still serves reads, so a fault here is told and not thrown.
 */
export async function holdIdentityLease(deps: IdentityLeases, signal: AbortSignal): Promise<void> {
  const name = serverIdentity(deps.hostname);
  const context = (): Promise<WriteContext> => ownWrite(deps.leases, { namespace, owned: true });
  const begin = async (): Promise<void> => {
    const write = await context();
    await deleteObject(write, name, {}).catch(ignoreMissing);
    await createObject(write, newLease(deps, name));
  };
  const renew = async (): Promise<void> => {
    const write = await context();
    const next = ({ copy }: Current): KubeObject => ({ ...copy(), spec: leaseSpec(deps, name) });
    const create = (): ReturnType<typeof createObject> => createObject(write, newLease(deps, name));
    await updateObject(write, { name, subresource: "", fromCurrent: true, next, create });
  };
  await begin().catch(deps.onFault);
  repeat(deps, signal, { everyMs: renewEveryMs, run: renew });
}

interface Repeated {
  readonly everyMs: number;
  readonly run: () => Promise<void>;
}

function repeat({ every, onFault }: IdentityLeases, signal: AbortSignal, { everyMs, run }: Repeated): void {
  if (signal.aborted) return;
  const stop = every(everyMs, () => void run().catch(onFault));
  signal.addEventListener("abort", stop, { once: true });
}

function newLease(deps: IdentityLeases, name: string): KubeObject {
  const labels = { [identityLabel]: component, "kubernetes.io/hostname": deps.hostname };
  const metadata = { name, namespace, labels };
  return { kind: "Lease", apiVersion: "coordination.k8s.io/v1", metadata, spec: leaseSpec(deps, name) };
}

function leaseSpec({ now, processId }: IdentityLeases, name: string): Record<string, unknown> {
  return {
    holderIdentity: `${name}_${processId}`,
    leaseDurationSeconds: durationSeconds,
    renewTime: formatMicroTime(now()),
  };
}

/** Removes leases of servers that are gone, now and every hour until the signal is aborted; faults are told and not thrown. */
export async function collectIdentityLeases(deps: IdentityLeases, signal: AbortSignal): Promise<void> {
  const collect = async (): Promise<void> => {
    const write = await ownWrite(deps.leases, { namespace, owned: true });
    const { entries } = deps.leases.cache?.snapshot().range({ prefix: `${namespace}/` }) ?? { entries: [] };
    for (const entry of entries) {
      if (entry.labels[identityLabel] !== component || !hasExpired(entry.object(), deps.now())) continue;
      const resourceVersion = String(entry.revision);
      const name = entry.key.slice(namespace.length + 1);
      await deleteObject(write, name, { preconditions: { resourceVersion } }).catch(ignoreChange);
    }
  };
  await collect().catch(deps.onFault);
  repeat(deps, signal, { everyMs: collectEveryMs, run: collect });
}

/** A lease that says nothing of its time is nobody's. */
function hasExpired(lease: KubeObject, now: number): boolean {
  const { renewTime, leaseDurationSeconds } = { ...(lease["spec"] as Record<string, unknown> | undefined) };
  if (typeof renewTime !== "string" || typeof leaseDurationSeconds !== "number") return true;
  const parsed = parseTime(renewTime, "micros");
  return !parsed.ok || (parsed.time.seconds + leaseDurationSeconds) * 1000 < now;
}

function ignoreMissing(error: unknown): void {
  if (!hasReason(error, "NotFound")) throw error;
}

/** Renewed or removed meanwhile. */
function ignoreChange(error: unknown): void {
  if (!hasReason(error, "Conflict")) ignoreMissing(error);
}
