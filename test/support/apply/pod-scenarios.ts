/** Lives of pod templates: lists by key, duplicates, atomic parts, unions. */
import type { JsonObject } from "../../../src/meta/schema.js";
import { life, podTemplates, type Scenario } from "./scenario.js";
import { apply, create, merge, strategic, take, update } from "./steps.js";

const container = (more: JsonObject): JsonObject => ({ name: "c", image: "i:1", ...more });
const template = (...containers: readonly JsonObject[]): JsonObject => ({
  template: { spec: { containers: [...containers] } },
});

export const podScenarios: readonly Scenario[] = [
  life(
    "containers merge by name, ports by number and protocol",
    podTemplates,
    apply(
      "a",
      template(
        container({
          ports: [{ containerPort: 80 }, { containerPort: 80, protocol: "UDP" }, { containerPort: 443, name: "tls" }],
        }),
      ),
    ),
    apply(
      "b",
      template(
        container({ ports: [{ containerPort: 53, protocol: "UDP" }] }),
        container({ name: "side", image: "s:1" }),
      ),
    ),
    apply("a", template(container({ image: "i:2", ports: [{ containerPort: 80, protocol: "TCP", name: "web" }] }))),
    take("a", template(container({ image: "i:2", ports: [{ containerPort: 80, protocol: "TCP", name: "web" }] }))),
    apply("b", template({ name: "side", image: "s:2" })),
    apply("a", template(container({}))),
    apply("b", { template: { spec: {} } }),
  ),
  life(
    "the order of merged lists",
    podTemplates,
    apply(
      "a",
      template(
        container({ name: "one" }),
        container({ name: "two" }),
        container({ name: "three" }),
        container({ name: "four" }),
      ),
    ),
    apply("b", template(container({ name: "four" }), container({ name: "new" }), container({ name: "two" }))),
    apply("c", template(container({ name: "last" }), container({ name: "three" }), container({ name: "end" }))),
    apply("b", template(container({ name: "two" }), container({ name: "four" }))),
    apply("a", template(container({ name: "three" }), container({ name: "one" }))),
  ),
  life(
    "environment variables, twice and once",
    podTemplates,
    create(
      "a",
      template(
        container({
          env: [
            { name: "A", value: "1" },
            { name: "B", value: "1" },
            { name: "A", value: "2" },
          ],
        }),
      ),
    ),
    apply("b", template(container({ env: [{ name: "C", value: "1" }] }))),
    apply("b", template(container({ env: [{ name: "A", value: "3" }] }))),
    take("b", template(container({ env: [{ name: "A", value: "3" }] }))),
    update(
      "c",
      template(
        container({
          env: [
            { name: "A", value: "3" },
            { name: "A", value: "4" },
          ],
        }),
      ),
    ),
    update(
      "c",
      template(
        container({
          env: [
            { name: "A", value: "4" },
            { name: "A", value: "4" },
          ],
        }),
      ),
    ),
    update("d", template(container({ env: [{ name: "A", value: "4" }] }))),
    apply(
      "b",
      template(
        container({
          env: [
            { name: "A", value: "1" },
            { name: "A", value: "2" },
          ],
        }),
      ),
    ),
  ),
  life(
    "atomic maps, lists and structs change hands whole",
    podTemplates,
    apply("a", {
      template: {
        spec: {
          nodeSelector: { x: "1" },
          tolerations: [{ key: "k", operator: "Exists" }],
          containers: [container({ command: ["a"], resources: { limits: { cpu: "1" }, requests: { memory: "1Gi" } } })],
        },
      },
    }),
    apply("b", { template: { spec: { nodeSelector: { y: "1" } } } }),
    take("b", { template: { spec: { nodeSelector: { y: "1" }, tolerations: [] } } }),
    apply("a", template(container({ command: ["a"], resources: { limits: { cpu: "1000m" } } }))),
    apply("b", template(container({ resources: { limits: { cpu: "1000m", memory: "1Gi" } } }))),
    apply("c", template(container({ resources: { limits: { cpu: 1 } } }))),
    take("c", template(container({ resources: {}, command: ["b", "c"] }))),
    merge("d", { template: { spec: { nodeSelector: null } } }),
  ),
  life(
    "volumes, and sources that exclude each other",
    podTemplates,
    apply("a", {
      template: {
        spec: {
          containers: [
            container({
              volumeMounts: [
                { name: "v", mountPath: "/a" },
                { name: "v", mountPath: "/b" },
              ],
            }),
          ],
          volumes: [{ name: "v", emptyDir: {} }],
        },
      },
    }),
    apply("b", {
      template: { spec: { volumes: [{ name: "w", configMap: { name: "cm", items: [{ key: "k", path: "p" }] } }] } },
    }),
    take("b", { template: { spec: { volumes: [{ name: "v", emptyDir: { medium: "Memory" } }] } } }),
    apply("a", {
      template: {
        spec: {
          containers: [container({ volumeMounts: [{ name: "v", mountPath: "/b", readOnly: true }] })],
          volumes: [{ name: "v", emptyDir: { sizeLimit: "1Gi" } }],
        },
      },
    }),
  ),
  life(
    "an update owns parts, parents and empty structs as a Go server sees them",
    podTemplates,
    create("a", {
      template: {
        metadata: { labels: { a: "b" } },
        spec: {
          securityContext: { runAsUser: 1 },
          hostAliases: [{ ip: "1.2.3.4", hostnames: ["h"] }],
          imagePullSecrets: [{ name: "s" }],
          affinity: { nodeAffinity: {} },
          topologySpreadConstraints: [{ maxSkew: 1, topologyKey: "z", whenUnsatisfiable: "DoNotSchedule" }],
          containers: [
            container({
              livenessProbe: { httpGet: { port: 80, path: "/" } },
              lifecycle: { preStop: { exec: { command: ["x"] } } },
              securityContext: { capabilities: { add: ["NET_ADMIN"] } },
              envFrom: [{ configMapRef: { name: "x" } }],
            }),
          ],
        },
      },
    }),
    strategic("b", {
      template: {
        spec: {
          containers: [{ name: "c", livenessProbe: { httpGet: null, tcpSocket: { port: "web" } }, image: "i:2" }],
        },
      },
    }),
    merge("c", { template: { metadata: null } }),
    merge("c", {
      template: { spec: { affinity: null, securityContext: null, containers: [{ name: "d", image: "i" }] } },
    }),
  ),
];
