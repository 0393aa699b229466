/**
 * What the loader hands to the checks and the emitters: every definition, resolved and typed, with the file it came from.
 * Pure data; `check/` and `emit/` never read files.
 */
import type { Schema, TypeName } from "../../src/meta/schema.js";
import type {
  Column,
  Descriptions,
  FeatureGateLife,
  StrategyChoices,
  Subresource,
  Verb,
} from "../../src/registry/resource-definition.js";

export interface ApiModel {
  /** In discovery order. */
  readonly groups: readonly GroupModel[];
  /** Every type by name; `meta/v1/…` are the shared ones of `_shared`. */
  readonly types: ReadonlyMap<TypeName, TypeModel>;
  /** What types and fields are, by the first part of the types' names, with what each kind.yaml says of its kind. */
  readonly descriptions: ReadonlyMap<string, DescriptionsModel>;
}

export interface DescriptionsModel {
  readonly texts: Descriptions;
  /** Where they are written; undefined: only in the kinds' own files. */
  readonly file: string | undefined;
}

export interface TypeModel {
  readonly name: TypeName;
  readonly schema: Schema;
  /** Relative to the definitions folder. */
  readonly file: string;
  /** OpenAPI name: `io.k8s.api.core.v1.PodSpec`. */
  readonly openapiName: string;
  /** From the built-in definitions, taken in because a definition of another folder refers to it; nothing is emitted for it. */
  readonly external: boolean;
}

export interface GroupModel {
  /** Folder name and first part of its type names: `core` for the empty group, else the group name. */
  readonly dir: string;
  readonly name: string;
  readonly openapiPackage: string;
  readonly priority: number;
  readonly versions: readonly GroupVersionModel[];
  readonly featureGates: Readonly<Record<string, FeatureGateLife>>;
  readonly kinds: readonly KindModel[];
  readonly file: string;
}

export interface GroupVersionModel {
  readonly name: string;
  readonly priority: number;
  readonly servedByDefault: boolean;
}

export interface KindModel {
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly versions: readonly KindVersionModel[];
  readonly storageVersion: string;
  readonly verbs: readonly Verb[];
  readonly subresources: readonly Subresource[];
  readonly columns: readonly Column[] | undefined;
  readonly selectableFields: Readonly<Record<string, string>>;
  /** What kind.yaml says, and `bumpGenerationOn` always (the loader knows whether there is a spec); `defineResource` adds the rest. */
  readonly strategy: Partial<StrategyChoices>;
  readonly featureGate: string | undefined;
  readonly storagePrefix: string | null;
  /**
   * Where objects are stored as another kind or version than `storageVersion` says (events.k8s.io Event as the core one);
   * discovery's storageVersionHash is that of this identity.
   */
  readonly storedAs: { readonly group: string; readonly version: string; readonly kind: string } | undefined;
  readonly description: string | undefined;
  /** Path of `hooks.ts`, relative to the definitions folder. */
  readonly hooks: string | undefined;
  readonly dir: string;
  readonly file: string;
}

export interface KindVersionModel {
  readonly name: string;
  readonly type: TypeName;
  readonly servedByDefault: boolean;
  readonly introduced: string | undefined;
  readonly deprecated: string | undefined;
  readonly removed: string | undefined;
  readonly replacement: string | undefined;
  /** As kind.yaml says it; where it does not, the usual text follows from the releases. */
  readonly deprecationWarning: string | undefined;
}
