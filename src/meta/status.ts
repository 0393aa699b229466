/**
 * API errors: every failure a client sees is a `StatusError`, and its `status` is the body. Reasons, codes, details and message
 * patterns are kube-apiserver 1.36's (checked against a running one by test/oracle).
 */
import { type FieldError, fieldCause } from "./field-error.js";
import { goQuote } from "./go-quote.js";
import { formatGroupResource, type GroupResource } from "./object.js";

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

export interface Status {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: {
    readonly continue?: string;
    readonly resourceVersion?: string;
    readonly remainingItemCount?: number;
  };
  readonly status: "Success" | "Failure";
  readonly message?: string;
  readonly reason?: StatusReason;
  readonly details?: StatusDetails;
  readonly code?: number;
}

export type StatusReason =
  | "Unauthorized"
  | "Forbidden"
  | "NotFound"
  | "AlreadyExists"
  | "Conflict"
  | "Gone"
  | "Invalid"
  | "ServerTimeout"
  | "StorageReadError"
  | "Timeout"
  | "TooManyRequests"
  | "BadRequest"
  | "MethodNotAllowed"
  | "NotAcceptable"
  | "RequestEntityTooLarge"
  | "UnsupportedMediaType"
  | "InternalError"
  | "Expired"
  | "NotImplemented"
  | "ServiceUnavailable";

const codes: Readonly<Record<StatusReason, number>> = {
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  AlreadyExists: 409,
  Conflict: 409,
  Gone: 410,
  Invalid: 422,
  ServerTimeout: 500,
  StorageReadError: 500,
  Timeout: 504,
  TooManyRequests: 429,
  BadRequest: 400,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  RequestEntityTooLarge: 413,
  UnsupportedMediaType: 415,
  InternalError: 500,
  Expired: 410,
  NotImplemented: 501,
  ServiceUnavailable: 503,
};

interface StatusErrorOptions extends ErrorOptions {
  readonly unrouted?: boolean | undefined;
}

export class StatusError extends Error {
  readonly status: Status;
  /** kube-apiserver's router says so before any handler sees the request, which is not counted then. */
  readonly unrouted: boolean;
  constructor(status: Status, options: StatusErrorOptions = {}) {
    super(status.message ?? status.reason ?? "unknown", options);
    this.name = "StatusError";
    this.status = status;
    this.unrouted = options.unrouted === true;
  }
  get code(): number {
    return this.status.code ?? 500;
  }
}

interface FailureOptions {
  readonly details?: StatusDetails;
  readonly continue?: string;
  readonly cause?: unknown;
  readonly unrouted?: boolean;
}

/** Whether that is what went wrong. */
export function hasReason(error: unknown, reason: StatusReason): boolean {
  return error instanceof StatusError && error.status.reason === reason;
}

/** A failure with the code that belongs to `reason`; without one, a plain 500 as kube-apiserver has for a few mistakes. */
export function failure(reason: StatusReason | undefined, message: string, options: FailureOptions = {}): StatusError {
  const status: Status = {
    kind: "Status",
    apiVersion: "v1",
    metadata: options.continue === undefined ? {} : { continue: options.continue },
    status: "Failure",
    message,
    ...(reason === undefined ? {} : { reason }),
    ...(options.details === undefined ? {} : { details: options.details }),
    code: reason === undefined ? 500 : codes[reason],
  };
  const { cause, unrouted } = options;
  return new StatusError(status, cause === undefined ? { unrouted } : { cause, unrouted });
}

function detailsOf(of: GroupResource, name?: string): StatusDetails {
  return {
    ...(name === undefined || name === "" ? {} : { name }),
    ...(of.group === "" ? {} : { group: of.group }),
    ...(of.resource === "" ? {} : { kind: of.resource }),
  };
}

export function notFound(of: GroupResource, name: string): StatusError {
  return failure("NotFound", `${formatGroupResource(of)} ${goQuote(name)} not found`, { details: detailsOf(of, name) });
}

/** The path names no resource this server has. */
export function resourceNotFound(): StatusError {
  return failure("NotFound", "the server could not find the requested resource", { details: {} });
}

