/**
 * The filters for a server without an API half: draining, authentication, limits and metrics, in kube-apiserver's
 * order. The API half brings its own chain, made from the same parts.
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
  const { gate, authenticator, metrics, clock } = parts;
  return (request, response) => {
    if (gate.draining) return replyDraining(request, response);
    if (authenticator.authenticate(request).kind === "rejected") {
      return replyStatus(request, response, unauthorized().status);
    }
    const kind: RequestKind = readOnlyMethods.has(request.method) ? "readOnly" : "mutating";
    if (!gate.tryEnter(kind)) return replyTooMany(request, response);
    const startedMs = clock.monotonicMs();
    const observed = new ObservedResponse(response);
    response.onFinished(() => {
      gate.leave(kind);
      const seconds = (clock.monotonicMs() - startedMs) / 1000;
      metrics.requests.recorderFor(labelsOf(request)).observe(observed.status, seconds, response.bytesSent);
    });
    inner(request, observed);
  };
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

/** Only first segments become a label: a stranger's paths must not grow the set of series. */
function labelsOf(request: HttpRequest): RequestLabels {
  const first = request.path.split("/", 2)[1] ?? "";
  const known = ["healthz", "livez", "metrics", "readyz", "version"].includes(first);
  const verb = verbs.has(request.method) ? request.method : "other";
  return { verb, group: "", version: "", resource: "", subresource: known ? `/${first}` : "", scope: "" };
}
