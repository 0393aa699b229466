/** Quantities finer than a thousandth: rounded up in lists of resources of core types, kept elsewhere. */
import type { Case } from "../case.js";
import { configMap, patch, post, steps } from "./steps.js";

const namespaced = "/api/v1/namespaces/NS";
const finer = ["100u", "1n", "1500u", "1000u", "0.0001", "1.0001", "1e-4", "0.5m", "1.5n", "0.1n", "0u", "0.0001Ki"];
const asTheyAre = ["100", "1e3", "+5", "1Ki", "0.5", "1.50", "2m", "1000m", "999999999999999999999n"];
const all = [...finer, ...asTheyAre];
const listOf = (values: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(values.map((value, index) => [`kubernetes.io/r${index}`, value]));

const metadata = { name: "a" };
const claim = {
  accessModes: ["ReadWriteOnce"],
  resources: { requests: { storage: "100u" }, limits: { storage: "2500u" } },
};
const container = (cpu: string): object => ({ name: "c", image: "i", resources: { limits: { cpu } } });
const template = (cpu: string): object => ({
  metadata: { labels: { a: "b" } },
  spec: { containers: [container(cpu)] },
});
const dryRun = (path: string, body: object) => post(`${path}?dryRun=All`, body);

export const quantityCases: readonly Case[] = [
  steps(
    "fine quantities of a Node",
    dryRun("/api/v1/nodes", { metadata, status: { capacity: listOf(all), allocatable: listOf(all) } }),
  ),
  steps(
    "fine quantities of a PersistentVolumeClaim and a PersistentVolume",
    dryRun(`${namespaced}/persistentvolumeclaims`, { metadata, spec: claim }),
    dryRun("/api/v1/persistentvolumes", {
      metadata,
      spec: { accessModes: ["ReadWriteOnce"], capacity: { storage: "1500u" }, hostPath: { path: "/a" } },
    }),
  ),
  steps(
    "fine quantities of quotas and limits",
    dryRun(`${namespaced}/resourcequotas`, { metadata, spec: { hard: { cpu: "100u", memory: "1500u" } } }),
    dryRun(`${namespaced}/limitranges`, {
      metadata,
      spec: { limits: [{ type: "Pod", max: { cpu: "1500u" }, min: { cpu: "100u" } }] },
    }),
  ),
  steps(
    "fine quantities of pod templates",
    dryRun("/apis/apps/v1/namespaces/NS/deployments", {
      metadata,
      spec: { selector: { matchLabels: { a: "b" } }, template: template("100u") },
    }),
    dryRun(`${namespaced}/podtemplates`, { metadata, template: template("0.0015") }),
    post(`${namespaced}/podtemplates`, { metadata, template: template("1") }),
    patch(`${namespaced}/podtemplates/a`, { template: { spec: { containers: [container("1500u")] } } }),
    {
      ...patch(`${namespaced}/podtemplates/a?fieldManager=m&force=true`, {
        ...{ apiVersion: "v1", kind: "PodTemplate" },
        template: template("2500u"),
      }),
      headers: { "Content-Type": "application/apply-patch+yaml" },
    },
  ),
  steps(
    "fine quantities that stay",
    configMap("a"),
    dryRun("/apis/node.k8s.io/v1/runtimeclasses", { metadata, handler: "h", overhead: { podFixed: { cpu: "100u" } } }),
    dryRun("/apis/storage.k8s.io/v1/namespaces/NS/csistoragecapacities", {
      metadata,
      storageClassName: "s",
      capacity: "100u",
      maximumVolumeSize: "100u",
    }),
  ),
];
