/** What may the caller do in a namespace? Everything, as long as everything is allowed. */
import type { SelfSubjectRulesReview } from "../../../src/generated/authorization.k8s.io/v1/types.js";
import { badRequest } from "../../../src/meta/status.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";

export const hooks: KindHooks<SelfSubjectRulesReview> = {
  answerCreate: ({ kind, apiVersion, spec }) => {
    const { namespace = "" } = (spec ?? {}) as { readonly namespace?: string };
    if (namespace === "") throw badRequest("no namespace on request");
    return {
      kind,
      apiVersion,
      metadata: {},
      spec: {},
      status: {
        resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }],
        nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
        incomplete: false,
      },
    };
  },
};
