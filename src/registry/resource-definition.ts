/**
 * One record per kind. `gen` emits one for each built-in or user kind, the CRD controller makes one when a CRD arrives; everything
 * behind it (registry, routes, discovery, OpenAPI, patch, table) sees only the record and cannot tell which it was.
 *
 * A record is small and cheap: schemas and hooks come with `load`, on the kind's first use.
 */
import type { Elapsed } from "../meta/duration.js";
import type { FieldError } from "../meta/field-error.js";
import type { GroupResource, KubeObject } from "../meta/object.js";
import type { JsonObject, Schema, SchemaSet, TypeName } from "../meta/schema.js";

export type Verb = "create" | "delete" | "deletecollection" | "get" | "list" | "patch" | "update" | "watch";

export interface ResourceDefinition {
  /** "" for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** In order of preference. */
  readonly versions: readonly ResourceVersion[];
  /** The version objects are stored in; the hub of every conversion. */
  readonly storageVersion: string;
  /** Version values are written in where the server was told another one than `storageVersion`, in which objects go on working. */
  readonly writtenVersion?: string;
  /** What the storage can do; routes, discovery and OpenAPI follow from it. */
  readonly verbs: readonly Verb[];
  readonly subresources: readonly Subresource[];
  /** Table columns; absent: Name and Created At. */
  readonly columns?: readonly Column[];
  /** Field selector labels besides metadata.name and metadata.namespace → path of the field (`spec.nodeName`). */
  readonly selectableFields: Readonly<Record<string, string>>;
  readonly strategy: StrategyChoices;
  /** A gate of the group: the resource is there only while it is on. */
  readonly featureGate?: string;
  /** `custom`: a kind of a CustomResourceDefinition, whose objects are what they say; absent: Go structs in a real server. */
  readonly objectStyle?: "custom";
  /**
   * Where objects live: `/registry/<storagePrefix>/[<namespace>/]<name>`; kube-apiserver's own prefixes, exceptions included.
   * null: nothing is stored (TokenReview …), a handler answers.
   */
  readonly storagePrefix: string | null;
  /**
   * Identity of the stored objects where it is another than the kind's own (events.k8s.io Event is stored as the core one);
   * discovery's storageVersionHash is that of this identity.
   */
  readonly storedAs?: { readonly group: string; readonly version: string; readonly kind: string };
  /** Schemas and hooks; called once, on first use. */
  readonly load: () => Promise<KindParts>;
}

export interface ResourceVersion {
  readonly name: string;
  /** On without `--runtime-config`. */
  readonly servedByDefault: boolean;
  /** First Kubernetes release that has it (`1.34`); absent: older than every release that can be emulated. */
  readonly introduced?: string;
  /** First Kubernetes release without it; absent: nobody knows of one. */
  readonly removed?: string;
  /** Sent as a Warning header when the version is used. */
  readonly deprecationWarning?: string;
  /** The kind's own type in this version. */
  readonly type: TypeName;
}

export interface Subresource {
  readonly name: string;
  readonly verbs: readonly Verb[];
  /** Shape of its body where it differs from the parent's (`autoscaling/v1 Scale`, `v1 Binding`). */
  readonly bodyKind?: { readonly group: string; readonly version: string; readonly kind: string };
  /** A gate of the group: the subresource is there only while it is on. */
  readonly featureGate?: string;
  /** What it answers where that is no object: a connection (exec, proxy), or text (log). */
  readonly answers?: "connection" | "text";
  /** Its answers have no form as Table. Absent: they have the parent's. */
  readonly withoutTables?: true;
  /** Its own query parameters, in the order of their names. */
  readonly query?: readonly QueryParameter[];
  /** For `scale`: where the numbers live in the parent. */
  readonly scale?: {
    readonly specReplicasPath: string;
    readonly statusReplicasPath: string;
    readonly labelSelectorPath?: string;
  };
}

export interface QueryParameter {
  readonly name: string;
  readonly type: "string" | "integer" | "boolean";
  /** Its name among the shared parameters of the OpenAPI v2 document; absent: it is not shared. */
  readonly openapiV2Name?: string;
}

export interface Column {
  readonly name: string;
  readonly type: "string" | "integer" | "number" | "boolean" | "date";
  readonly format?: string;
  /** For API users; kubectl does not show it. Columns that mean the same everywhere (Name, Age) need none. */
  readonly description?: string;
  /** 0 always shown, 1 with `-o wide`. */
  readonly priority: number;
  /** Dotted path of the field shown; absent: the cell comes from `hooks.cells[name]`. */
  readonly path?: string;
}

