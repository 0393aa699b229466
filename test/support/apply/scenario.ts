/**
 * Scenarios of ownership: each is a life of one object, step by step, by several managers. test/oracle/record-apply.ts puts them to a
 * real kube-apiserver; tests put them to this server and compare.
 */
import type { JsonObject } from "../../../src/meta/schema.js";

export interface Step {
  readonly how: "apply" | "create" | "delete" | "json" | "merge" | "strategic" | "update";
  /** The field manager; "": none is named. */
  readonly as: string;
  /** A string is sent as it is. */
  readonly body: JsonObject | string | readonly JsonObject[];
  readonly force?: boolean;
  readonly sub?: string;
  /** More query, without the field manager: `&dryRun=All`. */
  readonly query?: string;
  /** Another version than the scenario's, where its kind has several. */
  readonly version?: string;
}

export interface Scenario {
  readonly name: string;
  readonly kind: Kind;
  readonly steps: readonly Step[];
  /** Steps a second apart, so that times of the record can be told. */
  readonly slow?: boolean;
}

export interface Kind {
  readonly kind: string;
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

export interface StepAnswer {
  readonly code: number;
  /** Of a failure. */
  readonly message?: string;
  /** Of a failure: `field: message`, sorted. */
  readonly causes?: readonly string[];
  /** Of an object: without what differs from run to run. */
  readonly object?: JsonObject;
  /**
   * One line for each entry of managedFields, `manager operation apiVersion subresource @step fields`; in order where the scenario is
   * slow.
   */
  readonly managers?: readonly string[];
}

export const objectName = "subject";

function namespaced(apiVersion: string, kind: string, plural: string): Kind {
  return { kind, apiVersion, plural, namespaced: true };
}

export const configMaps = namespaced("v1", "ConfigMap", "configmaps");
export const secrets = namespaced("v1", "Secret", "secrets");
export const services = namespaced("v1", "Service", "services");
export const podTemplates = namespaced("v1", "PodTemplate", "podtemplates");
export const serviceAccounts = namespaced("v1", "ServiceAccount", "serviceaccounts");
export const deployments = namespaced("apps/v1", "Deployment", "deployments");
export const controllerRevisions = namespaced("apps/v1", "ControllerRevision", "controllerrevisions");
export const autoscalers = namespaced("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers");
export const roles = namespaced("rbac.authorization.k8s.io/v1", "Role", "roles");
export const networkPolicies = namespaced("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies");
export const ingresses = namespaced("networking.k8s.io/v1", "Ingress", "ingresses");
export const leases = namespaced("coordination.k8s.io/v1", "Lease", "leases");
export const disruptionBudgets = namespaced("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets");
export const quotas = namespaced("v1", "ResourceQuota", "resourcequotas");

export function pathOf(kind: Kind, { namespace, step }: { readonly namespace: string; readonly step: Step }): string {
  const apiVersion = step.version ?? kind.apiVersion;
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const collection = `${root}${kind.namespaced ? `/namespaces/${namespace}` : ""}/${kind.plural}`;
  const item = step.how === "create" ? "" : `/${objectName}`;
  const sub = step.sub === undefined ? "" : `/${step.sub}`;
  const manager = step.as === "" ? "" : `&fieldManager=${encodeURIComponent(step.as)}`;
  const force = step.force === undefined ? "" : `&force=${step.force}`;
  return `${collection}${item}${sub}?${`${manager}${force}${step.query ?? ""}`.slice(1)}`;
}

const methods: Readonly<Record<Step["how"], readonly [method: string, contentType: string]>> = {
  apply: ["PATCH", "application/apply-patch+yaml"],
  create: ["POST", "application/json"],
  delete: ["DELETE", "application/json"],
  json: ["PATCH", "application/json-patch+json"],
  merge: ["PATCH", "application/merge-patch+json"],
  strategic: ["PATCH", "application/strategic-merge-patch+json"],
  update: ["PUT", "application/json"],
};

export function methodOf(step: Step): readonly [method: string, contentType: string] {
  return methods[step.how];
}

/** Objects get the scenario's name, kind and version where they do not say their own. */
export function bodyOf(kind: Kind, step: Step): string {
  const { body } = step;
  if (typeof body === "string") return body;
  if (Array.isArray(body) || step.how === "merge" || step.how === "strategic" || step.how === "delete") {
    return JSON.stringify(body);
  }
  const { metadata = {}, ...rest } = body as JsonObject;
  const scale = step.sub === "scale" ? { kind: "Scale", apiVersion: "autoscaling/v1" } : undefined;
  const named = { name: objectName, ...(metadata as JsonObject) };
  const type = scale ?? { kind: kind.kind, apiVersion: step.version ?? kind.apiVersion };
  return JSON.stringify({ ...type, metadata: named, ...rest });
}

interface Entry {
  readonly manager?: string;
  readonly operation?: string;
  readonly apiVersion?: string;
  readonly time?: string;
  readonly subresource?: string;
  readonly fieldsV1?: JsonObject;
}

/** What of an answer can be compared. `stepOf` gives the step a time belongs to; undefined where times tell nothing. */
export function comparable(
  status: number,
  body: unknown,
  stepOf: ((time: string) => number | undefined) | undefined,
): StepAnswer {
  const object = body as JsonObject;
  if (status >= 300) {
    const { message = "", details } = object as { message?: string; details?: { causes?: Record<string, string>[] } };
    const causes = (details?.causes ?? []).map((cause) => `${cause.field}: ${cause.message}`).sort();
    return { code: status, message: settledMessage(String(message)), ...(causes.length > 0 ? { causes } : {}) };
  }
  if (object.kind === "Status") return { code: status };
  const { metadata, ...rest } = object as { metadata: JsonObject };
  const { managedFields = [], ...kept } = metadata;
  for (const field of ["uid", "resourceVersion", "creationTimestamp", "namespace"]) delete kept[field];
  const entries = (managedFields as unknown as Entry[]).filter(({ manager = "" }) => !controllers.has(manager));
  const lines = entries.map((entry) => {
    const { manager, operation, apiVersion, subresource = "-", time, fieldsV1 } = entry;
    const when = time === undefined ? "never" : stepOf === undefined ? "once" : `step ${stepOf(time)}`;
    return `${manager} ${operation} ${apiVersion} ${subresource} ${when} ${JSON.stringify(fieldsV1)}`;
  });
  return {
    code: status,
    object: { ...rest, metadata: kept },
    managers: stepOf === undefined ? lines.sort() : lines,
  };
}

/** The recording server has controllers at work. */
const controllers: ReadonlySet<string> = new Set(["kube-controller-manager"]);

/** Lines come in any order; times differ. */
function settledMessage(message: string): string {
  const [head = "", ...lines] = message.split("\n");
  return [head, ...lines.sort()].join("\n").replace(/resourceVersion: \d+|UID in object meta: [\w-]+/gi, "…");
}

export function life(name: string, kind: Kind, ...steps: readonly Step[]): Scenario {
  return { name, kind, steps };
}

/** As `life`, with steps a second apart. */
export function slowLife(name: string, kind: Kind, ...steps: readonly Step[]): Scenario {
  return { name, kind, steps, slow: true };
}
