/** Puts answers on the wire: the usual headers, warnings, compression of large bodies, Status for errors. Hot path: `sendBytes`. */

import { createGzip } from "node:zlib";
import type { HeaderList } from "../http/message.js";
import { encodeCbor } from "../meta/cbor/cbor.js";
import { parseJson, stringifyJson } from "../meta/exact-json.js";
import { withoutBytes } from "../meta/go-quote.js";
import { encodeMachinery } from "../meta/protobuf/machinery.js";
import { internalError, type Status, StatusError } from "../meta/status.js";
import { toYaml } from "../meta/yaml/yaml.js";
import type { RequestContext } from "./context.js";
import { type MediaType, statusMediaType } from "./negotiate.js";
import { queryOf } from "./options/query.js";
import { warningHeaders } from "./warnings.js";

/** Bodies from this size on are compressed for clients that accept gzip, as kube-apiserver does. */
const gzipFromBytes = 128 * 1024;
/** Fastest level: what the network saves is not worth more processor time. */
const gzipLevel = 1;

export function sendBytes(context: RequestContext, status: number, media: MediaType, body: Buffer): void {
  context.code = status;
  if (body.length >= gzipFromBytes && acceptsGzip(context)) sendGzip(context, media, [body]);
  else context.response.send(status, headersFor(context, media.contentType), body);
}

export function sendParts(context: RequestContext, media: MediaType, parts: readonly Buffer[]): void {
  context.code = 200;
  if (acceptsGzip(context) && totalBytes(parts) >= gzipFromBytes) sendGzip(context, media, parts);
  else context.response.sendParts(200, headersFor(context, media.contentType), parts);
}

/** Encodes a plain value in the negotiated format; protobuf only what the API machinery itself says (machinery.ts). */
export function sendValue(context: RequestContext, status: number, media: MediaType, value: unknown): void {
  sendBytes(context, status, media, encodeValue(context, media, value));
}

/** JSON bytes that were made elsewhere, as the client wants to have them. */
export function sendJson(context: RequestContext, status: number, media: MediaType, json: Buffer): void {
  if (media.format === "json" && !wantsPretty(context)) sendBytes(context, status, media, json);
  else sendValue(context, status, media, parseJson(json));
}

/** As `sendJson`, of bytes in parts. */
export function sendJsonParts(context: RequestContext, media: MediaType, parts: readonly Buffer[]): void {
  if (media.format === "json" && !wantsPretty(context)) sendParts(context, media, parts);
  else sendJson(context, 200, media, Buffer.concat(parts));
}

/** Anything thrown becomes a Status; only StatusErrors say what they are. */
export function sendError(context: RequestContext, error: unknown): void {
  if (context.response.finished) return;
  const known = error instanceof StatusError ? error : internalError(messageOf(error), error);
  if (known.unrouted) {
    context.recorder = undefined;
    context.warnings = undefined;
  }
  sendStatus(context, known.status, known.code);
}

export function sendStatus(context: RequestContext, status: Status, code: number, more: HeaderList = []): void {
  const retryAfter = status.details?.retryAfterSeconds;
  const media = statusMediaType(context.request.header("accept"), isRouters(context, status) ? {} : context);
  const headers = [...headersFor(context, media.contentType), ...more];
  const body = encodeValue(context, media, readable(status));
  context.code = code;
  context.response.send(code, retryAfter === undefined ? headers : [...headers, "Retry-After", `${retryAfter}`], body);
}

/** A name in a path, and a value in a query, may be of bytes that are no text. Of the causes only messages tell values. */
function readable(status: Status): Status {
  const { message = "", details } = status;
  const name = details?.name ?? "";
  if (!/\p{Surrogate}/u.test(message + name)) return status;
  const told = { ...status, message: withoutBytes(message) };
  if (details === undefined) return told;
  const { causes } = details;
  return {
    ...told,
    details: {
      ...details,
      ...(name === "" ? {} : { name: withoutBytes(name) }),
      ...(causes === undefined
        ? {}
        : { causes: causes.map((one) => ({ ...one, message: withoutBytes(one.message ?? "") })) }),
    },
  };
}

/**
 * What no resource says is said in the forms of old, and the router's refusals are known by their empty details; those a JSON patch that
 * cannot be applied has as well.
 */
function isRouters({ recorder }: RequestContext, { details, reason }: Status): boolean {
  if (recorder === undefined) return true;
  return reason !== "Invalid" && details !== undefined && Object.keys(details).length === 0;
}