/** How a kind differs from the convention; every key has the convention as its default. */
export interface StrategyChoices {
  /** Top-level fields emptied on create. Convention: `status` where the kind has a status subresource. */
  readonly wipeOnCreate: readonly string[];
  /** Top-level fields that an update of the main resource cannot change. Convention: as `wipeOnCreate`. */
  readonly keepOnUpdate: readonly string[];
  /**
   * A change in one of these raises `metadata.generation`: top-level fields, `metadata.labels` or `metadata.annotations`. Convention:
   * `spec` where the kind has one; empty: no generation at all.
   */
  readonly bumpGenerationOn: readonly string[];
  /** PUT of a missing object creates it, and so does what is sent to its status. */
  readonly allowCreateOnUpdate: boolean;
  /** An apply to the status of a missing object creates it in any case. */
  readonly applyToStatusCreates: boolean;
  /** PUT without resourceVersion overwrites. */
  readonly allowUnconditionalUpdate: boolean;
  /** What the kind checks of metadata on an update besides the checks common to all, in its order: clients see a cause once for each. */
  readonly ownMetadataChecks: readonly ("change" | "whole")[];
  /** `standard`: a finalizer is one of Kubernetes' own or has a domain; `qualified`: any qualified name. */
  readonly finalizerNames: "standard" | "qualified";
  /** Metadata an update of the status subresource cannot change. */
  readonly statusKeepsMetadata: readonly StatusMetadata[];
  /** Who says in an update of the status what it cannot change in metadata owns it all the same. */
  readonly ownsKeptMetadata: boolean;
  /** Rule for metadata.name. */
  readonly nameFormat: "dns1123Subdomain" | "dns1123Label" | "dns1035Label" | "pathSegment" | "configMapKey";
  /** A delete that removed the object answers with it instead of a Status. */
  readonly returnDeletedObject: boolean;
  /** Who says in an update what an update cannot change owns it all the same. Convention: it stays whose it was. */
  readonly ownsWhatIsKept: boolean;
  /**
   * kube-apiserver stores a new object without the defaults of what the creation emptied, and shows them all the same; so the first update,
   * even an empty one, moves the revision.
   */
  readonly lateDefaults: boolean;
  /** Annotations that are fields in kube-apiserver's own form of the kind, from which it makes the forms with metadata only. */
  readonly fieldAnnotations: readonly string[];
  /** What happens to dependents when the caller says nothing. */
  readonly defaultPropagation: "Background" | "None" | "Orphan";
  /** Where kube-apiserver reads the kind from, which words its refusals of resource versions. */
  readonly readsFrom: "cache" | "store";
  /** Who the refusal of an unknown field label names. */
  readonly fieldLabelErrors: "nobody" | "kind" | "version";
}

/** A kind that keeps all of it in kube-apiserver's usual way keeps the time of its deletion as well. */
export function keptByStatus({
  statusKeepsMetadata: kept,
}: StrategyChoices): readonly (StatusMetadata | "deletionTimestamp")[] {
  return kept.length === 4 ? [...kept, "deletionTimestamp"] : kept;
}

export type StatusMetadata = "annotations" | "finalizers" | "labels" | "ownerReferences";

export interface KindParts {
  readonly schemas: SchemaSet;
  readonly hooks: KindHooks;
}

/** A Table cell as it is sent. */
export type Cell = string | number | bigint | boolean | null;

/** A Table cell as an object's printer gives it: what depends on the time is filled in for each request. */
export type PrintedCell = Cell | Elapsed;

/** The node to ask, where one is needed. `nothing`: there is nobody to ask yet and nothing to show. */
export type ConnectionTarget = { readonly node?: string } | "nothing";
/** What is read of a query; a URLSearchParams is one. */
export type QueryValues = Pick<URLSearchParams, "get" | "getAll" | "has">;

