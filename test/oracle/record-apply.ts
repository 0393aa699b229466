/**
 * Records what a real kube-apiserver answers to the scenarios of test/support/apply, into test/unit/registry/apply/golden. Run by hand
 * against a server that may be written to; it makes a namespace and a CustomResourceDefinition, and takes them away again.
 *
 *   node dist/test/oracle/record-apply.js <kubeconfig>
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { customScenarios, widgetGroup, widgetSpec } from "../support/apply/custom-scenarios.js";
import { nativeScenarios } from "../support/apply/native-scenarios.js";
import { bodyOf, comparable, methodOf, pathOf, type Scenario, type StepAnswer } from "../support/apply/scenario.js";
import { repositoryRoot } from "../support/fixture.js";
import { ask, clusterOf } from "./client.js";

/** Longer than a second: records tell times in whole seconds. */
const slowStepMs = 1100;

const cluster = clusterOf(process.argv[2] ?? "kubeconfig");
const prefix = `h-apply-${Date.now() % 1_000_000}`;
await makeDefinition();
await record("native", nativeScenarios);
await record("custom", customScenarios);
await send("DELETE", `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.${widgetGroup}`);

async function record(file: string, scenarios: readonly Scenario[]): Promise<void> {
  const answers = await Promise.all(scenarios.map((scenario, index) => live(scenario, `${prefix}-${file}-${index}`)));
  const lines = scenarios.flatMap(({ name }, index) => {
    const steps = (answers[index] ?? []).map((answer) => `  ${JSON.stringify(answer)}`);
    return `${JSON.stringify(name)}: [\n${steps.join(",\n")}\n]`;
  });
  const path = join(repositoryRoot(), `test/unit/registry/apply/golden/${file}.json`);
  writeFileSync(path, `{\n${lines.join(",\n")}\n}\n`);
}

async function live({ kind, steps, slow = false }: Scenario, namespace: string): Promise<readonly StepAnswer[]> {
  await send("POST", "/api/v1/namespaces", JSON.stringify({ metadata: { name: namespace } }));
  const starts: number[] = [];
  const answers: StepAnswer[] = [];
  for (const step of steps) {
    if (slow) await wait(slowStepMs);
    starts.push(Math.floor(Date.now() / 1000) * 1000);
    const [method, contentType] = methodOf(step);
    const body = bodyOf(kind, step).replaceAll("NAMESPACE", namespace);
    const { status, body: answer } = await send(method, pathOf(kind, { namespace, step }), body, contentType);
    const stepOf = (time: string) => starts.findLastIndex((start) => start <= Date.parse(time));
    const told = JSON.parse(answer.replaceAll(namespace, "NAMESPACE")) as unknown;
    answers.push(comparable(status, told, slow ? stepOf : undefined));
  }
  await send("DELETE", `/api/v1/namespaces/${namespace}`);
  return answers;
}

async function makeDefinition(): Promise<void> {
  const openAPIV3Schema = { type: "object", properties: { spec: widgetSpec } };
  const version = { served: true, schema: { openAPIV3Schema } };
  const definition = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `widgets.${widgetGroup}` },
    spec: {
      group: widgetGroup,
      names: { kind: "Widget", plural: "widgets", singular: "widget", listKind: "WidgetList" },
      scope: "Namespaced",
      versions: [
        { name: "v1", storage: true, ...version },
        { name: "v2", storage: false, ...version },
      ],
    },
  };
  const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  const { status, body } = await send("POST", path, JSON.stringify(definition));
  if (status > 201) throw new Error(body);
  const list = `/apis/${widgetGroup}/v2/widgets`;
  while ((await send("GET", list)).status !== 200) await wait(200);
  // Schemas reach the field managers a moment after the routes.
  await wait(3000);
}

function send(method: string, path: string, body?: string, contentType = "application/json") {
  const headers = {
    "User-Agent": "recorder/1.0 (tests)",
    ...(body === undefined ? {} : { "Content-Type": contentType }),
  };
  return ask(cluster, { method, path, headers, ...(body === undefined ? {} : { body }) });
}
