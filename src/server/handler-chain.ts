/**
 * The filters for a server without an API half: draining, authentication and limits, in kube-apiserver's order (the API
 * half brings its own chain, made from the same parts), and the counting of paths that are no resources.
 */
import type { Handler, HttpRequest, HttpResponse } from "../http/message.js";
import { unauthorized } from "../meta/status.js";
import type { ApiParts } from "./config.js";
import type { RequestLabels } from "./metrics/request-metrics.js";
import { ObservedResponse } from "./observed-response.js";
import { plainText, reply, replyStatus } from "./replies.js";
import type { RequestKind } from "./request-gate.js";

const verbs: ReadonlySet<string> = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);
const readOnlyMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

export function pathsOnlyChain(parts: ApiParts, inner: Handler): Handler {
  const { gate, authenticator } = parts;
  return (request, response) => {
    if (gate.draining && !isHealthPath(request.path)) return replyDraining(request, response);
    if (authenticator.authenticate(request).kind === "rejected") {
      return replyStatus(request, response, unauthorized().status);
    }
    const kind: RequestKind = readOnlyMethods.has(request.method) ? "readOnly" : "mutating";
    if (!gate.tryEnter(kind)) return replyTooMany(request, response);
    response.onFinished(() => gate.leave(kind));
    inner(request, response);
  };
}

/** Counts and times what `inner` answers where kube-apiserver does: health as a whole. */
export function countedPaths({ metrics, clock }: ApiParts, inner: Handler): Handler {
  return (request, response) => {
    if (!countedPathsOf.has(request.path)) return inner(request, response);
    const startedMs = clock.monotonicMs();
    const observed = new ObservedResponse(response);
    response.onFinished(() => {
      const seconds = (clock.monotonicMs() - startedMs) / 1000;
      metrics.requests.recorderFor(labelsOf(request)).observe(observed.status, seconds, response.bytesSent);
    });
    inner(request, observed);
  };
}

const healthSegments: ReadonlySet<string> = new Set(["healthz", "livez", "readyz"]);

/** Probes are answered to the end, as kube-apiserver does: they are how the outside sees that the server stops. */
function isHealthPath(path: string): boolean {
  return healthSegments.has(firstSegment(path));
}

function firstSegment(path: string): string {
  return path.split("/", 2)[1] ?? "";
}

/** The server is stopping and was told to say so (`--shutdown-send-retry-after`). */
export function replyDraining(request: HttpRequest, response: HttpResponse): void {
  const body = "The apiserver is shutting down, please try again later.\n";
  const headers = ["Connection", "close", "Retry-After", "5"];
  reply(request, response, { status: 429, contentType: plainText, body, headers });
}

export function replyTooMany(request: HttpRequest, response: HttpResponse): void {
  const body = "Too many requests, please try again later.\n";
  reply(request, response, { status: 429, contentType: plainText, body, headers: ["Retry-After", "1"] });
}

/** Single checks, and all other paths, are not counted: a stranger's paths must not grow the set of series. */
const countedPathsOf: ReadonlySet<string> = new Set([...healthSegments].map((segment) => `/${segment}`));

function labelsOf({ method, path }: HttpRequest): RequestLabels {
  const verb = verbs.has(method) ? method : "other";
  return { verb, group: "", version: "", resource: "", subresource: path, scope: "" };
}
