/**
 * The request filters in the order they run, as one array (kube-apiserver's order: recover, info, authentication, limits …). A filter that
 * answers the request ends it; one that must wait returns a promise. Nothing is allocated for filters that do neither.
 */
import type { RequestContext } from "../endpoints/context.js";
import { brokenEscape } from "../endpoints/options/query.js";
import { parseRequestInfo } from "../endpoints/request-info.js";
import { sendError } from "../endpoints/respond.js";
import type { Handler, HttpRequest, HttpResponse } from "../http/message.js";
import type { Caller } from "../registry/resource-definition.js";

export type Filter = (context: RequestContext) => void | Promise<void>;

export interface ChainOptions {
  readonly filters: readonly Filter[];
  /** Answers what the filters let through. */
  readonly serve: Filter;
  readonly newAuditId: () => string;
  /** Whether CBOR is spoken. */
  readonly cbor?: boolean;
  /** Called when a request cannot be answered at once. */
  readonly onWait: (context: RequestContext) => void;
  /** Called for faults of our own, never for StatusErrors. */
  readonly onFault: (error: unknown, context: RequestContext) => void;
}

const nobody: Caller = { name: "", uid: "", groups: [], extra: {} };

export function createChain(options: ChainOptions): Handler {
  const steps = [...options.filters, options.serve];
  return (request, response) => {
    const context = newContext(options, request, response);
    if (request.path.includes("%") && brokenEscape.test(request.path)) refusePath(context);
    else run(options, steps, context, 0);
  };
}

/** Go's server does not even show such a path to its handlers. */
function refusePath(context: RequestContext): void {
  context.code = 400;
  const headers = ["Content-Type", "text/plain; charset=utf-8", "Connection", "close"];
  context.response.send(400, headers, "400 Bad Request");
}

function newContext(options: ChainOptions, request: HttpRequest, response: HttpResponse): RequestContext {
  return {
    request,
    response,
    auditId: options.newAuditId(),
    cbor: options.cbor === true,
    info: request.path.startsWith("/api") ? parseRequestInfo(request.path) : undefined,
    caller: nobody,
    code: 0,
    deadline: 0,
    recorder: undefined,
    warnings: undefined,
  };
}

function run(options: ChainOptions, steps: readonly Filter[], context: RequestContext, from: number): void {
  try {
    for (let at = from; at < steps.length; at++) {
      const wait = (steps[at] as Filter)(context);
      if (wait instanceof Promise) {
        options.onWait(context);
        wait.then(
          () => {
            if (context.code === 0 && !context.response.finished) run(options, steps, context, at + 1);
          },
          (error: unknown) => fail(options, error, context),
        );
        return;
      }
      if (context.code !== 0) return;
    }
  } catch (error) {
    fail(options, error, context);
  }
}

function fail(options: ChainOptions, error: unknown, context: RequestContext): void {
  if (!(error instanceof Error && error.name === "StatusError")) options.onFault(error, context);
  sendError(context, error);
}
