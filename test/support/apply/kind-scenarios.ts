/** Lives of other kinds: subresources, versions, atomic structs, quantities, times. */
import type { JsonObject } from "../../../src/meta/schema.js";
import {
  autoscalers,
  controllerRevisions,
  deployments,
  disruptionBudgets,
  ingresses,
  leases,
  life,
  networkPolicies,
  quotas,
  roles,
  type Scenario,
  serviceAccounts,
  services,
} from "./scenario.js";
import { apply, create, merge, take, update } from "./steps.js";

const container = (more: JsonObject): JsonObject => ({ name: "c", image: "i:1", ...more });

export const kindScenarios: readonly Scenario[] = [
  life(
    "a deployment: defaults are owned by updates, not by applies",
    deployments,
    apply("a", {
      spec: {
        replicas: 0,
        selector: { matchLabels: { a: "b" } },
        template: { metadata: { labels: { a: "b" } }, spec: { containers: [container({})] } },
      },
    }),
    apply("b", { spec: { replicas: 1 } }),
    take("b", { spec: { replicas: null } }),
    apply("c", { spec: { minReadySeconds: 1 } }),
    apply("a", {
      spec: {
        selector: { matchLabels: { a: "b" } },
        template: { metadata: { labels: { a: "b" } }, spec: { containers: [container({})] } },
      },
    }),
    apply("c", { spec: { strategy: { rollingUpdate: { maxSurge: 1 } } } }),
  ),
  life(
    "a deployment made by a client, and its scale and status",
    deployments,
    create("a", {
      spec: {
        replicas: 0,
        selector: { matchLabels: { a: "b" } },
        template: { metadata: { labels: { a: "b" } }, spec: { containers: [container({})] } },
      },
    }),
    merge("s", { spec: { replicas: 2 } }, { sub: "scale" }),
    merge("s", { spec: { replicas: 2 } }, { sub: "scale" }),
    apply("b", { spec: { replicas: 1 } }),
    update("t", { spec: { replicas: 0 } }, { sub: "scale" }),
    apply("u", { spec: { replicas: 0 } }, { sub: "scale" }),
    apply("u", { spec: { replicas: 3 } }, { sub: "scale" }),
    take("u", { spec: { replicas: 3 } }, { sub: "scale" }),
    apply("b", { spec: { replicas: 1 } }),
    apply(
      "st",
      {
        metadata: { labels: { l: "1" }, annotations: { n: "1" } },
        spec: { replicas: 1 },
        status: { replicas: 5, conditions: [{ type: "Available", status: "True", reason: "r", message: "m" }] },
      },
      { sub: "status" },
    ),
    merge("su", { metadata: { labels: { k: "1" } }, status: { replicas: 6 } }, { sub: "status" }),
    apply("b", { status: { replicas: 9 }, spec: { paused: true } }),
    take("s", { spec: {} }, { sub: "scale" }),
  ),
  life(
    "services: ports by number and protocol",
    services,
    apply("a", {
      spec: {
        clusterIP: "None",
        selector: { a: "b" },
        ports: [
          { port: 53, protocol: "UDP", name: "u" },
          { port: 53, name: "t" },
        ],
      },
    }),
    apply("b", { spec: { ports: [{ port: 80, name: "web" }] } }),
    apply("a", {
      spec: { clusterIP: "None", selector: { a: "b" }, ports: [{ port: 53, protocol: "UDP", name: "u" }] },
    }),
    update("c", { spec: { clusterIP: "None", selector: { a: "b" }, ports: [{ port: 90, name: "p" }] } }),
  ),
  life(
    "raw JSON is one value",
    controllerRevisions,
    apply("a", { revision: 1, data: { x: { y: 1 } } }),
    apply("b", { data: { x: { y: 1 } } }),
    apply("b", { revision: 2 }),
    create("c", { metadata: { name: "other" }, revision: 1, data: { x: [1] } }),
  ),
  life(
    "versions of one kind keep their own records",
    autoscalers,
    apply("a", {
      spec: {
        maxReplicas: 3,
        scaleTargetRef: { kind: "Deployment", name: "x", apiVersion: "apps/v1" },
        metrics: [
          { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } },
        ],
      },
    }),
    apply("b", { spec: { targetCPUUtilizationPercentage: 60 } }, { version: "autoscaling/v1" }),
    apply("b", { spec: { minReplicas: 2 } }, { version: "autoscaling/v1" }),
    apply("b", { spec: { minReplicas: 2 } }),
    merge("c", { spec: { maxReplicas: 5 } }, { version: "autoscaling/v1" }),
    apply("a", { spec: { maxReplicas: 6 } }),
    apply("b", { spec: { maxReplicas: 5 } }, { version: "autoscaling/v1" }),
    apply("b", { spec: {} }),
  ),
  life(
    "atomic lists of rules",
    roles,
    apply("a", { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] }),
    apply("b", { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] }),
    apply("b", { rules: [] }),
    take("b", { rules: null }),
  ),
  life(
    "selectors are atomic structs",
    networkPolicies,
    apply("a", { spec: { podSelector: { matchLabels: { a: "b" } }, policyTypes: ["Ingress"] } }),
    apply("b", { spec: { podSelector: { matchLabels: { c: "d" } } } }),
    create("c", { metadata: { name: "other" }, spec: { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] } }),
  ),
  life(
    "ingress rules are atomic, their backends are not asked",
    ingresses,
    apply("a", {
      spec: {
        rules: [
          {
            host: "h",
            http: {
              paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "s", port: { number: 80 } } } }],
            },
          },
        ],
        tls: [{ hosts: ["h"] }],
      },
    }),
    apply("b", { spec: { defaultBackend: { service: { name: "s", port: { number: 80 } } } } }),
    create("c", {
      metadata: { name: "other" },
      spec: { defaultBackend: { service: { name: "s", port: { name: "x" } } } },
    }),
  ),
  life(
    "times are compared as they are written",
    leases,
    apply("a", { spec: { holderIdentity: "h", renewTime: "2024-01-01T00:00:00Z", leaseDurationSeconds: 10 } }),
    apply("b", { spec: { renewTime: "2024-01-01T00:00:00.000000Z" } }),
    apply("b", { spec: { renewTime: "2024-01-01T00:00:00Z" } }),
    merge("c", { spec: { renewTime: "2024-01-01T00:00:01.000000Z" } }),
  ),
  life(
    "names in lists of references",
    serviceAccounts,
    apply("a", {
      secrets: [{ name: "s1" }, { name: "s2" }],
      imagePullSecrets: [{ name: "p1" }],
      automountServiceAccountToken: false,
    }),
    apply("b", { secrets: [{ name: "s3" }], imagePullSecrets: [{ name: "p2" }] }),
    apply("a", { secrets: [{ name: "s2" }] }),
  ),
  life(
    "disruption budgets: a status beside the spec",
    disruptionBudgets,
    create("a", {
      spec: { minAvailable: 1, selector: { matchLabels: { none: "such" } } },
      status: { currentHealthy: 3 },
    }),
    apply(
      "b",
      {
        metadata: { labels: { l: "1" } },
        spec: { minAvailable: 2 },
        status: {
          conditions: [
            { type: "T", status: "True", reason: "R", message: "m", lastTransitionTime: "2024-01-01T00:00:00Z" },
          ],
        },
      },
      { sub: "status" },
    ),
    apply("b", { spec: { minAvailable: "50%" } }),
  ),
  life(
    "quotas: quantities in maps",
    quotas,
    apply("a", { spec: { hard: { cpu: "1", "limits.memory": "1Gi" } } }),
    apply("b", { spec: { hard: { cpu: "1000m" } } }),
    apply("b", { spec: { hard: { pods: 5 } } }),
    apply("a", { spec: { hard: { cpu: "1" } } }),
  ),
];
