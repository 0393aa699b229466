/** Paths that are no resources: lists of groups, versions and resources, the version, the service account issuer. */
import type { TypeName } from "../../meta/schema.js";
import type { ApiPath, Operation, Response } from "./model.js";
import { identifier, operationScope, tagOf } from "./names.js";
import { objectMedia, rootOf } from "./place.js";

const discoveryMedia: readonly string[] = [
  "application/json",
  "application/yaml",
  "application/vnd.kubernetes.protobuf",
];

export function coreVersionsPath(): ApiPath {
  return discovery("/api/", "getCoreAPIVersions", tagOf(""), "meta/v1/APIVersions");
}

export function groupsPath(): ApiPath {
  return discovery("/apis/", "getAPIVersions", "apis", "meta/v1/APIGroupList");
}

export function groupPath(group: string): ApiPath {
  return discovery(`/apis/${group}/`, `get${operationScope(group)}APIGroup`, tagOf(group), "meta/v1/APIGroup");
}

export function resourcesPath(group: string, version: string): ApiPath {
  const id = `get${operationScope(group, version)}APIResources`;
  return single(`${rootOf(group, version)}/`, {
    ...get(id, tagOf(group, version), { type: "meta/v1/APIResourceList" }),
    consumes: objectMedia,
    produces: objectMedia,
  });
}

export function versionPath(): ApiPath {
  return single("/version/", {
    ...get("getCodeVersion", "version", { type: "meta/v1/Info" }),
    consumes: ["application/json"],
    produces: ["application/json"],
  });
}

/** The issuer's documents, for those who check service account tokens elsewhere. */
export function issuerPaths(): readonly ApiPath[] {
  return [
    single("/.well-known/openid-configuration/", {
      ...get("getServiceAccountIssuerOpenIDConfiguration", identifier(".well-known", { capital: false }), "string"),
      produces: ["application/json"],
    }),
    single("/openid/v1/jwks/", {
      ...get("getServiceAccountIssuerOpenIDKeyset", "openid", "string"),
      produces: ["application/jwk-set+json"],
    }),
  ];
}

function discovery(path: string, id: string, tag: string, type: TypeName): ApiPath {
  return single(path, { ...get(id, tag, { type }), consumes: discoveryMedia, produces: discoveryMedia });
}

function get(id: string, tag: string, response: Response): Operation {
  return { method: "get", id, tag, consumes: [], produces: [], parameters: [], codes: [200], response };
}

function single(path: string, operation: Operation): ApiPath {
  return { path, parameters: [], operations: [operation] };
}
