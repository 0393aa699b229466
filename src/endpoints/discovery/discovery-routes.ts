/** Serves discovery: `/api`, `/apis`, a group, a group version. Documents are made once and kept until the served groups change. */
import { createHash } from "node:crypto";
import { formatGroupVersion } from "../../meta/object.js";
import { methodNotAllowed, resourceNotFound } from "../../meta/status.js";
import type { GroupDefinition } from "../../registry/resource-definition.js";
import type { RequestContext } from "../context.js";
import {
  acceptedMediaTypes,
  acceptedTypes,
  createNegotiator,
  formNotMade,
  type MediaType,
  type Negotiator,
} from "../negotiate.js";
import { headersFor, sendValue } from "../respond.js";
import { apiGroup, apiGroupList, apiResourceList, apiVersions, groupDiscoveryList } from "./documents.js";

export interface DiscoveryOptions {
  readonly groups: readonly GroupDefinition[];
  /** CBOR is spoken: of discovery only the resources of a group version are told in it. */
  readonly cbor: boolean;
  /** `host:port` told to clients of the core group. */
  readonly serverAddress: string;
  /** Absent: resources come with their storageVersionHash. */
  readonly withoutHashes?: boolean;
}

/** True when the path was one of discovery's. Throws StatusError 406. */
export type PathHandler = (context: RequestContext) => boolean;

export interface DiscoveryRoutes {
  readonly handle: PathHandler;
  readonly paths: readonly string[];
}

interface Negotiation {
  readonly negotiate: Negotiator;
  /** For the message. */
  readonly accepted: readonly string[];
}

interface Aggregated {
  readonly body: Buffer;
  readonly etag: string;
}

export function createDiscoveryRoutes(options: DiscoveryOptions): DiscoveryRoutes {
  const { groups } = options;
  const plain = plainDocuments(options);
  const encodings = { cbor: options.cbor };
  const ofVersions: Negotiation = { negotiate: createNegotiator(encodings), accepted: acceptedTypes(encodings) };
  const ofApi: Negotiation = { negotiate: createNegotiator(), accepted: acceptedMediaTypes };
  const ofGroups: Negotiation = { negotiate: createNegotiator({ unrouted: true }), accepted: acceptedMediaTypes };
  const negotiationOf = (path: string): Negotiation => {
    if (path === "/api") return ofApi;
    return path === "/apis" || roots.has(path) ? ofGroups : ofVersions;
  };
  const aggregated = new Map<string, Aggregated>();
  const roots = new Set(groups.map((group) => (group.name === "" ? "/api" : `/apis/${group.name}`)));
  /** A version of a group that is there: ours to refuse, not the next server's. */
  const isUnknownVersion = (path: string): boolean => roots.has(path.slice(0, Math.max(path.lastIndexOf("/"), 0)));
  const handle: PathHandler = (context) => {
    const path = withoutTrailingSlash(context.request.path);
    const make = plain.get(path);
    if (make === undefined) {
      if (isUnknownVersion(path)) throw resourceNotFound();
      return false;
    }
    // kube-apiserver answers every method on the list of groups.
    if (context.request.method !== "GET" && path !== "/apis") throw methodNotAllowed();
    const version =
      path === "/api" || path === "/apis" ? aggregatedVersion(context.request.header("accept")) : undefined;
    if (version === undefined) {
      const media = wholeDocument(negotiationOf(path), context.request.header("accept"));
      sendValue(context, 200, media, make());
      return true;
    }
    const key = `${path} ${version}`;
    let found = aggregated.get(key);
    if (found === undefined) {
      const wanted = groups.filter((group) => (group.name === "") === (path === "/api"));
      found = aggregate(groupDiscoveryList(wanted, version));
      aggregated.set(key, found);
    }
    sendAggregated(context, version, found);
    return true;
  };
  return { handle, paths: [...plain.keys()].sort() };
}

function plainDocuments({
  groups,
  serverAddress,
  withoutHashes = false,
}: DiscoveryOptions): ReadonlyMap<string, () => object> {
  const documents = new Map<string, () => object>();
  if (groups.some((group) => group.name === "")) documents.set("/api", () => apiVersions(groups, serverAddress));
  documents.set("/apis", () => apiGroupList(groups));
  const asked = { hashes: !withoutHashes };
  for (const group of groups) {
    if (group.name !== "") {
      documents.set(`/apis/${group.name}`, () => ({ kind: "APIGroup", apiVersion: "v1", ...apiGroup(group) }));
    }
    for (const { name } of group.versions) {
      const root = group.name === "" ? "/api" : "/apis";
      documents.set(`${root}/${formatGroupVersion(group.name, name)}`, () => apiResourceList(group, name, asked));
    }
  }
  return documents;
}

/** No document of discovery is made as a Table or as metadata only: such clauses count for nothing. */
function wholeDocument({ negotiate, accepted }: Negotiation, accept: string | undefined): MediaType {
  const media = negotiate(accept);
  if (accept === undefined || media.as === undefined) return media;
  const whole = accept.split(",").filter((clause) => !/;\s*as=/i.test(clause));
  if (whole.length === 0) throw formNotMade(accepted);
  return negotiate(whole.join(","));
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

/** The aggregated form's version, when the client puts it before everything else this server could send. */
function aggregatedVersion(accept: string | undefined): "v2" | undefined {
  if (accept === undefined) return undefined;
  for (const clause of accept.split(",")) {
    const parts = clause.split(";").map((part) => part.trim());
    const isAggregated = parts.includes("as=APIGroupDiscoveryList") && parts.includes("g=apidiscovery.k8s.io");
    if (parts[0] === "application/json" && isAggregated) {
      if (parts.includes("v=v2")) return "v2";
    } else if (acceptedMediaTypes.includes(parts[0] ?? "") && parts.length === 1) {
      return undefined;
    }
  }
  return undefined;
}

function aggregate(document: object): Aggregated {
  const body = Buffer.from(`${JSON.stringify(document)}\n`);
  const etag = `"${createHash("sha512").update(body).digest("hex").toUpperCase()}"`;
  return { body, etag };
}

function sendAggregated(context: RequestContext, version: string, { body, etag }: Aggregated): void {
  const contentType = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
  const headers = headersFor(context, contentType).map((value) => (value === "no-cache, private" ? "public" : value));
  const unchanged = context.request.header("if-none-match") === etag;
  context.code = unchanged ? 304 : 200;
  context.response.send(context.code, [...headers, "ETag", etag, "Vary", "Accept"], unchanged ? "" : body);
}
