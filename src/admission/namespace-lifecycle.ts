/** Nothing is created in a namespace that does not exist or is going away, and the namespaces a cluster needs cannot be deleted. */
import { forbidden, notFound } from "../meta/status.js";
import type { AdmissionAttributes } from "../registry/rest-storage.js";
import type { CacheEntry, WatchCache } from "../storage/watchcache/watch-cache.js";

const immortal: ReadonlySet<string> = new Set(["default", "kube-system", "kube-public"]);

/** Throws StatusError. `namespaces` is the cache of the namespaces resource. */
export function namespaceLifecycle(namespaces: WatchCache): (attributes: AdmissionAttributes) => void | Promise<void> {
  // Entries never change: what one was seen to be it stays, and reading it again would be part of every create.
  const staying = new WeakSet<CacheEntry>();
  return (attributes) => {
    const { operation, definition, name } = attributes;
    const isNamespace = definition.group === "" && definition.plural === "namespaces";
    if (operation === "DELETE" && isNamespace && immortal.has(name)) {
      throw forbidden({ group: "", resource: "namespaces" }, name, "this namespace may not be deleted");
    }
    if (operation !== "CREATE" || !definition.namespaced) return undefined;
    const loading = namespaces.ready();
    const check = (): void => checkNamespace(namespaces, staying, attributes);
    return loading === undefined ? check() : loading.then(check);
  };
}

function checkNamespace(
  namespaces: WatchCache,
  staying: WeakSet<CacheEntry>,
  { definition, namespace, name }: AdmissionAttributes,
): void {
  const entry = namespaces.get(namespace);
  if (entry === undefined) throw notFound({ group: "", resource: "namespaces" }, namespace);
  if (staying.has(entry)) return;
  if (entry.object().metadata.deletionTimestamp === undefined) {
    staying.add(entry);
    return;
  }
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const cause = {
    reason: "NamespaceTerminating",
    message: `namespace ${namespace} is being terminated`,
    field: "metadata.namespace",
  };
  throw forbidden({ group: definition.group, resource: definition.plural }, name, why, [cause]);
}
