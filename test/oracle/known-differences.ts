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
    case: /\bPersistentVolume(Claim)?\b/,
    difference: /kubernetes\.io\/pvc?-protection/,
    reason: "the admission plugin StorageObjectInUseProtection holds them by a finalizer: the admission issue",
  },
  {
    case: /\bPersistentVolume(Claim)?: delete/,
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

export const knownDifferences: readonly KnownDifference[] = [...admission, ...allocation];
