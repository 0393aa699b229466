/**
 * What a flag is. The table of all flags is facts about kube-apiserver (name, group, type, default) plus what this
 * server does with each.
 *
 * The rule: a flag that asks for a feature this server lacks is refused, because starting without it would mislead; a
 * flag that only tunes something this server lacks is accepted, and said to have no effect. A refused flag set to the
 * value it has anyway asks for nothing and is accepted.
 */
export type FlagType =
  | "Level"
  | "bool"
  | "colonSeparatedMultimapStringString"
  | "duration"
  | "float"
  | "float32"
  | "int"
  | "int32Slice"
  | "ip"
  | "mapStringString"
  | "namedCertKey"
  | "pattern=N,..."
  | "portRange"
  | "quantity"
  | "string"
  | "stringArray"
  | "stringToString"
  | "strings"
  | "version[=true]";

export type FlagSupport =
  | { readonly kind: "implemented"; readonly help: string }
  | { readonly kind: "ignored"; readonly why: string }
  | { readonly kind: "refused"; readonly why: string; readonly allowed?: readonly string[] };

export interface FlagSpec {
  readonly name: string;
  readonly shorthand?: string;
  readonly group: string;
  readonly type: FlagType;
  /** kube-apiserver's default; absent: the type's zero value. */
  readonly default?: string;
  /** This server's default where it is another one. */
  readonly ownDefault?: string;
  readonly deprecated?: boolean;
  /** kube-apiserver takes it, and does not show it in its help. */
  readonly hidden?: boolean;
  /** Not a kube-apiserver flag. */
  readonly own?: boolean;
  /** Word for the value in help. */
  readonly placeholder?: string;
  readonly support: FlagSupport;
}

export const implemented = (help: string): FlagSupport => ({ kind: "implemented", help });
export const ignored = (why: string): FlagSupport => ({ kind: "ignored", why });
export const refused = (why: string, allowed?: readonly string[]): FlagSupport => ({
  kind: "refused",
  why,
  ...(allowed === undefined ? {} : { allowed }),
});
