/** A token for a service account: what is asked for is checked, completed and signed. */
import type {
  BoundObjectReference,
  TokenRequest,
  TokenRequestSpec,
} from "../../../src/generated/authentication.k8s.io/v1/types.js";
import type { Pod } from "../../../src/generated/core/v1/types.js";
import { type FieldError, invalidValue } from "../../../src/meta/field-error.js";
import type { KubeObject } from "../../../src/meta/object.js";
import { accountUserName } from "../../../src/meta/service-account.js";
import { badRequest, conflict, hasReason, invalid } from "../../../src/meta/status.js";
import { formatTime } from "../../../src/meta/time.js";
import type { OrderContext } from "../../../src/registry/resource-definition.js";

const requestKind = { group: "authentication.k8s.io", kind: "TokenRequest" };
const shortestSeconds = 10 * 60;
const longestSeconds = 2 ** 32;
/** What kubelets ask for in the name of pods that were not written for tokens that end. */
const kubeletSeconds = 60 * 60 + 7;

/** Rejects with StatusError. */
export async function issueToken(order: KubeObject, about: OrderContext): Promise<KubeObject> {
  const { name, namespace, objects, tokens, now } = about;
  const request = order as TokenRequest;
  const { metadata } = order;
  if ((metadata.name ?? "") !== "" && metadata.name !== name) {
    const why = "must match the service account name if specified";
    throw invalid(requestKind, name, [invalidValue("metadata.name", metadata.name, why, "sameName")]);
  }
  const account = await objects.get({ group: "", resource: "serviceaccounts" }, name);
  const uid = account.metadata.uid ?? "";
  if ((metadata.uid ?? "") !== "" && metadata.uid !== uid) {
    const why = `the UID in the token request (${metadata.uid}) does not match the UID of the service account (${uid})`;
    throw conflict({ group: requestKind.group, resource: requestKind.kind }, name, why);
  }
  const spec = complete(request.spec, tokens.audiences);
  const errors = specErrors(spec);
  if (errors.length > 0) throw invalid(requestKind, "", errors);
  const bound = spec.boundObjectRef == null ? {} : await boundTo(spec.boundObjectRef, about);
  const seconds = shortened(spec.expirationSeconds ?? 0, about);
  const life = lifeOf({ ...spec, expirationSeconds: seconds }, bound.pod !== undefined, about);
  const issuedAt = Math.floor(now / 1000);
  const { warnAfterSeconds } = life;
  const token = await tokens.sign({
    subject: accountUserName(namespace, name),
    audiences: spec.audiences,
    issuedAt,
    expiresAt: issuedAt + life.seconds,
    kubernetes: {
      namespace,
      ...bound,
      serviceaccount: { name, uid },
      ...(warnAfterSeconds === undefined ? {} : { warnafter: issuedAt + warnAfterSeconds }),
    },
  });
  return {
    ...order,
    metadata: { ...metadata, name, uid, creationTimestamp: formatTime(now) },
    spec: { ...spec, expirationSeconds: seconds },
    status: { token, expirationTimestamp: formatTime(now + seconds * 1000) },
  };
}

type Spec = TokenRequestSpec & { readonly audiences: string[] };

function complete(spec: TokenRequestSpec = {}, audiences: readonly string[]): Spec {
  const asked = spec.audiences ?? [];
  return { ...spec, audiences: asked.length > 0 ? asked : [...audiences] };
}

function specErrors({ expirationSeconds = 0 }: Spec): readonly FieldError[] {
  const refuse = (why: string): readonly FieldError[] => [
    invalidValue("spec.expirationSeconds", expirationSeconds, why, "lifeOfToken"),
  ];
  if (expirationSeconds < shortestSeconds) return refuse("may not specify a duration less than 10 minutes");
  if (expirationSeconds > longestSeconds) return refuse("may not specify a duration larger than 2^32 seconds");
  return [];
}

interface Ref {
  readonly name: string;
  readonly uid?: string;
}

/** Claims about what the token is bound to; it ends with that object. In the order they are written in. */
interface Bound {
  readonly node?: Ref;
  readonly pod?: Ref;
  readonly secret?: Ref;
}

const resources: Readonly<Record<string, { readonly plural: string; readonly claim: keyof Bound }>> = {
  Node: { plural: "nodes", claim: "node" },
  Pod: { plural: "pods", claim: "pod" },
  Secret: { plural: "secrets", claim: "secret" },
};

async function boundTo(to: BoundObjectReference, about: OrderContext): Promise<Bound> {
  const { kind = "", apiVersion = "", name = "", uid = "" } = to;
  const [version = "", group = ""] = apiVersion.split("/").reverse();
  const resource = group === "" ? resources[kind] : undefined;
  if (resource === undefined) {
    const type = `${group === "" && version === "" ? "" : group}/${version}, Kind=${kind}`;
    throw badRequest(`cannot bind token to object of type ${type}`);
  }
  if (name === "") throw badRequest("Name parameter required.");
  const object = await about.objects.get({ group: "", resource: resource.plural }, name);
  const node = kind === "Pod" ? await nodeOf(object as Pod, about) : undefined;
  const found = object.metadata.uid ?? "";
  if (uid !== "" && uid !== found) {
    const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    throw conflict({ group: "", resource: kind }, name, why);
  }
  return { ...(node === undefined ? {} : { node }), [resource.claim]: { name, uid: found } };
}

/** Where the pod runs, named even when there is no such node (any more). Rejects with StatusError when the pod is another account's. */
async function nodeOf({ spec }: Pod, { name, objects }: OrderContext): Promise<Ref | undefined> {
  if ((spec?.serviceAccountName ?? "") !== name) {
    const why = "to pod running with different serviceaccount name.";
    throw badRequest(`cannot bind token for serviceaccount ${JSON.stringify(name)} ${why}`);
  }
  const { nodeName = "" } = spec ?? {};
  if (nodeName === "") return undefined;
  try {
    const { uid } = (await objects.get({ group: "", resource: "nodes" }, nodeName)).metadata;
    return { name: nodeName, ...(uid === undefined ? {} : { uid }) };
  } catch (error) {
    if (hasReason(error, "NotFound")) return { name: nodeName };
    throw error;
  }
}

function shortened(asked: number, { tokens, warn }: OrderContext): number {
  const { maxSeconds } = tokens.limits;
  if (maxSeconds === 0 || asked <= maxSeconds) return asked;
  warn(`requested expiration of ${asked} seconds shortened to ${maxSeconds} seconds`);
  return maxSeconds;
}

interface Life {
  readonly seconds: number;
  /** The token should have been renewed by then; whoever still uses it later is told so. */
  readonly warnAfterSeconds?: number;
}

function lifeOf({ expirationSeconds = 0, audiences }: Spec, ofPod: boolean, { tokens }: OrderContext): Life {
  const { extendedSeconds } = tokens.limits;
  const own = audiences.every((one) => tokens.audiences.includes(one));
  if (extendedSeconds === 0 || !ofPod || !own || expirationSeconds !== kubeletSeconds) {
    return { seconds: expirationSeconds };
  }
  return { seconds: extendedSeconds, warnAfterSeconds: expirationSeconds };
}
