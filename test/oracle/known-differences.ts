/** Differences to kube-apiserver that are known: each with its reason, and with what it waits for. */
import type { KnownDifference } from "./case.js";

const any = /./;

/** Admission plugins that are on by default there. */
const admission: readonly KnownDifference[] = [
  {
    case: any,
    differences: [
      /\/pods\b.*\.spec\.priority: absent \| 0$/,
      /\/pods\b.*\.spec\.preemptionPolicy: absent \| "PreemptLowerPriority"$/,
      /\/pods\b.*\.spec\.tolerations: absent \| \[(\{"effect":"NoExecute","key":"node.kubernetes.io\/(not-ready|unreachable)","operator":"Exists","tolerationSeconds":300\},?){2}\]$/,
    ],
    reason: "the admission plugins Priority and DefaultTolerationSeconds write these: the admission issue",
  },
  {
    case: /\bPodGroup: /,
    differences: [
      /\.metadata\.finalizers: absent \| \["scheduling\.k8s\.io\/podgroup-protection"\]$/,
      /\.metadata\.finalizers\.\d: absent \| "scheduling\.k8s\.io\/podgroup-protection"$/,
      /f:metadata\.f:finalizers\.\.: \{\} \| absent$/,
    ],
    reason: "the admission plugin PodGroupProtection gives them a finalizer: the admission issue",
  },
  {
    case: /\bPodGroup: (apply|delete)/,
    differences: [
      /\(DELETE .*\.(apiVersion|kind|details|status|spec|metadata\.\w+): ("v1"|"Status"|"Success"|absent|\{"group":.*\}) \| /,
      /\((DELETE|GET) .*\.status: 404 "podgroups\.scheduling\.k8s\.io .* not found" \| 200 /,
      /\.body\.items\.0: absent \| .*"deletionTimestamp"/,
    ],
    reason: "held by the finalizer of the admission plugin PodGroupProtection, they stay there: the admission issue",
  },
  {
    case: /\bNode\b/,
    differences: [
      /\.spec\.taints: absent \| \[\{"effect":"NoSchedule","key":"node\.kubernetes\.io\/not-ready"\}\]$/,
      /\.spec\.taints\.\d: absent \| \{"effect":"NoSchedule","key":"node\.kubernetes\.io\/not-ready"\}$/,
      /\| 409 "Apply failed with 1 conflict: conflict with \W*compare\W* using v1: \.spec\.taints"$/,
    ],
    reason: "the admission plugin TaintNodesByCondition marks new nodes: the admission issue",
  },
  {
    case: /\b(PersistentVolume(Claim)?|VolumeAttributesClass)\b/,
    differences: [
      /\.metadata\.finalizers: absent \| \["kubernetes\.io\/(pvc?|vac)-protection"\]$/,
      /\.metadata\.finalizers\.\d: absent \| "kubernetes\.io\/(pvc?|vac)-protection"$/,
      /f:metadata\.f:finalizers\.\.: \{\} \| absent$/,
    ],
    reason: "the admission plugin StorageObjectInUseProtection holds them by a finalizer: the admission issue",
  },
  {
    case: /\b(PersistentVolume(Claim)?|VolumeAttributesClass): (apply|delete|a rich object)/,
    differences: [
      /\((DELETE|GET) .*\.status: 404 "[^ ]* .* not found" \| 200 /,
      /\(DELETE .*\.metadata\.deletionGracePeriodSeconds: absent \| 0$/,
      /\(DELETE .*\.metadata\.deletionTimestamp: absent \| "<time>"$/,
      /\.body\.items\.0: absent \| .*"deletionTimestamp"/,
    ],
    reason: "held by the same finalizer, they stay there and are gone here: the admission issue",
  },
];

/** What the gated form lets through here, or says less exactly. */
const cbor: readonly KnownDifference[] = [
  {
    case: "cbor of what is no object",
    differences: [/\(GET \/api\/v1\)\.status: 200 a APIResourceList \| 0 "no answer/],
    reason: "the resources of the core group break the connection there",
  },
  {
    case: /^cbor values for (\*bool|options: )/,
    differences: [/\.status: 400 ".*simple value 23 is not recognized" \| (201|404) /],
    reason: "undefined is null to Go's pointers, which schemas do not tell from values",
  },
  {
    case: /^cbor values for (v1\.(Micro)?Time|options: (kind|propagationPolicy))$/,
    differences: [/message: "[^|]*\ufffd.* \| ".*\\\\(ufffd|xff)/],
    reason: "texts that are no UTF-8 are shown with replacement characters",
  },
  {
    case: /^cbor of a depth beyond the limit$/,
    differences: [/message: "error decoding YAML: exceeded max depth" \| "invalid object type: \/, Kind="$/],
    reason: "what comes behind the reader recurses: of raw data and configurations it bears a tenth of the depth",
  },
];

/** What a create takes out of a pool. */
const allocation: readonly KnownDifference[] = [
  {
    case: /\bService\b/,
    differences: [
      // A dry run is shown another address than it would get.
      /\.spec\.clusterIP: absent \| "10\.\d+\.\d+\.\d+"$/,
      /\.spec\.clusterIPs: absent \| \["10\.\d+\.\d+\.\d+"\]$/,
      /\.cells\.2: "<none>" \| "10\.0\.\d+\.\d+"$/,
    ],
    reason: "addresses of services are allocated: the issue of the allocators",
  },
];

/** Rules about the fields of one kind. */
const validation: readonly KnownDifference[] = [
  {
    case: "v1 Pod: update",
    differences: [
      /\(PATCH .*\.status: 200 .* \| 422 "Pod .* is invalid: spec: Forbidden: pod updates may not change fields/,
      /\.metadata\.generation: 2 \| 1$/,
      /\.spec\.containers\.0\.image(PullPolicy)?: "(nginx:2|IfNotPresent)" \| "(nginx|Always)"$/,
    ],
    reason: "what a pod may change: the issue of validation by kind",
  },
  {
    case: /^a ConfigMap with (the same key twice|bad keys)$/,
    differences: [/\.status: 201 .* \| 422 "ConfigMap .* is invalid: /],
    reason: "the keys of config: the issue of validation by kind",
  },
  {
    case: "set a namespace's phase",
    differences: [
      /\.status: 200 .* \| 422 "Namespace /,
      /\.status\.phase: "Terminating" \| "Active"$/,
      /managedFields\.1: .*"f:phase".* \| absent$/,
    ],
    reason: "the phases of namespaces: the issue of validation by kind",
  },
  {
    case: /\b(DeviceClass|ReplicationController): create under odd names$/,
    differences: [/<254 times x>.*must be no more than 253 characters" \| .*must be no more than 253 bytes"/],
    reason: "two kinds declare the rule for their name, and those rules count bytes: the issue of validation by kind",
  },
  {
    case: /^an object of more than a megabyte and a half$|^a patch that grows an object/,
    differences: [
      /\.status: 500 "(?:etcdserver: request is too large|rpc error: .*)" \| 422 .*may not be more than 1048576 bytes"$/,
    ],
    reason: "how large a ConfigMap may be: the issue of validation by kind",
  },
  {
    case: /^cbor (create|apply) of a key that is no UTF-8$|^cbor a negative number$|^cbor values for /,
    differences: [
      /\.status: 201 .* \| 422 "(ConfigMap|Deployment|ControllerRevision|PodTemplate|PodDisruptionBudget)[^ ]* .* is invalid: /,
    ],
    reason: "keys of config, numbers of replicas and others: the issue of validation by kind",
  },
  {
    case: /\bResourcePoolStatusRequest: apply$/,
    differences: [
      /\.status: 200 .* \| 422 .*status\.poolCount: Required value"$/,
      /managedFields\.2: .*"third".* \| absent$/,
      /\.body\.status: \{\} \| absent$/,
    ],
    reason:
      "a status of pools says how many there are, so what applies an empty one is refused: the issue of validation by kind",
  },
  {
    case: /\b(StorageVersion|ClusterTrustBundle): create under odd names$/,
    differences: [
      /^step 4 \(POST .*may not contain '\/'.* \| /,
      /^step 4 \(POST .*causes\.1: .*"metadata\.name".* \| absent$/,
    ],
    reason: "its name has one rule there, and the common one as well here: the issue of validation by kind",
  },
  {
    case: /\bJob: create under odd names$/,
    differences: [
      /causes\.\d\.field: "metadata\.labels" \| "spec\.template\.labels"$/,
      /\.body\.message: .* metadata\.labels: .* \| .* spec\.template\.labels: /,
    ],
    reason: "labels of pod templates are checked under the template's path: the issue of validation by kind",
  },
];

/** Controllers inside that server. */
const controllers: readonly KnownDifference[] = [
  {
    case: /\bFlowSchema\b/,
    differences: [
      /\.status\.conditions: absent \| \[\{"lastTransitionTime":"<time>","message":"This FlowSchema references/,
      /\.metadata\.managedFields\.\d\b/,
      /\.status\.conditions\.0\.(message: "m"|reason: "R"|status: "True") \| /,
      /\.cells\.5: "(\?|True)" \| "(True|False)"$/,
      /\(PATCH .*\/status.*\| 409 "Apply failed with \d conflicts: .*\[type=\W+Dangling\W+\]/,
      /\| 409 "Operation cannot be fulfilled on flowschemas/,
    ],
    reason: "its flow control applies the condition Dangling, which moves the revision too: the issue of flow control",
  },
];

/** Who may ask. */
const access: readonly KnownDifference[] = [
  {
    case: /\bCertificateSigningRequest: /,
    differences: [
      /\.spec\.username: "kubernetes-admin" \| "admin"$/,
      /\.spec\.uid: absent \| "admin-uid"$/,
      /\.cells\.3: "kubernetes-admin" \| "admin"$/,
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
    differences: [/\.status\.nonResourceRules\.\d+\b/, /\.status\.resourceRules\.\d+\b/],
    reason: "the rules of roles are listed one by one: the issue of authentication and authorization",
  },
];

/** Parts of a cluster that have their own issues. */
const later: readonly KnownDifference[] = [
  {
    case: any,
    differences: [
      /\(\w+ \/\)\.body\.paths\.\/(\.well-known|openid|flagz|statusz|metrics\/slis|debug|apis\/:)/,
      /\(\w+ \/\)\.body\.paths\.\/(healthz|livez|readyz)\//,
    ],
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
    case: /: random$/,
    differences: [/\(GET .*\)\.body: "\u00d9\u00d9\u00f7" \| \[\]$/],
    reason:
      "the headers of a watch leave with the start of its first frame, which is all there is of one that never comes",
  },
  {
    case: /: random$/,
    differences: [/cannot be handled as .*unknown conversion" \| .*json: cannot unmarshal/],
    reason: "an object of a wrong kind is refused for its kind, before its fields are read as that kind's",
  },
  {
    case: /: random$/,
    differences: [/\.(layout|body)\.\d+: .*(patch: |message: '|\.2\.5\.4\.2: \W*)Invalid value/],
    reason: "the members of an object that a message shows are in the server's own order",
  },
  {
    case: any,
    differences: [/\/version\/?\)\.body\.(compiler|gitCommit|gitTreeState|gitVersion|goVersion|buildDate|platform): /],
    reason: "a server says what it is",
  },
  {
    case: "delete with YAML that is none",
    differences: [/message: "yaml: .* \| "yaml: mapping values are not allowed in this context"$/],
    reason: "readers of YAML have words of their own for what they cannot read",
  },
  {
    case: /^(every verb with|another mistake beside) timeout=1ns$/,
    differences: [
      /timeout=1ns\S*\)\.(status: 504 "Timeout: request did not complete within the allotted timeout" \| 422|headers\.content-type: "text\/plain; charset=utf-8" \| "application\/json"$|body\.(message: "Timeout: request did not complete within the allotted timeout" \| "Timeout: |(apiVersion: absent \| "v1"|kind: absent \| "Status")$))/,
    ],
    reason: "a time that is over at once is noticed there by a filter or by the handler, whichever comes first",
  },
  {
    case: "cbor watches",
    differences: [/^step 7 \(GET .*resourceVersion=1\)/],
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
