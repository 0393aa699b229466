/** The namespaces every cluster has; made at start when they are missing. */
import type { KubeObject } from "../meta/object.js";
import type { RestStorage } from "../registry/rest-storage.js";
import { createObject } from "../registry/write/create.js";
import { ignoreExisting, ownWrite } from "./own-writes.js";

export const systemNamespaces: readonly string[] = ["kube-system", "kube-public", "kube-node-lease", "default"];

/** Rejects with StatusError when the store cannot be written. */
export async function ensureSystemNamespaces(namespaces: RestStorage): Promise<void> {
  const write = await ownWrite(namespaces, { namespace: "", owned: true });
  await Promise.all(
    systemNamespaces
      .filter((name) => namespaces.cache?.get(name) === undefined)
      .map((name) => createObject(write, namespaceObject(name)).catch(ignoreExisting)),
  );
}

function namespaceObject(name: string): KubeObject {
  return { kind: "Namespace", apiVersion: "v1", metadata: { name, labels: { "kubernetes.io/metadata.name": name } } };
}