/** What data cannot say. Every hook is optional; objects arrive in the stored version. Pure unless stated. */
export interface KindHooks<T extends KubeObject = KubeObject> {
  /**
   * Fills defaults that depend on other fields, or on the time (`now`: milliseconds since the epoch); runs after the schema's. Changes
   * `object` in place.
   */
  readonly setDefaults?: (object: T, now: () => number) => void;
  /** Last change before validation of a create; in place. */
  readonly prepareForCreate?: (object: T, moment: WriteMoment) => void;
  /** Last change before validation of an update; in place. `previous` must not be changed. */
  readonly prepareForUpdate?: (object: T, previous: T, moment: WriteMoment) => void;
  /** As `prepareForUpdate`, for the status subresource. */
  readonly prepareForStatusUpdate?: (object: T, previous: T, moment: WriteMoment) => void;
  /**
   * For updates of subresources that show the whole object, besides status: the object as it becomes, made of `previous` and of what
   * that subresource takes from `next`. A subresource without an entry is not implemented.
   */
  readonly updateSubresource?: Readonly<Record<string, (next: T, previous: T, moment: WriteMoment) => KubeObject>>;
  /** For orders given by POST to a subresource (`pods/binding`): the object as it becomes. Throws StatusError to refuse. */
  readonly followOrder?: Readonly<Record<string, (object: T, order: KubeObject, moment: WriteMoment) => KubeObject>>;
  /**
   * For orders that take more than a change of the object they are about (`pods/eviction`, `serviceaccounts/token`): carries one out and
   * answers with an object; undefined: done, there is nothing to say. Rejects with StatusError to refuse.
   */
  readonly carryOut?: Readonly<
    Record<string, (order: KubeObject, about: OrderContext) => Promise<KubeObject | undefined>>
  >;
  /** For subresources that lead to a program on a node (`pods/exec`): what is said before the node is asked. Throws StatusError. */
  readonly connect?: Readonly<Record<string, (object: T, query: QueryValues) => ConnectionTarget>>;
  /** Versions of old, of the same shape, in which clients still give an order: `{ eviction: ["policy/v1beta1"] }`. */
  readonly olderOrders?: Readonly<Record<string, readonly string[]>>;
  readonly validate?: (object: T) => readonly FieldError[];
  /** Of creates only, after `validate`. */
  readonly validateCreate?: (object: T) => readonly FieldError[];
  readonly validateUpdate?: (object: T, previous: T) => readonly FieldError[];
  /** Finalizers a kind keeps outside metadata (Namespace: `spec.finalizers`); the object stays while there are any. */
  readonly ownFinalizers?: (object: T) => readonly string[];
  /** Called when an object is first marked for deletion instead of removed; in place. */
  readonly markDeleted?: (object: T) => void;
  /** Seconds an object stays after a delete; `asked` is the caller's wish. Absent: removed at once. */
  readonly gracePeriodSeconds?: (object: T, asked: number | undefined) => number;
  /** Texts of Warning headers of a create, once the object is known to be valid. */
  readonly warningsOnCreate?: (object: T) => readonly string[];
  /** As `warningsOnCreate`, for updates of the main resource and of its scale. */
  readonly warningsOnUpdate?: (object: T, previous: T) => readonly string[];
  /** As `warningsOnCreate`, for updates of the status subresource. */
  readonly warningsOnStatusUpdate?: (object: T) => readonly string[];
  /** Texts of Warning headers of a delete whose caller does not say what happens to dependents. */
  readonly warningsOnDelete?: () => readonly string[];
  /** What bookmarks show of a kind besides its empty fields: numbers that its own form in kube-apiserver has as zeros. */
  readonly shownOfNothing?: Readonly<Record<string, JsonObject>>;
  /** Cells of columns without a path, by column name. */
  readonly cells?: Readonly<Record<string, (object: T) => PrintedCell>>;
  /** Computed selectable fields, by label; they win over the record's path. */
  readonly fields?: Readonly<Record<string, (object: T) => string>>;
  /** By version name: between that version and the stored one. Absent: the versions have the same shape. */
  readonly convert?: Readonly<Record<string, Conversion>>;
  /** For kinds without storage: all objects there are, worked out when asked for. Waits for what it asks of others. */
  readonly answerList?: (probe: Probe) => Promise<readonly KubeObject[]>;
  /** For kinds without storage: answers a create. */
  readonly answerCreate?: (object: KubeObject, about: AnswerContext) => KubeObject | Promise<KubeObject>;
}

/** The circumstances of a write, for kinds that record them. */
export interface WriteMoment {
  readonly caller: Caller;
  /** Is a feature on that the group's definition names, or another's? What nobody names is off. */
  readonly isGateOn: (gate: string) => boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Of a create: the subresource it came through; "" and absent: none. */
  readonly subresource?: string;
}

/** What an order that is carried out can know and do. */
export interface OrderContext extends WriteMoment {
  readonly namespace: string;
  /** Of the object the order is about. */
  readonly name: string;
  readonly dryRun: boolean;
  /** Collects texts for Warning headers. */
  readonly warn: (text: string) => void;
  readonly objects: OrderObjects;
  readonly tokens: TokenIssuer;
}

/**
 * Objects of any kind as the API shows them, in their stored version, in the order's namespace where they have one. All reject with
 * StatusError.
 */
export interface OrderObjects {
  get(of: GroupResource, name: string): Promise<KubeObject>;
  list(of: GroupResource): Promise<readonly KubeObject[]>;
  changeStatus(of: GroupResource, name: string, change: StatusChange): Promise<KubeObject>;
  /** `options`: DeleteOptions as clients send them. */
  delete(of: GroupResource, name: string, options: object): Promise<void>;
}

