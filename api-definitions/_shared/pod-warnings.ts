/**
 * What is allowed in pods and pod templates but does nothing or not what one thinks: kube-apiserver's warnings, in its order
 * (test/http/warnings has its recorded answers). Hot path: create Pod; texts and paths are only made where something is wrong.
 */
import type { Affinity, Pod, PodAffinityTerm, PodSpec, PodTemplateSpec } from "../../src/generated/core/v1/types.js";
import { goQuote } from "../../src/meta/go-quote.js";
import type { KubeObject, ObjectMeta } from "../../src/meta/object.js";
import type { KindHooks } from "../../src/registry/resource-definition.js";
import { warnOfAddress } from "./address-warnings.js";
import {
  forEachContainer,
  warnOfFraction,
  warnOfPorts,
  warnOfResources,
  warnOfVariables,
} from "./container-warnings.js";
import { warnOfHostname } from "./name-warnings.js";
import { nodeLabelAdvice, warnOfNodeTerms } from "./node-label-warnings.js";
import { warnOfVolumes } from "./volume-warnings.js";

export function podWarnings(pod: Pod): readonly string[] {
  const warnings: string[] = [];
  const { metadata, spec } = pod;
  if (spec === undefined) return warnings;
  const place = { root: "", warnings };
  // For pods kube-apiserver looks at these before everything else.
  if (metadata.annotations !== undefined) warnOfAppArmor(spec, metadata.annotations, place);
  warnings.push(...warnOfHostname(pod));
  warnOfSpec(spec, metadata, place);
  return warnings;
}

/** Updates of a pod have no warnings: hardly ever does a person make one. */
export function podStatusWarnings({ status }: Pod): readonly string[] {
  const warnings: string[] = [];
  for (const [index, { ip }] of (status?.podIPs ?? []).entries()) {
    warnOfAddress(`status.podIPs[${index}].ip`, ip, warnings);
  }
  for (const [index, { ip }] of (status?.hostIPs ?? []).entries()) {
    warnOfAddress(`status.hostIPs[${index}].ip`, ip, warnings);
  }
  return warnings;
}

/** For kinds with a template of pods at `path`: its warnings, on updates only where something has changed that counts. */
export function templateWarnings<T extends KubeObject>(
  path: string,
  templateOf: (object: T) => PodTemplateSpec | undefined,
): Required<Pick<KindHooks<T>, "warningsOnCreate" | "warningsOnUpdate">> {
  const warningsOnCreate = (object: T): readonly string[] => {
    const warnings: string[] = [];
    warnOfTemplate(templateOf(object), path, warnings);
    return warnings;
  };
  return { warningsOnCreate, warningsOnUpdate: whenChanged(warningsOnCreate) };
}

/** Nothing for an update that leaves the generation as it is. */
export function whenChanged<T extends KubeObject>(
  warnings: (object: T) => readonly string[],
): (object: T, previous: T) => readonly string[] {
  return (object, previous) => (object.metadata.generation === previous.metadata.generation ? [] : warnings(object));
}

/** `path`: where the template lies. */
export function warnOfTemplate(template: PodTemplateSpec | undefined, path: string, warnings: string[]): void {
  if (template?.spec === undefined) return;
  warnOfSpec(template.spec, template.metadata, { root: `${path}.`, warnings });
}

interface Place {
  /** In front of `spec` and `metadata`: "" or `spec.template.`. */
  readonly root: string;
  readonly warnings: string[];
}

type Annotations = Readonly<Record<string, string>>;

function warnOfSpec(spec: PodSpec, metadata: ObjectMeta | undefined, place: Place): void {
  const { root, warnings } = place;
  const path = `${root}spec`;
  const annotations = metadata?.annotations;
  warnOfNodes(spec, path, warnings);
  if (annotations !== undefined) warnOfPastAnnotations(annotations, place);
  if (spec.volumes != null) warnOfVolumes(spec.volumes, path, warnings);
  warnOfRepeats(spec, path, warnings);
  warnOfFraction(spec.overhead?.memory, () => `${path}.overhead[memory]`, warnings);
  warnOfFraction(spec.overhead?.["ephemeral-storage"], () => `${path}.overhead[ephemeral-storage]`, warnings);
  if (annotations !== undefined) warnOfPodSeccomp(spec, annotations, place);
  forEachContainer(spec, (container, list, index) => {
    if (annotations !== undefined) {
      if (container.securityContext?.seccompProfile === undefined) {
        warnOfAnnotation(`${containerSeccomp}${container.name}`, useSeccompField, { annotations, ...place });
      }
      if (root !== "") warnOfContainerAppArmor(spec, container, { annotations, ...place });
    }
    const here = (): string => `${path}.${list}[${index}]`;
    warnOfResources(container, here, warnings);
    warnOfVariables(container, here, warnings);
  });
  warnOfPorts(spec, path, warnings);
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) {
    const why = "must be >= 0; negative values are invalid and will be treated as 1";
    warnings.push(`${path}.terminationGracePeriodSeconds: ${why}`);
  }
  if (spec.affinity !== undefined) warnOfPodAffinity(spec.affinity, `${path}.affinity`, warnings);
  for (const [index, address] of (spec.dnsConfig?.nameservers ?? []).entries()) {
    warnOfAddress(`${path}.dnsConfig.nameservers[${index}]`, address, warnings);
  }
  for (const [index, { ip = "" }] of (spec.hostAliases ?? []).entries()) {
    warnOfAddress(`${path}.hostAliases[${index}].ip`, ip, warnings);
  }
}

const matchesNothing = "a null labelSelector results in matching no pod";

