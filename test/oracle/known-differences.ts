/** Differences to kube-apiserver that are known: each with its reason, and with what it waits for. */
import type { KnownDifference } from "./case.js";

const any = /./;

/** Admission plugins that are on by default there. */
const admission: readonly KnownDifference[] = [
  {
    case: any,
    differences: [/\.spec\.(tolerations|priority|preemptionPolicy): absent \|/],
    reason: "the admission plugins Priority and DefaultTolerationSeconds write these: the admission issue",
  },
  {
    case: /\bPodGroup: (apply|delete|update)/,
    differences: [/\(DELETE .*(\| 409|deletion(Timestamp|GracePeriodSeconds): absent)/],
    reason: "held by the finalizer of the admission plugin PodGroupProtection, they stay there: the admission issue",
  },
  {
    case: /\bPodGroup: /,
    differences: [/podgroup-protection|\.f:finalizers\.\.|\.status: 404/],
    reason: "the admission plugin PodGroupProtection gives them a finalizer: the admission issue",
  },
  {
    case: /\bNode\b/,
    differences: [
      /\.spec\.taints(: absent \| \[|\.\d: absent \| )\{"effect":"NoSchedule","key":"node\.kubernetes\.io\/not-ready"\}|\| 409 .*\.spec\.taints/,
    ],
    reason: "the admission plugin TaintNodesByCondition marks new nodes: the admission issue",
  },
  {
    case: /\b(PersistentVolume(Claim)?|VolumeAttributesClass)\b/,
    differences: [/kubernetes\.io\/(pvc?|vac)-protection|\.f:finalizers\.\.: \{\} \| absent/],
    reason: "the admission plugin StorageObjectInUseProtection holds them by a finalizer: the admission issue",
  },
  {
    case: /\b(PersistentVolume(Claim)?|VolumeAttributesClass): (apply|delete|a rich object)/,
    differences: [/\.status: 404|\.metadata\.deletion(GracePeriodSeconds|Timestamp): absent/],
    reason: "held by the same finalizer, they stay there and are gone here: the admission issue",
  },
];

/** What the gated form lets through here, or says less exactly. */
const cbor: readonly KnownDifference[] = [
  {
    case: "cbor of what is no object",
    differences: [/\(GET \/api\/v1\)\.status: 200/],
    reason: "the resources of the core group break the connection there",
  },
  {
    case: /^cbor values for (\*bool|options: )/,
    differences: [/\.status: 400 .* \| (201|404) /],
    reason: "undefined is null to Go's pointers, which schemas do not tell from values",
  },
  {
    case: /^cbor values for (v1\.(Micro)?Time|options: (kind|propagationPolicy))$/,
    differences: [/\ufffd/],
    reason: "texts that are no UTF-8 are shown with replacement characters",
  },
  {
    case: /^cbor of a depth beyond the limit$/,
    differences: [/"error decoding YAML: exceeded max depth"/],
    reason: "what comes behind the reader recurses: of raw data and configurations it bears a tenth of the depth",
  },
];

/** What a create takes out of a pool. */
const allocation: readonly KnownDifference[] = [
  {
    case: /\bService\b/,
    differences: [
      /\.spec\.(clusterIPs?|ipFamilies|ipFamilyPolicy): absent \||\.cells\.2: "<none>" \| "\d|f:(clusterIPs?|internalTrafficPolicy|ipFamil)/,
    ],
    reason: "addresses of services are allocated: the issue of the allocators",
  },
];

/** Rules about the fields of one kind. */
const validation: readonly KnownDifference[] = [
  {
    case: /^v1 Pod: update$|^a ConfigMap with (the same key twice|bad keys)$|^set a namespace's phase$/,
    differences: [/./],
    reason: "what a pod may change, the keys of config and the phases of namespaces: the issue of validation by kind",
  },
  {
    case: /\b(DeviceClass|ReplicationController): create under odd names$/,
    differences: [/no more than 253|…/],
    reason: "two kinds declare the rule for their name, and those rules count bytes: the issue of validation by kind",
  },
  {
    case: /^an object of more than a megabyte and a half$|^a patch that grows an object/,
    differences: [/etcdserver: request is too large/],
    reason: "how large a ConfigMap may be: the issue of validation by kind",
  },
  {
    case: /^cbor (create|apply) of a key that is no UTF-8$|^cbor a negative number$|^cbor values for /,
    differences: [/\.status: 201 .* \| 422 /],
    reason: "keys of config, numbers of replicas and others: the issue of validation by kind",
  },
  {
    case: /\bResourcePoolStatusRequest: apply$/,
    differences: [/status\.poolCount|managedFields\.2: .*"third".* \| absent|\.body\.status: \{\} \| absent/],
    reason:
      "a status of pools says how many there are, so what applies an empty one is refused: the issue of validation by kind",
  },
  {
    case: /\b(StorageVersion|ClusterTrustBundle): create under odd names$/,
    differences: [/^step 4 \(POST .*"a\/b\\?"/],
    reason: "its name has one rule there, and the common one as well here: the issue of validation by kind",
  },
  {
    case: /\bJob: create under odd names$/,
    differences: [/template\.labels|metadata\.labels|…/],
    reason: "labels of pod templates are checked under the template's path: the issue of validation by kind",
  },
];

/** Controllers inside that server. */
const controllers: readonly KnownDifference[] = [
  {
    case: /\bFlowSchema\b/,
    differences: [/status\.conditions|managedFields|\.cells\.5|\| 409/],
    reason: "its flow control applies the condition Dangling, which moves the revision too: the issue of flow control",
  },
];

/** Who may ask. */
const access: readonly KnownDifference[] = [
  {
    case: /\bCertificateSigningRequest: /,
    differences: [
      /\.spec\.(username|uid|extra|groups)|\.cells\.3: "kubernetes-admin"|\.2\.2\.(2|3): "|f:(username|uid|groups)/,
    ],
    reason: "they name who made them, and the two servers know their administrators by other names",
  },
  {
    case: /^with(out credentials| a wrong scheme)$/,
    differences: [/401 .* \| 403/],
    reason: "anonymous callers are let in and then refused: the issue of authentication and authorization",
  },
  {
    case: /^what may I/,
    differences: [/Rules\./],
    reason: "the rules of roles are listed one by one: the issue of authentication and authorization",
  },
];

/** Parts of a cluster that have their own issues. */
const later: readonly KnownDifference[] = [
  {
    case: any,
    differences: [/openapi\/v2\)\.body\.paths\.\/(\.well-known|openid)|\((\w+) \/\)\.body\.paths/],
    reason: "paths of the service account issuer, of health checks and hooks that are its own",
  },
  {
    case: any,
    differences: [/openapi\/v3\)\.body\.paths\..*hash=/],
    reason: "hashes of documents whose descriptions are our own",
  },
];

/** These stay. */
const lasting: readonly KnownDifference[] = [
  {
    case: any,
    differences: [/\/version\/?\)\.body\.(compiler|gitCommit|gitTreeState|gitVersion|goVersion|buildDate|platform)/],
    reason: "a server says what it is",
  },
  {
    case: "v1 PersistentVolumeClaim: update with mistakes",
    differences: [/\| 409 "Operation cannot be fulfilled on persistentvolumeclaims/],
    reason:
      "a new claim is stored there without the phase that readers are shown, so its first update always adds it and moves the revision",
  },
  {
    case: "delete with YAML that is none",
    differences: [/yaml: /],
    reason: "readers of YAML have words of their own for what they cannot read",
  },
  {
    case: "path /api/v1/namespaces/NS/configmaps/%ff",
    differences: [/%ff/],
    reason: "a name that is no UTF-8 is shown as it was sent",
  },
  {
    case: "cbor watches",
    differences: [/resourceVersion=1\)/],
    reason: "revision 1 is long gone on a server that has run for a while",
  },
];

