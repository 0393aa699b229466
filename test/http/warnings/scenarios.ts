/**
 * Writes that kube-apiserver answers with warnings, and some it has none for. `NS` stands for a namespace. Steps of one scenario build
 * on each other; everything else is a dry run.
 */
import type { Case, Step } from "../../oracle/case.js";
import { patch, post, put, steps } from "../../oracle/cases/steps.js";
import { oddObjects } from "./kind-cases.js";
import { metadataOf, oddPods, specOf } from "./pod-cases.js";
import { updateScenarios } from "./update-scenarios.js";

const core = "/api/v1/namespaces/NS";
const apps = "/apis/apps/v1/namespaces/NS";
const dry = "?dryRun=All";
const labels = { a: "b" };

const podScenarios: readonly Case[] = oddPods.flatMap((odd) => [
  steps(
    `a pod: ${odd.what}`,
    post(`${core}/pods${dry}`, { metadata: { name: "odd", ...metadataOf(odd) }, spec: specOf(odd) }),
  ),
  steps(
    `a template: ${odd.what}`,
    post(`${apps}/deployments${dry}`, {
      metadata: { name: "odd" },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels, ...metadataOf(odd) }, spec: specOf(odd) },
      },
    }),
  ),
]);

const objectScenarios: readonly Case[] = Object.entries(oddObjects).flatMap(([collection, list]) =>
  list.map(({ what, metadata, ...rest }) =>
    steps(
      `${collection.replace("/namespaces/NS", "")}: ${what}`,
      post(`${collection}${dry}`, { metadata: { name: "odd", ...metadata }, ...rest }),
    ),
  ),
);

const containers = [{ name: "c", image: "x", env: [{ name: "A" }, { name: "A" }] }];
const template = { metadata: { labels }, spec: { containers } };
const never = { spec: { restartPolicy: "Never", containers } };
const selector = { matchLabels: labels };

/** Everything with a template of pods: created, changed elsewhere, changed in its template, changed in its status. */
const templated: Readonly<Record<string, object>> = {
  [`${apps}/deployments`]: { spec: { selector, template } },
  [`${apps}/replicasets`]: { spec: { selector, template } },
  [`${apps}/daemonsets`]: { spec: { selector, template } },
  [`${apps}/statefulsets`]: {
    spec: {
      selector,
      template,
      serviceName: "s",
      revisionHistoryLimit: -1,
      volumeClaimTemplates: [
        {
          metadata: { name: "v", annotations: { "volume.beta.kubernetes.io/storage-class": "x" } },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1500m" } } },
        },
      ],
    },
  },
  [`${core}/replicationcontrollers`]: { spec: { selector: labels, template } },
  [`${core}/podtemplates`]: { template },
  "/apis/batch/v1/namespaces/NS/jobs": { spec: { template: never, suspend: true } },
  "/apis/batch/v1/namespaces/NS/cronjobs": {
    spec: { schedule: "0 * * * *", jobTemplate: { spec: { template: never } } },
  },
};

const specChange: Readonly<Record<string, object>> = {
  daemonsets: { minReadySeconds: 1 },
  statefulsets: { revisionHistoryLimit: -2 },
  jobs: { parallelism: 2 },
  cronjobs: { jobTemplate: { spec: { template: { spec: { imagePullSecrets: [{}] } } } } },
};

const templateScenarios: readonly Case[] = Object.entries(templated).map(([collection, body]) => {
  const name = collection.endsWith("statefulsets") ? "odd-name" : "odd-name.x";
  const one = `${collection}/${name}`;
  const kind = collection.slice(collection.lastIndexOf("/") + 1);
  const object = { metadata: { name }, ...body };
  const inTemplate: Step =
    kind === "podtemplates"
      ? patch(one, { template: { metadata: { annotations: { x: "y" } } } })
      : patch(
          one,
          kind === "cronjobs"
            ? { spec: { suspend: true } }
            : { spec: { template: { metadata: { annotations: { x: "y" } } } } },
        );
  return steps(
    `${kind} with an odd template`,
    post(collection, object),
    patch(one, { metadata: { labels: { x: "y" } } }),
    inTemplate,
    patch(one, { spec: specChange[kind] ?? { replicas: 2 } }),
    ...(kind === "podtemplates" ? [] : [patch(`${one}/status`, { status: { observedGeneration: 1 } })]),
    ...(kind === "jobs" ? [] : [put(one, object)]),
    ...(["deployments", "replicasets", "statefulsets", "replicationcontrollers"].includes(kind)
      ? [patch(`${one}/scale`, { spec: { replicas: 3 } })]
      : []),
  );
});

export const scenarios: readonly Case[] = [
  ...podScenarios,
  ...objectScenarios,
  ...templateScenarios,
  ...updateScenarios,
];
