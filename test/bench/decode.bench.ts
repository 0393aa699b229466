/**
 * Cost of decoding on the write path, JSON.parse not included: `node dist/test/bench/decode.bench.js`. Uses the
 * generated schemas of core/v1. Prints µs per object; asserts nothing.
 */
import { compileDecoder, FieldProblems } from "../../src/meta/compile/decoder.js";
import { compileDefaulter } from "../../src/meta/compile/defaulter.js";
import { scanJson } from "../../src/meta/compile/duplicate-fields.js";
import { compileValidator } from "../../src/meta/compile/validator.js";
import type { JsonObject, Schema } from "../../src/meta/schema.js";
import { validateObjectMeta } from "../../src/meta/validate-object-meta.js";

interface Sample {
  readonly name: string;
  readonly type: string;
  readonly body: Buffer;
}

const container = (name: string): JsonObject => ({
  name,
  image: `registry.example.com/team/${name}:1.2.3`,
  imagePullPolicy: "IfNotPresent",
  command: ["/bin/server", "--listen=:8080"],
  env: [
    { name: "MODE", value: "production" },
    { name: "LEVEL", value: "info" },
  ],
  ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
  resources: { limits: { cpu: "500m", memory: "256Mi" }, requests: { cpu: "100m", memory: "128Mi" } },
  readinessProbe: { httpGet: { path: "/ready", port: "http", scheme: "HTTP" }, periodSeconds: 10, timeoutSeconds: 1 },
  volumeMounts: [
    { name: "config", mountPath: "/etc/server", readOnly: true },
    { name: "token", mountPath: "/var/run/secrets/kubernetes.io/serviceaccount", readOnly: true },
  ],
  terminationMessagePath: "/dev/termination-log",
  terminationMessagePolicy: "File",
});

const pod: JsonObject = {
  kind: "Pod",
  apiVersion: "v1",
  metadata: {
    name: "server-7d4b9c6f5d-x2x8k",
    namespace: "default",
    labels: { app: "server", tier: "backend", "pod-template-hash": "7d4b9c6f5d" },
    annotations: { "example.com/revision": "12", "example.com/owner": "team-a" },
    ownerReferences: [
      { apiVersion: "apps/v1", kind: "ReplicaSet", name: "server-7d4b9c6f5d", uid: "0b1f", controller: true },
    ],
  },
  spec: {
    containers: [container("server"), container("sidecar")],
    volumes: [
      { name: "config", configMap: { name: "server", defaultMode: 420 } },
      { name: "token", projected: { sources: [{ serviceAccountToken: { path: "token", expirationSeconds: 3607 } }] } },
    ],
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    serviceAccountName: "server",
    nodeName: "node-1",
    schedulerName: "default-scheduler",
    tolerations: [
      { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
      { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
    ],
    enableServiceLinks: true,
    priority: 0,
  },
};

const configMap: JsonObject = {
  kind: "ConfigMap",
  apiVersion: "v1",
  metadata: { name: "settings", namespace: "default", labels: { app: "server" } },
  data: Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`key-${i}`, "v".repeat(80)])),
};

const samples: readonly Sample[] = [
  { name: "Pod", type: "core/v1/Pod", body: Buffer.from(JSON.stringify(pod)) },
  { name: "ConfigMap", type: "core/v1/ConfigMap", body: Buffer.from(JSON.stringify(configMap)) },
];

const rounds = 20_000;

/** Median of five runs, µs per call; every call gets its own freshly parsed value, made outside the clock. */
function measure(body: Buffer, work: (value: JsonObject) => void): number {
  const text = body.toString();
  const batch = 500;
  const runs = Array.from({ length: 5 }, () => {
    let spent = 0n;
    for (let done = 0; done < rounds / 5; done += batch) {
      const values = Array.from({ length: batch }, () => JSON.parse(text) as JsonObject);
      const start = process.hrtime.bigint();
      for (const value of values) work(value);
      spent += process.hrtime.bigint() - start;
    }
    return Number(spent) / 1_000 / (rounds / 5);
  });
  return runs.sort((a, b) => a - b)[2] ?? 0;
}

async function main(): Promise<void> {
  const modules = [
    await import("../../src/generated/core/v1/schemas.js"),
    await import("../../src/generated/meta/v1/schemas.js"),
  ];
  const schemas = new Map<string, Schema>(modules.flatMap((module) => Object.entries(module.schemas)));
  for (const { name, type, body } of samples) {
    const decoder = compileDecoder(schemas, type);
    const apply = compileDefaulter(schemas, type);
    const { validate } = compileValidator(schemas, type, { lenientFields: ["status"] });
    const counted = new FieldProblems();
    decoder.decode(JSON.parse(body.toString()), counted);
    const figures: Record<string, number> = {
      decode: measure(body, (value) => decoder.decode(value, new FieldProblems())),
      "duplicates check": measure(body, () => scanJson(body).names === counted.members),
      defaults: measure(body, apply),
      validate: measure(body, (value) => validate(value)),
      "validate metadata": measure(body, (value) =>
        validateObjectMeta(value.metadata as JsonObject, { namespaced: true, nameFormat: "dns1123Subdomain" }),
      ),
    };
    const shown = Object.entries(figures).map(([step, µs]) => `${step} ${µs.toFixed(2)}`);
    process.stdout.write(`${name}, ${body.length} bytes, ${counted.members} members: ${shown.join(", ")} µs\n`);
  }
}

await main();
