/** Differences to kube-apiserver that are known: each with its reason, and with what it waits for. */
import type { KnownDifference } from "./case.js";

const any = /./;

/** Admission plugins that are on by default there. */
const admission: readonly KnownDifference[] = [
  {
    case: any,
    difference: /\.spec\.(tolerations|priority|preemptionPolicy): absent \|/,
    reason: "the admission plugins Priority and DefaultTolerationSeconds write these: the admission issue",
  },
  {
    case: /\bNode\b/,
    difference: /\.spec\.taints: absent \| \[\{"effect":"NoSchedule","key":"node\.kubernetes\.io\/not-ready"\}\]/,
    reason: "the admission plugin TaintNodesByCondition marks new nodes: the admission issue",
  },
  {
    case: /\b(PersistentVolume(Claim)?|VolumeAttributesClass)\b/,
    difference: /kubernetes\.io\/(pvc?|vac)-protection|\.f:finalizers\.\.: \{\} \| absent/,
    reason: "the admission plugin StorageObjectInUseProtection holds them by a finalizer: the admission issue",
  },
  {
    case: /\b(PersistentVolume(Claim)?|VolumeAttributesClass): delete/,
    difference: /\.status: 404|\.metadata\.deletion(GracePeriodSeconds|Timestamp): absent/,
    reason: "held by the same finalizer, they stay there and are gone here: the admission issue",
  },
];

/** What a create takes out of a pool. */
const allocation: readonly KnownDifference[] = [
  {
    case: /\bService\b/,
    difference: /\.spec\.(clusterIPs?|ipFamilies|ipFamilyPolicy): absent \||\.cells\.2: "<none>" \| "\d/,
    reason: "addresses of services are allocated: the issue of the allocators",
  },
];

/** Rules about the fields of one kind. */
const validation: readonly KnownDifference[] = [
  {
    case: /^v1 Pod: update$|^a ConfigMap with (the same key twice|bad keys)$|^set a namespace's phase$/,
    difference: /./,
    reason: "what a pod may change, the keys of config and the phases of namespaces: the issue of validation by kind",
  },
  {
    case: /\b(DeviceClass|ReplicationController): create under odd names$/,
    difference: /no more than 253|…/,
    reason: "two kinds declare the rule for their name, and those rules count bytes: the issue of validation by kind",
  },
  {
    case: /\bJob: create under odd names$/,
    difference: /template\.labels|metadata\.labels|…/,
    reason: "labels of pod templates are checked under the template's path: the issue of validation by kind",
  },
];

/** Controllers inside that server. */
const controllers: readonly KnownDifference[] = [
  {
    case: /\bFlowSchema\b/,
    difference: /status\.conditions|managedFields|\.cells\.5|\| 409/,
    reason: "its flow control applies the condition Dangling, which moves the revision too: the issue of flow control",
  },
];

/** Who may ask. */
const access: readonly KnownDifference[] = [
  {
    case: /^with(out credentials| a wrong scheme)$/,
    difference: /401 .* \| 403/,
    reason: "anonymous callers are let in and then refused: the issue of authentication and authorization",
  },
  {
    case: /^what may I/,
    difference: /Rules\./,
    reason: "the rules of roles are listed one by one: the issue of authentication and authorization",
  },
];

/** Words of another time. */
const retired: readonly KnownDifference[] = [
  {
    case: "evict as v1beta1",
    difference: /\.status: 400/,
    reason: "evictions of policy/v1beta1 are still taken there, though the group version is gone since 1.25",
  },
];

/** These stay. */
const lasting: readonly KnownDifference[] = [
  {
    case: "get /version/",
    difference: /\.body\.(compiler|gitCommit|gitTreeState|gitVersion|goVersion|buildDate|platform)/,
    reason: "a server says what it is",
  },
  {
    case: /^create with fieldValidation=/,
    difference: /\.body\.data: absent \| \{"a":"c"\}|managedFields: absent/,
    reason: "of two members of one name JSON.parse keeps the last, Go's decoder merges maps into one",
  },
  {
    case: "v1 PersistentVolumeClaim: update with mistakes",
    difference: /\| 409 "Operation cannot be fulfilled on persistentvolumeclaims/,
    reason: "the first update of a new claim is written there even when it changes nothing, so the revision moves",
  },
  {
    case: "difficult texts as YAML",
    difference: /" {4}t\d+: \\"<<\\"" \| " {4}t\d+: <<"/,
    reason: "a text that readers may take for a merge key is quoted here",
  },
  {
    case: "delete with YAML that is none",
    difference: /yaml: /,
    reason: "readers of YAML have words of their own for what they cannot read",
  },
  {
    case: /\bDaemonSet: /,
    difference: /deprecated\.daemonset\.template\.generation/,
    reason: "the count is kept as the annotation clients see, so forms that are metadata only have it as well",
  },
];

export const knownDifferences: readonly KnownDifference[] = [
  ...admission,
  ...allocation,
  ...validation,
  ...controllers,
  ...access,
  ...retired,
  ...lasting,
];

/** `line` as the comparison prints it. */
export function isKnown(name: string, line: string): boolean {
  return knownDifferences.some(
    (entry) =>
      (typeof entry.case === "string" ? entry.case === name : entry.case.test(name)) && entry.difference.test(line),
  );
}
