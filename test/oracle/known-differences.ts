/** Differences to kube-apiserver that are known: each with its reason. */
import type { KnownDifference } from "./case.js";

export const knownDifferences: readonly KnownDifference[] = [
  {
    case: /./,
    difference: /application\/vnd\.kubernetes\.protobuf/,
    reason: "media types are listed as far as this server speaks them",
  },
];