function warnOfNodes(spec: PodSpec, path: string, warnings: string[]): void {
  for (const key of Object.keys(spec.nodeSelector ?? {}).sort()) {
    const advice = nodeLabelAdvice(key);
    if (advice !== undefined) warnings.push(`${path}.nodeSelector[${key}]: ${advice}`);
  }
  const nodes = spec.affinity?.nodeAffinity;
  if (nodes !== undefined) {
    const at = `${path}.affinity.nodeAffinity`;
    const required = `${at}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`;
    const { nodeSelectorTerms } = nodes.requiredDuringSchedulingIgnoredDuringExecution ?? {};
    warnOfNodeTerms(nodeSelectorTerms, (index) => `${required}[${index}]`, warnings);
    const preferred = nodes.preferredDuringSchedulingIgnoredDuringExecution?.map(({ preference }) => preference);
    const of = (index: number): string => `${at}.preferredDuringSchedulingIgnoredDuringExecution[${index}].preference`;
    warnOfNodeTerms(preferred, of, warnings);
  }
  for (const [index, { topologyKey, labelSelector }] of (spec.topologySpreadConstraints ?? []).entries()) {
    const at = `${path}.topologySpreadConstraints[${index}]`;
    const advice = nodeLabelAdvice(topologyKey);
    if (advice !== undefined) warnings.push(`${at}.topologyKey: ${topologyKey} is ${advice}`);
    if (labelSelector === undefined) warnings.push(`${at}.labelSelector: ${matchesNothing}`);
  }
}

function warnOfPodAffinity({ podAffinity, podAntiAffinity }: Affinity, path: string, warnings: string[]): void {
  for (const [field, affinity] of Object.entries({ podAffinity, podAntiAffinity })) {
    if (affinity === undefined) continue;
    const required = `${path}.${field}.requiredDuringSchedulingIgnoredDuringExecution`;
    warnOfTerms(affinity.requiredDuringSchedulingIgnoredDuringExecution, (at) => `${required}[${at}]`, warnings);
    const preferred = affinity.preferredDuringSchedulingIgnoredDuringExecution?.map((one) => one.podAffinityTerm);
    const list = `${path}.${field}.preferredDuringSchedulingIgnoredDuringExecution`;
    warnOfTerms(preferred, (at) => `${list}[${at}].podAffinityTerm`, warnings);
  }
}

function warnOfTerms(
  terms: readonly PodAffinityTerm[] | undefined,
  path: (index: number) => string,
  warnings: string[],
): void {
  for (const [index, term] of (terms ?? []).entries()) {
    if (term.labelSelector === undefined) warnings.push(`${path(index)}.labelSelector: ${matchesNothing}`);
  }
}

function warnOfRepeats({ hostAliases, imagePullSecrets }: PodSpec, path: string, warnings: string[]): void {
  const addresses = new Set<string>();
  for (const [index, { ip = "" }] of (hostAliases ?? []).entries()) {
    if (addresses.size < addresses.add(ip).size) continue;
    warnings.push(`${path}.hostAliases[${index}].ip: duplicate ip ${goQuote(ip)}`);
  }
  if (imagePullSecrets == null) return;
  const at = (index: number): string => `${path}.imagePullSecrets[${index}].name`;
  const names = new Set<string>();
  for (const [index, { name = "" }] of imagePullSecrets.entries()) {
    if (names.size === names.add(name).size) warnings.push(`${at(index)}: duplicate name ${goQuote(name)}`);
  }
  for (const [index, { name = "" }] of imagePullSecrets.entries()) {
    if (name === "") warnings.push(`${at(index)}: invalid empty name ""`);
  }
}

const pastAnnotations: readonly (readonly [key: string, advice: string])[] = [
  ["scheduler.alpha.kubernetes.io/critical-pod", 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ["security.alpha.kubernetes.io/sysctls", 'non-functional in v1.11+; use the "sysctls" field instead'],
  ["security.alpha.kubernetes.io/unsafe-sysctls", 'non-functional in v1.11+; use the "sysctls" field instead'],
];
const podSeccomp = "seccomp.security.alpha.kubernetes.io/pod";
const containerSeccomp = "container.seccomp.security.alpha.kubernetes.io/";
const useSeccompField = 'non-functional in v1.27+; use the "seccompProfile" field instead';
const containerAppArmor = "container.apparmor.security.beta.kubernetes.io/";
const useAppArmorField = 'deprecated since v1.30; use the "appArmorProfile" field instead';

interface AnnotatedPlace extends Place {
  readonly annotations: Annotations;
}

function warnOfAnnotation(key: string, advice: string, { annotations, root, warnings }: AnnotatedPlace): void {
  if (annotations[key] !== undefined) warnings.push(`${root}metadata.annotations[${key}]: ${advice}`);
}

function warnOfPastAnnotations(annotations: Annotations, place: Place): void {
  for (const [key, advice] of pastAnnotations) warnOfAnnotation(key, advice, { annotations, ...place });
}

function warnOfPodSeccomp({ securityContext }: PodSpec, annotations: Annotations, place: Place): void {
  if (securityContext?.seccompProfile !== undefined) return;
  warnOfAnnotation(podSeccomp, useSeccompField, { annotations, ...place });
}

type AnyContainer = Parameters<Parameters<typeof forEachContainer>[1]>[0];

function warnOfAppArmor(spec: PodSpec, annotations: Annotations, place: Place): void {
  forEachContainer(spec, (container) => warnOfContainerAppArmor(spec, container, { annotations, ...place }));
}

function warnOfContainerAppArmor(spec: PodSpec, container: AnyContainer, place: AnnotatedPlace): void {
  const { name, securityContext } = container;
  if (spec.securityContext?.appArmorProfile !== undefined || securityContext?.appArmorProfile !== undefined) return;
  warnOfAnnotation(`${containerAppArmor}${name}`, useAppArmorField, place);
}
