/** The one place where a store error becomes an API error. */
import type { GroupResource } from "../meta/object.js";
import {
  alreadyExists,
  conflict,
  expired,
  failure,
  internalError,
  notFound,
  type StatusError,
  serviceUnavailable,
  timeout,
} from "../meta/status.js";
import type { StoreError } from "../storage/store.js";

const tooLargeVersionRetrySeconds = 1;

export function toStatusError(error: StoreError, of: GroupResource, name: string): StatusError {
  const fault = error.fault;
  switch (fault.kind) {
    case "KeyExists":
      return alreadyExists(of, name);
    case "KeyNotFound":
      return notFound(of, name);
    case "RevisionConflict":
      return fault.actual === 0 ? notFound(of, name) : conflict(of, name, undefined, error);
    case "Compacted":
      return expired(`The resourceVersion for the provided watch is too old.`);
    case "FutureRevision":
      return tooLargeResourceVersion(fault.requested, fault.current);
    case "TooLarge":
      return requestTooLarge(error);
    case "Unavailable":
      return serviceUnavailable(fault.detail);
    case "Corrupt":
      return internalError(fault.detail, error);
  }
}

/** kube-apiserver passes etcd's refusal on as it is: a bare 500. */
export function requestTooLarge(cause?: StoreError): StatusError {
  return failure(undefined, "etcdserver: request is too large", { cause });
}

/** A read asked for a revision this server has not seen; clients recognise the cause and retry. */
export function tooLargeResourceVersion(
  requested: number,
  current: number,
  retrySeconds = tooLargeVersionRetrySeconds,
): StatusError {
  const message = `Timeout: Too large resource version: ${requested}, current: ${current}`;
  const cause = { reason: "ResourceVersionTooLarge", message: "Too large resource version" };
  return timeout(message, retrySeconds, [cause]);
}
