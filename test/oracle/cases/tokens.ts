/** Tokens of service accounts: what may be asked for, and for what a token may be bound to. */
import type { Case, Step } from "../case.js";
import { get, post, quietly, steps } from "./steps.js";

const accounts = "/api/v1/namespaces/NS/serviceaccounts";
const path = `${accounts}/a/token`;
const account = quietly(post(accounts, { metadata: { name: "a" } }));
const other = quietly(post(accounts, { metadata: { name: "b" } }));
const pod = (serviceAccountName: string, spec: object = {}): Step =>
  quietly(
    post("/api/v1/namespaces/NS/pods", {
      metadata: { name: "p" },
      spec: {
        serviceAccountName,
        automountServiceAccountToken: false,
        containers: [{ name: "c", image: "i" }],
        ...spec,
      },
    }),
  );
const secret = quietly(post("/api/v1/namespaces/NS/secrets", { metadata: { name: "s" } }));
const token = (spec: object = {}, more: object = {}): Step => post(path, { spec, ...more });
const bound = (boundObjectRef: object): Step => token({ boundObjectRef });
const toPod = { kind: "Pod", apiVersion: "v1", name: "p" };

const wishes: readonly Case[] = [
  steps("token", account, token()),
  steps("token of nothing", account, post(path, {})),
  steps("token without a spec", account, post(path, { kind: "TokenRequest", apiVersion: "authentication.k8s.io/v1" })),
  steps("token with metadata", account, token({}, { metadata: { name: "a", namespace: "NS", labels: { a: "b" } } })),
  steps(
    "token with a status",
    account,
    token({}, { status: { token: "x", expirationTimestamp: "2026-01-01T00:00:00Z" } }),
  ),
  steps("token by another name", account, token({}, { metadata: { name: "b" } })),
  steps("token in another namespace", account, token({}, { metadata: { namespace: "other" } })),
  steps("token with a generated name", account, token({}, { metadata: { generateName: "b-" } })),
  steps("token as another kind", account, post(path, { kind: "Pod", apiVersion: "v1" })),
  steps(
    "token as another version",
    account,
    post(path, { kind: "TokenRequest", apiVersion: "authentication.k8s.io/v1beta1" }),
  ),
  steps("token of an account that is not there", token()),
  steps("token of an account that is not there, badly", token({ expirationSeconds: 5 })),
  ...[600, 599, 0, -1, 3607, 3600, 2 ** 32, 2 ** 32 + 1].map((expirationSeconds) =>
    steps(`token for ${expirationSeconds} seconds`, account, token({ expirationSeconds })),
  ),
  steps("token for a text of seconds", account, token({ expirationSeconds: "600" })),
  steps("token for no seconds", account, token({ expirationSeconds: null })),
  ...[["x"], ["x", "y"], [""], ["https://kubernetes.default.svc", "x"], ["x", "x"]].map((audiences) =>
    steps(`token for the audiences ${JSON.stringify(audiences)}`, account, token({ audiences })),
  ),
  steps("token for one audience", account, token({ audiences: "x" })),
  steps("token with dryRun", account, { ...token(), path: `${path}?dryRun=All` }),
  steps("token with another dryRun", account, { ...token(), path: `${path}?dryRun=Some` }),
  steps("token with an unknown field", account, token({ foo: 1 })),
  steps("token with an unknown field, strict", account, {
    ...token({ foo: 1 }),
    path: `${path}?fieldValidation=Strict`,
  }),
  steps("token with half a body", account, post(path, "{")),
  steps("token as YAML", account, {
    ...post(path, "spec: {expirationSeconds: 700}\n"),
    headers: { "Content-Type": "application/yaml", Accept: "application/yaml" },
  }),
  steps("read a token", account, get(path)),
  steps("token as a table", account, {
    ...token(),
    headers: { Accept: "application/json;as=Table;v=v1;g=meta.k8s.io" },
  }),
];

const bindings: readonly Case[] = [
  steps("token bound to a pod", account, pod("a"), bound(toPod)),
  steps("token bound to a pod on a node", account, pod("a", { nodeName: "none-n" }), bound(toPod)),
  steps("token bound to a pod by its uid", account, pod("a"), bound({ ...toPod, uid: "{uid:2}" })),
  steps("token bound to a pod by another uid", account, pod("a"), bound({ ...toPod, uid: "x" })),
  steps("token bound to a pod of another account", account, other, pod("b"), bound(toPod)),
  steps("token bound to a pod that is not there", account, bound(toPod)),
  steps("token bound to a pod of another group", account, pod("a"), bound({ ...toPod, apiVersion: "apps/v1" })),
  steps("token bound to a pod of another version", account, pod("a"), bound({ ...toPod, apiVersion: "v2" })),
  steps("token bound to a pod without a version", account, pod("a"), bound({ kind: "Pod", name: "p" })),
  steps("token bound to a secret", account, secret, bound({ kind: "Secret", apiVersion: "v1", name: "s" })),
  steps(
    "token bound to a secret by another uid",
    account,
    secret,
    bound({ kind: "Secret", apiVersion: "v1", name: "s", uid: "x" }),
  ),
  steps("token bound to a secret that is not there", account, bound({ kind: "Secret", apiVersion: "v1", name: "s" })),
  steps("token bound to a node that is not there", account, bound({ kind: "Node", apiVersion: "v1", name: "none-n" })),
  steps("token bound to another kind", account, bound({ kind: "ConfigMap", apiVersion: "v1", name: "s" })),
  steps(
    "token bound to another kind of a group",
    account,
    bound({ kind: "Deployment", apiVersion: "apps/v1", name: "s" }),
  ),
  steps("token bound to no kind", account, bound({ name: "p" })),
  steps("token bound to no name", account, pod("a"), bound({ kind: "Pod", apiVersion: "v1" })),
  steps("token bound to nothing", account, bound({})),
  steps(
    "token of a pod as kubelets ask for it",
    account,
    pod("a"),
    token({ boundObjectRef: toPod, expirationSeconds: 3607, audiences: ["https://kubernetes.default.svc"] }),
  ),
];

export const tokenCases: readonly Case[] = [...wishes, ...bindings];
