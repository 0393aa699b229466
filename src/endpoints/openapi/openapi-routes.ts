/**
 * Serves `/openapi/v2` (JSON and protobuf), `/openapi/v3` and a document for each group version. Nothing is made before it is asked
 * for, nor is what makes it loaded; an answer that must be made first is sent when it is there.
 */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { RequestContext } from "../context.js";
import { headersFor, sendError } from "../respond.js";
import { chooseMedia } from "./accept.js";
import type { DocumentOptions } from "./documents.js";
import type { EncodedDocument, EncodedDocuments } from "./encoded-documents.js";
import { locationOf } from "./location.js";

export interface OpenApiOptions extends DocumentOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface OpenApiRoutes {
  /** True when the path was one of these; the answer may follow later. */
  readonly handle: (context: RequestContext) => boolean;
  readonly paths: readonly string[];
  /** The served groups changed: documents of group versions whose records did too are made again when next asked for. */
  readonly replaceGroups: (groups: DocumentOptions["groups"]) => void;
}

const v2Path = "/openapi/v2";
const v3Path = "/openapi/v3";

const json = "application/json";
/** kubectl asks for the first spelling and gets the second. */
const protobufAsked = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
const protobufSent = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

export function createOpenApiRoutes(options: OpenApiOptions): OpenApiRoutes {
  let { groups } = options;
  let made: Promise<EncodedDocuments> | undefined;
  const documents = (): Promise<EncodedDocuments> => {
    made ??= import("./encoded-documents.js").then(
      (module) => new module.EncodedDocuments({ ...options, groups }, options.now),
    );
    return made;
  };
  const handle = (context: RequestContext): boolean => {
    const { path } = context.request;
    if (!path.startsWith("/openapi/")) return false;
    if (path === v2Path) answer(context, sendV2(context, documents));
    else if (path === v3Path) answer(context, sendIndex(context, documents, options.now));
    else if (path.startsWith(`${v3Path}/`)) {
      const name = path.slice(v3Path.length + 1);
      answer(context, sendV3(context, { name, documents, now: options.now }));
    } else return false;
    return true;
  };
  return {
    handle,
    paths: [v2Path, v3Path, `${v3Path}/`],
    replaceGroups: (next) => {
      groups = next;
      // What cannot be loaded is told to those who ask for it.
      made?.then((there) => there.replaceGroups(groups)).catch(() => {});
    },
  };
}

function answer(context: RequestContext, sent: Promise<void>): void {
  sent.catch((error: unknown) => sendError(context, error));
}

type Documents = () => Promise<EncodedDocuments>;

async function sendV2(context: RequestContext, documents: Documents): Promise<void> {
  const media = chooseMedia(context.request.header("accept"), [json, protobufAsked, protobufSent]);
  if (media === undefined) return sendEmpty(context, 406, ["Vary", "Accept-Encoding", "Vary", "Accept"]);
  const { json: plain, protobuf } = await (await documents()).v2();
  await sendDocument(context, media === json ? plain : protobuf, {
    contentType: media === json ? json : protobufSent,
    cache: [],
  });
}

async function sendIndex(context: RequestContext, documents: Documents, now: () => number): Promise<void> {
  const body = await (await documents()).index();
  context.code = 200;
  // JSON under this name, as kube-apiserver sends it: clients are used to it
  const headers = headersFor(context, "text/plain; charset=utf-8");
  context.response.send(200, [...headers, "Last-Modified", httpDate(now())], body);
}

interface V3Request {
  readonly name: string;
  readonly documents: Documents;
  readonly now: () => number;
}

async function sendV3(context: RequestContext, { name, documents, now }: V3Request): Promise<void> {
  const document = (await documents()).v3(name);
  if (document === undefined) return sendEmpty(context, 404, []);
  if (chooseMedia(context.request.header("accept"), [json]) === undefined) {
    return sendEmpty(context, 406, ["Vary", "Accept"]);
  }
  const made = await document;
  const asked = new URLSearchParams(context.request.query).get("hash") ?? "";
  if (asked !== "" && asked !== made.hash) {
    // an old address: the content behind an address never changes, so it has another one now
    const headers = ["Content-Type", json, "ETag", `"${made.hash}"`, "Location", locationOf(name, made.hash)];
    return sendEmpty(context, 301, [...headers, "Vary", "Accept"]);
  }
  await sendDocument(context, made, {
    contentType: json,
    cache: asked === "" ? [] : ["Cache-Control", "public, immutable", "Expires", inOneYear(now())],
  });
}

interface Sending {
  readonly contentType: string;
  /** Instead of the usual `Cache-Control`. */
  readonly cache: readonly string[];
}

async function sendDocument(context: RequestContext, document: EncodedDocument, sending: Sending): Promise<void> {
  const { request, response } = context;
  const common = ["ETag", `"${document.hash}"`, "Vary", "Accept-Encoding", "Vary", "Accept"];
  if (isUnchanged(context, document)) return sendEmpty(context, 304, common, sending.cache);
  const gzipped = request.header("accept-encoding")?.includes("gzip") ?? false;
  const body = gzipped ? document.gzipped : await decompress(document.gzipped);
  const headers = [
    ...usualHeaders(context, sending.cache),
    ...(gzipped ? ["Content-Encoding", "gzip"] : []),
    "Content-Type",
    sending.contentType,
    "Last-Modified",
    httpDate(document.madeAtMs),
    ...common,
  ];
  context.code = 200;
  response.send(200, headers, body);
}

const decompress = promisify(gunzip);

/** RFC 9110, 13.1: the date counts only for clients that name no tag. */
function isUnchanged({ request }: RequestContext, { hash, madeAtMs }: EncodedDocument): boolean {
  const tags = request.header("if-none-match");
  if (tags !== undefined) {
    return tags.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === `"${hash}"`);
  }
  const since = Date.parse(request.header("if-modified-since") ?? "");
  return !Number.isNaN(since) && Math.floor(madeAtMs / 1000) * 1000 <= since;
}

function sendEmpty(
  context: RequestContext,
  code: number,
  headers: readonly string[],
  cache: readonly string[] = [],
): void {
  context.code = code;
  context.response.send(code, [...usualHeaders(context, cache), ...headers], "");
}

/** Audit id, caching and warnings; no content type, which an empty answer has not. */
function usualHeaders(context: RequestContext, cache: readonly string[]): string[] {
  const headers = [...cache];
  const usual = headersFor(context, "");
  for (let index = 0; index < usual.length; index += 2) {
    const [name = "", value = ""] = [usual[index], usual[index + 1]];
    const isLeftOut = name === "Content-Type" || (name === "Cache-Control" && cache.length > 0);
    if (!isLeftOut) headers.push(name, value);
  }
  return headers;
}

function httpDate(ms: number): string {
  return new Date(ms).toUTCString();
}

/** Ends in UTC where HTTP says GMT: so does kube-apiserver, and its clients read that. */
function inOneYear(ms: number): string {
  const date = new Date(ms);
  date.setUTCFullYear(date.getUTCFullYear() + 1);
  return date.toUTCString().replace("GMT", "UTC");
}
