/**
 * How large an object may be: etcd's limit of a request, and gRPC's of a message. Both count what kube-apiserver sends, which is protobuf
 * wherever a kind has it: a text full of quotes is much longer as JSON, which is what is stored here.
 */
import { failure, type StatusError } from "../../meta/status.js";
import type { KindRuntime } from "../kind-runtime.js";
import { requestTooLarge } from "../to-status-error.js";
import type { OwnedObject } from "./context.js";

/** etcd's `--max-request-bytes`, and the largest message etcd's client sends. */
const maxRequestBytes = 1.5 * 2 ** 20;
const maxMessageBytes = 2 * 2 ** 20;

/** Of a transaction that puts one key, without keys and the value: the first as etcd logs it, the second as it is sent. */
const requestOverheadBytes = 40;
const messageOverheadBytes = 25;
/** That of an update also reads the key where its condition does not hold. */
const readOverheadBytes = 8;

interface Written {
  readonly runtime: KindRuntime;
  /** In its stored version, without a resourceVersion. */
  readonly object: OwnedObject;
  readonly key: string;
  /** There was no such object. */
  readonly created: boolean;
  /** It as JSON. No protobuf is longer. */
  readonly json: Buffer;
}

/** Why it cannot be stored, as kube-apiserver says it; undefined: it can. An object of usual size costs one comparison. */
export function tooLarge({ runtime, object, key, created, json }: Written): StatusError | undefined {
  if (json.length < maxRequestBytes - maxKeysBytes) return undefined;
  const codec = runtime.stored.protobuf();
  const value = codec === undefined ? json : codec.envelope(codec.encodeField(object));
  // The key is in the condition and in the write.
  const keys = created ? 2 : 3;
  const bytes = value.length + keys * Buffer.byteLength(key) + (created ? 0 : readOverheadBytes);
  if (bytes + messageOverheadBytes > maxMessageBytes) {
    const sizes = `(${bytes + messageOverheadBytes} vs. ${maxMessageBytes})`;
    return failure(
      undefined,
      `rpc error: code = ResourceExhausted desc = trying to send message larger than max ${sizes}`,
    );
  }
  return bytes + requestOverheadBytes > maxRequestBytes ? requestTooLarge() : undefined;
}

/** More than any key takes three times. */
const maxKeysBytes = 8192;
