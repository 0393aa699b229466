/** The answer is all there is: what the caller sends is not even read. */
import type { SelfSubjectReview } from "../../../src/generated/authentication.k8s.io/v1/types.js";
import { formatTime } from "../../../src/meta/time.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { userInfo } from "../../_shared/user-info.js";

export const hooks: KindHooks<SelfSubjectReview> = {
  answerCreate: ({ kind, apiVersion }, { caller, now }) => ({
    kind,
    apiVersion,
    metadata: { creationTimestamp: formatTime(now) },
    status: { userInfo: userInfo(caller) },
  }),
};