export const knownDifferences: readonly KnownDifference[] = [
  ...admission,
  ...cbor,
  ...allocation,
  ...validation,
  ...controllers,
  ...access,
  ...later,
  ...lasting,
];

/** `line` as the comparison prints it. */
export function isKnown(name: string, line: string): boolean {
  return knownDifferences.some(
    (entry) => isAbout(entry, name) && entry.differences.some((pattern) => pattern.test(line)),
  );
}

/**
 * Of the entries about cases that were asked, the patterns without which every line would be explained all the same: what an entry said
 * may have been mended, or another entry says more than it should.
 */
export function unneeded(
  results: readonly { readonly name: string; readonly explained: readonly string[] }[],
): readonly { readonly pattern: RegExp; readonly reason: string }[] {
  const needed = new Set<RegExp>();
  for (const { name, explained } of results) {
    const patterns = knownDifferences.flatMap((entry) => (isAbout(entry, name) ? entry.differences : []));
    for (const line of explained) {
      const first = patterns.find((pattern) => pattern.test(line));
      if (first !== undefined) needed.add(first);
    }
  }
  const asked = knownDifferences.filter((entry) => results.some(({ name }) => isAbout(entry, name)));
  return asked.flatMap(({ differences, reason }) =>
    differences.filter((pattern) => !needed.has(pattern)).map((pattern) => ({ pattern, reason })),
  );
}

function isAbout({ case: which }: KnownDifference, name: string): boolean {
  return typeof which === "string" ? which === name : which.test(name);
}