export function alreadyExists(of: GroupResource, name: string, beingDeleted = false): StatusError {
  const prefix = beingDeleted ? "object is being deleted: " : "";
  return failure("AlreadyExists", `${prefix}${formatGroupResource(of)} ${goQuote(name)} already exists`, {
    details: detailsOf(of, name),
  });
}

const staleObject = "the object has been modified; please apply your changes to the latest version and try again";

export function conflict(of: GroupResource, name: string, why: string = staleObject, cause?: unknown): StatusError {
  const message = `Operation cannot be fulfilled on ${formatGroupResource(of)} ${goQuote(name)}: ${why}`;
  return failure("Conflict", message, { details: detailsOf(of, name), cause });
}

/** `of.resource` is the kind here (`Deployment`), as kube-apiserver has it in this one error. */
export function invalid(
  of: { readonly group: string; readonly kind: string },
  name: string,
  errors: readonly FieldError[],
): StatusError {
  const causes = errors.map(fieldCause);
  const texts = [...new Set(causes.map((cause) => `${cause.field}: ${cause.message}`))];
  const summary = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  const qualified = of.group === "" ? of.kind : `${of.kind}.${of.group}`;
  return failure("Invalid", `${qualified} ${goQuote(name)} is invalid: ${summary}`, {
    details: { ...detailsOf({ group: of.group, resource: of.kind }, name), causes },
  });
}

export function badRequest(message: string): StatusError {
  return failure("BadRequest", message);
}

/** An order of that kind is about another object than the one in the path. */
export function orderNameMismatch(kind: string): StatusError {
  return badRequest(`name in URL does not match name in ${kind} object`);
}

export function forbidden(
  of: GroupResource,
  name: string,
  why: string,
  causes: readonly StatusCause[] = [],
): StatusError {
  const what =
    of.resource === ""
      ? "forbidden"
      : `${formatGroupResource(of)}${name === "" ? "" : ` ${goQuote(name)}`} is forbidden`;
  const details = { ...detailsOf(of, name), ...(causes.length === 0 ? {} : { causes }) };
  return failure("Forbidden", `${what}: ${why}`, { details });
}

export function unauthorized(): StatusError {
  return failure("Unauthorized", "Unauthorized");
}

export function methodNotAllowed(): StatusError {
  return failure("MethodNotAllowed", "the server does not allow this method on the requested resource", {
    details: {},
  });
}

/** The resource is there, but cannot do this. */
export function methodNotSupported(of: GroupResource, verb: string): StatusError {
  const message = `${verb} is not supported on resources of kind ${JSON.stringify(formatGroupResource(of))}`;
  return failure("MethodNotAllowed", message, { details: detailsOf(of) });
}

export function notAcceptable(accepted: readonly string[]): StatusError {
  const message = `406: Not Acceptable\n\nAvailable representations: ${accepted.join(", ")}`;
  return failure("NotAcceptable", message, { details: {}, unrouted: true });
}

export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`;
  return failure("UnsupportedMediaType", message);
}

export function requestEntityTooLarge(limitBytes: number): StatusError {
  return failure("RequestEntityTooLarge", `Request entity too large: limit is ${limitBytes}`);
}

/** A list or watch asks for history that is gone. */
export function expired(message: string, continueToken?: string): StatusError {
  return failure("Expired", message, continueToken === undefined ? {} : { continue: continueToken });
}

export function internalError(message: string, cause?: unknown): StatusError {
  return failure("InternalError", `Internal error occurred: ${message}`, { details: { causes: [{ message }] }, cause });
}

export function serviceUnavailable(message: string): StatusError {
  return failure("ServiceUnavailable", message);
}

export function tooManyRequests(message: string, retryAfterSeconds: number): StatusError {
  return failure("TooManyRequests", message, { details: { retryAfterSeconds } });
}

/** A request that waited for a resource version the server has not reached. */
/** `retryAfterSeconds`: 0 is not said. */
export function timeout(message: string, retryAfterSeconds: number, causes: readonly StatusCause[] = []): StatusError {
  const retry = retryAfterSeconds === 0 ? {} : { retryAfterSeconds };
  return failure("Timeout", message, { details: { ...(causes.length === 0 ? {} : { causes }), ...retry } });
}
