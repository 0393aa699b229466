/** Short forms for writing steps. */
import type { Case, Step } from "../case.js";

export type Headers = Readonly<Record<string, string | readonly string[]>>;

export const mergePatch: Headers = { "Content-Type": "application/merge-patch+json" };
export const jsonPatch: Headers = { "Content-Type": "application/json-patch+json" };
export const strategicPatch: Headers = { "Content-Type": "application/strategic-merge-patch+json" };
export const table: Headers = { Accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
export const partial: Headers = { Accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io" };
export const partialList: Headers = { Accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io" };

export const protobuf: Headers = { Accept: "application/vnd.kubernetes.protobuf" };
export const apply: Headers = { "Content-Type": "application/apply-patch+yaml" };

export function steps(name: string, ...asked: readonly Step[]): Case {
  return { name, steps: asked };
}

/** Makes a state only. */
export function quietly(step: Step): Step {
  return { ...step, silent: true };
}

export function get(path: string, headers?: Headers): Step {
  return headers === undefined ? { method: "GET", path } : { method: "GET", path, headers };
}

export function post(path: string, body: unknown, headers?: Headers): Step {
  return headers === undefined ? { method: "POST", path, body } : { method: "POST", path, body, headers };
}

export function put(path: string, body: unknown): Step {
  return { method: "PUT", path, body };
}

export function patch(path: string, body: unknown, headers: Headers = mergePatch): Step {
  return { method: "PATCH", path, body, headers };
}

export function remove(path: string, body?: unknown): Step {
  return body === undefined ? { method: "DELETE", path } : { method: "DELETE", path, body };
}

/** A body given as hexadecimal digits. */
export function hex(method: string, path: string, body: string, headers: Headers): Step {
  return { method, path, body, headers, form: "hex" };
}

export const configMaps = "/api/v1/namespaces/NS/configmaps";

/** A ConfigMap made without comparing the answer. */
export function configMap(name: string, more: object = {}): Step {
  const { metadata, ...rest } = more as { metadata?: object };
  return quietly(post(configMaps, { metadata: { name, ...metadata }, data: { k: "v" }, ...rest }));
}
