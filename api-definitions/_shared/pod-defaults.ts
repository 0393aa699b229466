/**
 * Defaults of a pod's spec that depend on other fields, for pods and for every kind with a pod template. Constant
 * ones are `fill` in the schema. Checked against recorded answers of kube-apiserver
 * (test/unit/definitions/defaults.test.ts).
 */
import type {
  Container,
  EphemeralContainer,
  PodSpec,
  PodTemplateSpec,
  Volume,
} from "../../src/generated/core/v1/types.js";
import type { ObjectMeta } from "../../src/meta/object.js";
import { forgetAnnotations } from "./field-annotations.js";

/**
 * What pods said of their init containers before there was a field for them. Nobody listens any more: it is forgotten wherever it is
 * said.
 */
const pastAnnotations = ["alpha", "beta"].flatMap((stage) => [
  `pod.${stage}.kubernetes.io/init-containers`,
  `pod.${stage}.kubernetes.io/init-container-statuses`,
]);

/** In place. */
export function forgetPastAnnotations(metadata: ObjectMeta): void {
  forgetAnnotations(metadata, pastAnnotations);
}

/** A pod template's, in place. */
export function setTemplateDefaults(template: PodTemplateSpec | undefined): void {
  if (template?.metadata?.annotations !== undefined) forgetPastAnnotations(template.metadata);
  if (template?.spec !== undefined) setPodSpecDefaults(template.spec);
}

/** In place. */
export function setPodSpecDefaults(spec: PodSpec): void {
  for (const container of allContainers(spec)) container.imagePullPolicy ??= pullPolicyOf(container.image ?? "");
  for (const volume of spec.volumes ?? []) setVolumeSource(volume);
  mirrorServiceAccount(spec);
}

/** What only pods get, not templates: a template's pods get it when they are made. In place. */
export function setPodOnlyDefaults(spec: PodSpec): void {
  spec.enableServiceLinks ??= true;
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    const { limits } = container.resources ?? {};
    if (limits !== undefined) {
      container.resources = { ...container.resources, requests: { ...limits, ...container.resources?.requests } };
    }
  }
  if (spec.hostNetwork !== true) return;
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    for (const port of container.ports ?? []) port.hostPort ??= port.containerPort;
  }
}

function allContainers(spec: PodSpec): (Container | EphemeralContainer)[] {
  return [...(spec.containers ?? []), ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])];
}

/** `latest`, said or meant, may have moved; every other image stays what it was, and so does what is no name of an image. */
function pullPolicyOf(image: string): "Always" | "IfNotPresent" {
  const found = imageName.exec(image);
  if (found === null || /^[0-9a-f]{64}$/.test(image)) return "IfNotPresent";
  const { tag, digest } = found.groups ?? {};
  return (tag ?? (digest === undefined ? "latest" : "")) === "latest" ? "Always" : "IfNotPresent";
}

/** The host comes first where it looks like one: by a dot, a port or a capital, or by being this machine. */
const host = "(?=localhost[:/]|[^/]*[.:A-Z])[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]+)?";
const part = "[a-z0-9]+(?:(?:[.]|_|__|-+)[a-z0-9]+)*";
const digest = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
const imageName = new RegExp(
  `^(?:${host}/)?${part}(?:/${part})*(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>${digest}))?$`,
);

function setVolumeSource(volume: Volume): void {
  const hasSource = Object.entries(volume).some(
    ([key, value]) => key !== "name" && value !== undefined && value !== null,
  );
  if (!hasSource) volume.emptyDir = {};
  if (volume.image !== undefined) volume.image.pullPolicy ??= pullPolicyOf(volume.image.reference ?? "");
}

/** `serviceAccount` is the old name of the same field; a real server shows both. */
function mirrorServiceAccount(spec: PodSpec): void {
  const name =
    spec.serviceAccountName === undefined || spec.serviceAccountName === ""
      ? spec.serviceAccount
      : spec.serviceAccountName;
  if (name === undefined || name === "") return;
  spec.serviceAccountName = name;
  spec.serviceAccount = name;
}