export function sendText(context: RequestContext, status: number, text: string): void {
  const headers = [...headersFor(context, "text/plain; charset=utf-8"), "X-Content-Type-Options", "nosniff"];
  context.code = status;
  context.response.send(status, headers, text);
}

export interface TooMany {
  readonly text: string;
  readonly retryAfterSeconds: number;
  /** The connection ends with this answer. */
  readonly close?: boolean;
}

const overload: TooMany = { text: "Too many requests, please try again later.", retryAfterSeconds: 1 };

/** The server has too much to do: a bare text, as kube-apiserver's filters say it. */
export function sendTooMany(context: RequestContext, { text, retryAfterSeconds, close }: TooMany = overload): void {
  const headers = [...headersFor(context, "text/plain; charset=utf-8"), "X-Content-Type-Options", "nosniff"];
  if (close === true) headers.push("Connection", "close");
  context.code = 429;
  context.response.send(429, [...headers, "Retry-After", `${retryAfterSeconds}`], `${text}\n`);
}

/**
 * The machinery around kube-apiserver's handlers writes this one, past all negotiation: text, and a Status that says neither kind nor
 * version.
 */
const timedOut =
  '{"metadata":{},"status":"Failure","message":"Timeout: request did not complete within the allotted timeout",' +
  '"reason":"Timeout","details":{},"code":504}\n';

/** The request took longer than it may. */
export function sendTimedOut(context: RequestContext): void {
  context.code = 504;
  context.response.send(504, headersFor(context, "text/plain; charset=utf-8"), timedOut);
}

export function headersFor(context: RequestContext, contentType: string): HeaderList {
  const headers = ["Audit-Id", context.auditId, "Cache-Control", "no-cache, private", "Content-Type", contentType];
  if (context.warnings !== undefined) {
    for (const value of warningHeaders(context.warnings)) headers.push("Warning", value);
  }
  return headers;
}

function encodeValue(context: RequestContext, media: MediaType, value: unknown): Buffer {
  if (media.format === "yaml") return Buffer.from(toYaml(value));
  if (media.format === "protobuf") return encodeMachinery(value as object);
  if (media.format === "cbor") return encodeCbor(value);
  if (wantsPretty(context)) return Buffer.from(`${stringifyJson(value, 2)}\n`);
  return Buffer.from(`${stringifyJson(value)}\n`);
}

/** `?pretty=true`, or a person at the other end: curl, wget and browsers get indented JSON unless they say otherwise. */
export function wantsPretty(context: RequestContext): boolean {
  const { query } = context.request;
  if (query !== "" && query.includes("pretty=")) {
    const asked = queryOf(query).get("pretty");
    return asked === "true" || asked === "1";
  }
  const agent = context.request.header("user-agent");
  return (
    agent !== undefined && (agent.startsWith("curl") || agent.startsWith("Wget") || agent.startsWith("Mozilla/5.0"))
  );
}

/** As kube-apiserver: weights are not read, and whoever gives gzip one does not get it. */
function acceptsGzip(context: RequestContext): boolean {
  const accepted = context.request.header("accept-encoding");
  if (accepted === undefined || !accepted.includes("gzip")) return false;
  return accepted === "gzip" || accepted.split(",").some((one) => one.trim() === "gzip");
}

function totalBytes(parts: readonly Buffer[]): number {
  let total = 0;
  for (const part of parts) total += part.length;
  return total;
}

/** With the status already in `context.code`. */
function sendGzip(context: RequestContext, media: MediaType, parts: readonly Buffer[]): void {
  const headers = [...headersFor(context, media.contentType), "Content-Encoding", "gzip", "Vary", "Accept-Encoding"];
  const stream = context.response.stream(context.code, headers);
  const gzip = createGzip({ level: gzipLevel, chunkSize: gzipFromBytes });
  gzip.on("data", (chunk: Buffer) => {
    if (!stream.write(chunk)) gzip.pause();
  });
  gzip.on("end", () => stream.end());
  gzip.on("error", () => stream.destroy());
  stream.onDrain(() => gzip.resume());
  stream.onClose(() => gzip.destroy());
  let next = 0;
  const feed = (): void => {
    while (next < parts.length) {
      const part = parts[next++] as Buffer;
      if (!gzip.write(part)) {
        gzip.once("drain", feed);
        return;
      }
    }
    gzip.end();
  };
  feed();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
