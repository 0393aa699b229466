/** Objects with an item that has no key, whose fields are nobody's, and what a StatefulSet is warned of. */
import type { Case, Step } from "../case.js";
import { apply, patch, post, put, quietly, steps } from "./steps.js";

const accounts = "/api/v1/namespaces/NS/serviceaccounts";
const keyless = { secrets: [{}] };
const keyed = { secrets: [{ name: "s" }] };

function account(labels: object, more: object): Record<string, unknown> {
  return { metadata: { name: "k", labels }, ...more };
}

/** A record a client makes up. */
const claimed = {
  manager: "me",
  operation: "Update",
  apiVersion: "v1",
  time: "2026-01-01T00:00:00Z",
  fieldsType: "FieldsV1",
  fieldsV1: { "f:metadata": { "f:labels": { "f:b": {} } } },
};

function claiming(labels: object, more: object): Record<string, unknown> {
  return { metadata: { name: "k", labels, managedFields: [claimed] }, ...more };
}

const one = `${accounts}/k`;

function applied(name: string, more: object): Step {
  const body = JSON.stringify({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name }, ...more });
  return patch(`${accounts}/${name}?fieldManager=m`, body, apply);
}

const keylessCases: readonly Case[] = [
  steps("create with an item without a key", post(accounts, account({ a: "1" }, keyless))),
  steps("create with an item without a key, claiming a record", post(accounts, claiming({ b: "1" }, keyless))),
  steps(
    "an item without a key comes, and something else changes",
    post(accounts, account({ a: "1" }, keyed)),
    put(one, account({ a: "1" }, keyless)),
    put(one, account({ a: "2" }, keyless)),
    patch(one, { metadata: { labels: { a: "3" } } }),
  ),
  steps(
    "a record claimed of an object with an item without a key",
    quietly(post(accounts, account({ b: "1" }, keyless))),
    put(one, claiming({ b: "1", c: "1" }, keyless)),
    put(one, claiming({ b: "1", c: "1" }, keyless)),
    put(one, claiming({ b: "1", c: "1" }, keyed)),
    put(one, claiming({ b: "1", c: "2" }, keyed)),
    put(one, claiming({ b: "1", c: "2" }, keyless)),
  ),
  steps(
    "apply to an object with an item without a key",
    quietly(post(accounts, account({ a: "1" }, keyless))),
    applied("k", {}),
    applied("k", keyed),
  ),
  steps("apply an item without a key", applied("k", keyless)),
];

const sets = "/apis/apps/v1/namespaces/NS/statefulsets";

function set(replicas: number, more: { readonly history: number; readonly storage: string }): object {
  return {
    metadata: { name: "s" },
    spec: {
      replicas,
      serviceName: "x",
      revisionHistoryLimit: more.history,
      selector: { matchLabels: { a: "b" } },
      template: { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "i" }] } },
      volumeClaimTemplates: [
        {
          metadata: { name: "v" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: more.storage } } },
        },
      ],
    },
  };
}

const setWarnings: readonly Case[] = [
  steps(
    "a StatefulSet to be warned of",
    post(sets, set(1, { history: -1, storage: "1500m" })),
    put(`${sets}/s`, set(2, { history: -1, storage: "1500m" })),
    patch(`${sets}/s/status`, { status: { replicas: 1 } }),
    patch(`${sets}/s/scale`, { spec: { replicas: 3 } }),
    put(`${sets}/s`, set(2, { history: 1, storage: "1500m" })),
  ),
  steps("a StatefulSet not to be warned of", post(sets, set(1, { history: 0, storage: "1Gi" }))),
];

export const namelessCases: readonly Case[] = [...keylessCases, ...setWarnings];