export interface StatusChange {
  /** Makes the next object from the current one, again after a lost race. Throws StatusError to refuse. */
  readonly next: (current: KubeObject) => KubeObject;
  /** Who comes to own the change; absent: nobody. */
  readonly manager?: string;
  /** Everything is checked, nothing is stored. */
  readonly dryRun?: boolean;
}

/** Makes tokens that let service accounts in. */
export interface TokenIssuer {
  /** What a token is good for when nobody says. */
  readonly audiences: readonly string[];
  readonly limits: TokenLimits;
  /** A signed token that says this, with an issuer and an id. */
  sign(claims: TokenClaims): Promise<string>;
}

export interface TokenLimits {
  /** Longest life of a token; 0: no limit. */
  readonly maxSeconds: number;
  /** Pods' own tokens of the usual life get this one instead, so that clients of old that never read them again go on; 0: no. */
  readonly extendedSeconds: number;
}

/** What a token says besides who made it; times are seconds since the epoch. */
export interface TokenClaims {
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** The claim `kubernetes.io`. */
  readonly kubernetes: object;
}

/** How the parts of a control plane on this machine fare; rejects with the reason when there is no good answer. */
export interface Probe {
  /** What `https://127.0.0.1:<port><path>` answers with 200. */
  get(port: number, path: string): Promise<string>;
  /** Resolves when the store answers. */
  store(): Promise<void>;
}

/** What a kind without storage can know when it answers. */
export interface AnswerContext extends WriteMoment {
  /** "" for cluster-scoped kinds. */
  readonly namespace: string;
  readonly tokens: TokenKnowledge;
}

export interface TokenKnowledge {
  /** Whose bearer token it is, if it is good for one of the audiences. */
  review(token: string, audiences: readonly string[]): Promise<TokenVerdict>;
  /** What this server's own tokens are good for. */
  readonly audiences: readonly string[];
}

export type TokenVerdict =
  /** `audiences`: those of the asked ones it is good for. */
  | { readonly caller: Caller; readonly audiences: readonly string[]; readonly warning?: string }
  | { readonly error: string };

export interface Conversion {
  readonly toStored: (object: KubeObject) => KubeObject;
  readonly fromStored: (object: KubeObject) => KubeObject;
}

/** Who makes the request. */
export interface Caller {
  readonly name: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** What values in the store say they are. */
export function storedIdentity(definition: ResourceDefinition): NonNullable<ResourceDefinition["storedAs"]> {
  const { group, kind, storageVersion, writtenVersion, storedAs } = definition;
  if (writtenVersion !== undefined) return { group, version: writtenVersion, kind };
  return storedAs ?? { group, version: storageVersion, kind };
}

/** The kind's objects live among those of a kind of another group, in that one's form (events.k8s.io Event among core Events). */
export function sharesStorage({ group, storedAs }: Pick<ResourceDefinition, "group" | "storedAs">): boolean {
  return storedAs !== undefined && storedAs.group !== group;
}

/** Type's own name, whatever the version → field → text; `_` is what the type itself is. */
export type Descriptions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Kubernetes releases (`1.34`) in which a feature came to each stage; absent: it skipped that one, or is not so far. Off as alpha, on
 * once stable.
 */
export interface FeatureGateLife {
  readonly alpha?: string;
  readonly beta?: string;
  /** Since then it cannot be switched off. */
  readonly stable?: string;
  /** On as beta without being asked for; absent: it is. */
  readonly onInBeta?: boolean;
}

/** Definitions of one API group, in discovery order. */
export interface GroupDefinition {
  readonly name: string;
  /** Higher first, both as APIService has them (`groupPriorityMinimum`, `versionPriority`). */
  readonly priority: number;
  readonly versions: readonly { readonly name: string; readonly priority: number; readonly servedByDefault: boolean }[];
  /** Prefix of the group's types in OpenAPI documents: `io.k8s.api.apps`; the version and type name follow. */
  readonly openapiPackage: string;
  /** Features that can be switched (`--feature-gates`), as far as resources hang on them. */
  readonly featureGates?: Readonly<Record<string, FeatureGateLife>>;
  /** Types whose OpenAPI name is another. */
  readonly openapiNames?: Readonly<Record<TypeName, string>>;
  /** What the group's types and fields are, for OpenAPI documents; called when one is made, never before. */
  readonly descriptions?: () => Promise<Descriptions>;
  readonly resources: readonly ResourceDefinition[];
}

export type { Schema, SchemaSet, TypeName };
