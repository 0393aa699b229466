/**
 * Who asks for a certificate, and since when its conditions hold. The approval subresource decides, the status subresource
 * delivers: neither does the other's work.
 */
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition,
} from "../../../src/generated/certificates.k8s.io/v1/types.js";
import { type FieldError, forbiddenField } from "../../../src/meta/field-error.js";
import { invalid } from "../../../src/meta/status.js";
import { formatTime } from "../../../src/meta/time.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";

type Request = CertificateSigningRequest;
type Condition = CertificateSigningRequestCondition;

const kind = { group: "certificates.k8s.io", kind: "CertificateSigningRequest" };

/** Only the approval subresource makes them. */
const decisions = ["Approved", "Denied"] as const;
/** Never taken off again. */
const lasting = ["Approved", "Denied", "Failed"] as const;

export const lifecycle: KindHooks<Request> = {
  // Signers and approvers judge by who asks: never by what the request itself says.
  prepareForCreate: ({ spec }, { caller }) => {
    if (spec === undefined) return;
    spec.username = caller.name;
    if (caller.uid === "") delete spec.uid;
    else spec.uid = caller.uid;
    spec.groups = [...caller.groups];
    const extra = Object.entries(caller.extra);
    if (extra.length === 0) delete spec.extra;
    else spec.extra = Object.fromEntries(extra.map(([key, values]) => [key, [...values]]));
  },
  prepareForStatusUpdate: (next, previous, { now }) => {
    const errors = decisions.flatMap((type) => added(type, next, previous));
    if (errors.length > 0) throw invalid(kind, next.metadata.name ?? "", errors);
    setTimes(next, previous, formatTime(now));
  },
  updateSubresource: {
    approval: (next, previous, { now }) => {
      const conditions = next.status?.conditions;
      const status = { ...previous.status };
      if (conditions === undefined) delete status.conditions;
      else status.conditions = conditions;
      const approved = { ...previous, metadata: next.metadata, status };
      setTimes(approved, previous, formatTime(now));
      return approved;
    },
  },
  validateUpdate: (next, previous) => lasting.flatMap((type) => removed(type, next, previous)),
};

function setTimes(next: Request, previous: Request, now: string): void {
  for (const condition of next.status?.conditions ?? []) {
    condition.lastUpdateTime ??= now;
    condition.lastTransitionTime ??= sinceWhen(condition, previous) ?? now;
  }
}

function sinceWhen({ type, status }: Condition, previous: Request): string | null | undefined {
  return previous.status?.conditions?.find((one) => one.type === type && one.status === status)?.lastTransitionTime;
}

function has({ status }: Request, type: string): boolean {
  return status?.conditions?.some((one) => one.type === type) === true;
}

function added(type: string, next: Request, previous: Request): readonly FieldError[] {
  if (has(previous, type) || !has(next, type)) return [];
  return [forbiddenField("status.conditions", `updates may not add a condition of type "${type}"`, "decidedElsewhere")];
}

function removed(type: string, next: Request, previous: Request): readonly FieldError[] {
  if (!has(previous, type) || has(next, type)) return [];
  return [
    forbiddenField("status.conditions", `updates may not remove a condition of type "${type}"`, "lastingCondition"),
  ];
}
