/** Questions about callers and what they may do; the answers where everything is allowed to the one who asks. */
import type { Case } from "../case.js";
import { get, post, steps, table } from "./steps.js";

const authorization = "/apis/authorization.k8s.io/v1";
const reviews = "/apis/authentication.k8s.io/v1/tokenreviews";
const self = `${authorization}/selfsubjectaccessreviews`;
const subject = `${authorization}/subjectaccessreviews`;
const local = `${authorization}/namespaces/NS/localsubjectaccessreviews`;
const rules = `${authorization}/selfsubjectrulesreviews`;
const pods = { namespace: "NS", verb: "get", resource: "pods", name: "p" };
const path = { path: "/healthz", verb: "get" };
const masters = ["system:masters"];

const access: readonly Case[] = [
  ...[
    ["a resource", { resourceAttributes: pods }],
    [
      "a resource with group, version and subresource",
      { resourceAttributes: { ...pods, group: "apps", version: "v1", subresource: "scale" } },
    ],
    [
      "a resource by labels",
      {
        resourceAttributes: { ...pods, labelSelector: { requirements: [{ key: "a", operator: "In", values: ["b"] }] } },
      },
    ],
    [
      "a resource by a raw selector",
      { resourceAttributes: { ...pods, fieldSelector: { rawSelector: "metadata.name=a" } } },
    ],
    [
      "a resource by both kinds of selector",
      {
        resourceAttributes: {
          ...pods,
          fieldSelector: { rawSelector: "a=b", requirements: [{ key: "a", operator: "In", values: ["b"] }] },
        },
      },
    ],
    [
      "a resource by an odd operator",
      {
        resourceAttributes: {
          ...pods,
          labelSelector: { requirements: [{ key: "a", operator: "Foo", values: ["b"] }] },
        },
      },
    ],
    ["a resource by no requirement", { resourceAttributes: { ...pods, labelSelector: { requirements: [] } } }],
    ["a resource by an empty selector", { resourceAttributes: { ...pods, labelSelector: {} } }],
    [
      "a resource by a key without name",
      { resourceAttributes: { ...pods, labelSelector: { requirements: [{ operator: "In" }] } } },
    ],
    [
      "an operator without values",
      { resourceAttributes: { ...pods, fieldSelector: { requirements: [{ key: "a", operator: "In" }] } } },
    ],
    [
      "an operator with values too many",
      {
        resourceAttributes: {
          ...pods,
          fieldSelector: { requirements: [{ key: "a", operator: "Exists", values: ["x"] }] },
        },
      },
    ],
    ["a path", { nonResourceAttributes: path }],
    ["both", { resourceAttributes: pods, nonResourceAttributes: path }],
    ["nothing", {}],
  ].flatMap(([name, spec]) => [
    steps(`may I: ${name}`, post(self, { spec })),
    steps(`may somebody: ${name}`, post(subject, { spec: { ...(spec as object), user: "x", groups: masters } })),
    steps(`may somebody here: ${name}`, post(local, { spec: { ...(spec as object), user: "x", groups: masters } })),
  ]),
  steps(
    "may I, with metadata",
    post(self, { metadata: { name: "x", labels: { a: "b" } }, spec: { resourceAttributes: pods } }),
  ),
  steps(
    "may I, with a status",
    post(self, { spec: { resourceAttributes: pods }, status: { allowed: false, reason: "no" } }),
  ),
  steps("may I, with dryRun", post(`${self}?dryRun=All`, { spec: { resourceAttributes: pods } })),
  steps(
    "may I, as YAML",
    post(self, "spec: {resourceAttributes: {verb: get}}\n", {
      "Content-Type": "application/yaml",
      Accept: "application/yaml",
    }),
  ),
  steps("may I, as a table", post(self, { spec: { resourceAttributes: pods } }, table)),
  steps("may I, with an unknown field", post(self, { spec: { resourceAttributes: pods, foo: 1 } })),
  steps("may I, listed", get(self)),
  steps("may nobody", post(subject, { spec: { resourceAttributes: pods } })),
  steps(
    "may somebody with extra",
    post(subject, { spec: { resourceAttributes: pods, user: "x", groups: masters, uid: "u", extra: { A: ["b"] } } }),
  ),
  steps("may a group", post(subject, { spec: { resourceAttributes: pods, groups: masters } })),
  steps(
    "may somebody, with a name",
    post(subject, { metadata: { name: "x" }, spec: { resourceAttributes: pods, user: "x", groups: masters } }),
  ),
  steps("may nobody here", post(local, { spec: { resourceAttributes: pods } })),
  steps(
    "may somebody here in another namespace",
    post(local, { spec: { resourceAttributes: { ...pods, namespace: "other" }, user: "x", groups: masters } }),
  ),
  steps(
    "may somebody here in no namespace",
    post(local, { spec: { resourceAttributes: { verb: "get", resource: "pods" }, user: "x", groups: masters } }),
  ),
  steps(
    "may somebody here, with a namespace",
    post(local, { metadata: { namespace: "NS" }, spec: { resourceAttributes: pods, user: "x", groups: masters } }),
  ),
  steps(
    "may somebody here, with another namespace",
    post(local, { metadata: { namespace: "other" }, spec: { resourceAttributes: pods, user: "x", groups: masters } }),
  ),
];

const others: readonly Case[] = [
  steps("what may I", post(rules, { spec: { namespace: "NS" } })),
  steps("what may I nowhere", post(rules, { spec: {} })),
  steps("what may I, with metadata", post(rules, { metadata: { name: "x" }, spec: { namespace: "NS" } })),
  steps("what may I, with dryRun", post(`${rules}?dryRun=All`, { spec: { namespace: "NS" } })),
  steps("what may I, without a body", post(rules, {})),
  steps("review no token", post(reviews, { spec: {} })),
  steps("review a wrong token", post(reviews, { spec: { token: "wrong" } })),
  steps("review a wrong token for others", post(reviews, { spec: { token: "wrong", audiences: ["x"] } })),
  steps(
    "review a token with metadata",
    post(reviews, { metadata: { name: "x", labels: { a: "b" } }, spec: { token: "wrong" } }),
  ),
  steps("review a token in a namespace", post(reviews, { metadata: { namespace: "x" }, spec: { token: "wrong" } })),
  steps("review a token with dryRun", post(`${reviews}?dryRun=All`, { spec: { token: "wrong" } })),
  steps("review a token with a status", post(reviews, { spec: { token: "wrong" }, status: { authenticated: true } })),
  steps("review a token with an unknown field", post(reviews, { spec: { token: "wrong", foo: 1 } })),
  steps("review a token, listed", get(reviews)),
];

export const reviewCases: readonly Case[] = [...access, ...others];
