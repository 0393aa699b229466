/** One request on its way through filters and handlers. */
import type { HttpRequest, HttpResponse } from "../http/message.js";
import type { Caller } from "../registry/resource-definition.js";
import type { RequestInfo } from "./request-info.js";

export interface RequestContext {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly auditId: string;
  /** CBOR is spoken: feature gate CBORServingAndStorage. */
  readonly cbor?: boolean;
  /** Parsed on arrival; undefined for paths that name no resource. */
  readonly info: RequestInfo | undefined;
  /** Set by the authentication filter. */
  caller: Caller;
  /** Status code of the answer; 0 until there is one. */
  code: number;
  /** When the client wants it to be given up, on the clock of its deadlines (monotonic, ms); 0: it did not say. */
  deadline: number;
  /** Counts the request once it is over; set when its route is known. */
  recorder: RequestRecorder | undefined;
  /** Texts for Warning headers, in order; undefined while there are none. */
  warnings: Set<string> | undefined;
}

export interface RequestRecorder {
  observe(code: number, seconds: number, responseBytes: number): void;
}

/** Kubernetes shows each text once per answer. */
export function warn(context: RequestContext, text: string): void {
  context.warnings ??= new Set();
  context.warnings.add(text);
}
