/**
 * Answers for paths that are no resources, with the headers kube-apiserver puts on them.
 */
import { randomUUID } from "node:crypto";
import type { HttpRequest, HttpResponse } from "../http/message.js";
import { internalError, type Status } from "../meta/status.js";

export const plainText = "text/plain; charset=utf-8";
export const json = "application/json";

/** Sends `body` with Audit-Id (the caller's own, if it sent one) and Cache-Control. */
export function reply(
  request: HttpRequest,
  response: HttpResponse,
  answer: {
    readonly status: number;
    readonly contentType: string;
    readonly body: string;
    readonly headers?: readonly string[];
    /** Text that browsers may take for what it looks like: Go marks only what its error helpers write. */
    readonly sniff?: boolean;
  },
): void {
  const marked = answer.contentType === plainText && answer.sniff !== true;
  const more = [...(marked ? ["X-Content-Type-Options", "nosniff"] : []), ...(answer.headers ?? [])];
  response.send(answer.status, headersFor(request, answer.contentType, more), answer.body);
}

function headersFor(request: HttpRequest, contentType: string, more: readonly string[]): readonly string[] {
  const auditId = request.header("audit-id") ?? randomUUID();
  return ["Audit-Id", auditId, "Cache-Control", "no-cache, private", "Content-Type", contentType, ...more];
}

export function replyJson(request: HttpRequest, response: HttpResponse, status: number, value: unknown): void {
  reply(request, response, { status, contentType: json, body: JSON.stringify(value, null, 2) });
}

export function replyStatus(request: HttpRequest, response: HttpResponse, status: Status): void {
  replyJson(request, response, status.code ?? 500, status);
}

/** What Go's default mux says; clients tell it from a Status by the content type. */
export function replyPageNotFound(request: HttpRequest, response: HttpResponse): void {
  reply(request, response, { status: 404, contentType: plainText, body: "404 page not found\n" });
}

/** A bug behind one path must not end the server: the caller gets a 500. */
export function replyOnFault(answer: Promise<void>, request: HttpRequest, response: HttpResponse): void {
  answer.catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    if (!response.finished) replyStatus(request, response, internalError(message, error).status);
  });
}
