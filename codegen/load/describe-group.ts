/**
 * What a group's types and fields are: what descriptions.yaml says, and of each kind what its own file says. A type that is `_like`
 * another has that one's texts for the fields both have.
 */
import type { Descriptions } from "../../src/registry/resource-definition.js";
import { type Complain, suggest } from "../diagnostics.js";
import type { DescriptionsModel, KindModel } from "../model/model.js";

export interface GroupTexts {
  /** First part of the group's type names. */
  readonly dir: string;
  /** undefined: the group has no descriptions.yaml. */
  readonly file: string | undefined;
  readonly written: Descriptions;
  readonly kinds: readonly KindModel[];
  /** Of every type of the group, in all its versions. */
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>;
  /** Those of `_shared`, for `_like: meta/Condition`. */
  readonly shared: Descriptions;
}

/** In the order of the type names; `_` first in each. A description in descriptions.yaml wins over the kind's own. */
export function describeGroup(from: GroupTexts, complain: Complain): DescriptionsModel {
  const texts = new Map<string, Readonly<Record<string, string>>>();
  for (const [type, { _like, ...own }] of Object.entries(from.written)) {
    const known = from.fields.get(type);
    const borrowed = _like === undefined ? {} : borrow({ type, like: _like }, from, complain);
    const shared = Object.entries(borrowed).filter(([field]) => field !== "_" && known?.has(field) === true);
    const head = own._ === undefined ? {} : { _: own._ };
    texts.set(type, { ...head, ...Object.fromEntries(shared), ...own });
  }
  for (const { description, versions } of from.kinds) {
    if (description === undefined) continue;
    for (const { type } of versions) {
      const short = type.slice(type.lastIndexOf("/") + 1);
      texts.set(short, { _: description, ...texts.get(short) });
    }
  }
  return { file: from.file, texts: Object.fromEntries([...texts].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** One step only: what `like` says itself. */
function borrow(
  { type, like }: { readonly type: string; readonly like: string },
  { dir, file, written, shared }: GroupTexts,
  complain: Complain,
): Readonly<Record<string, string>> {
  const known: Descriptions = {
    ...written,
    ...Object.fromEntries(Object.entries(shared).map(([name, texts]) => [`meta/${name}`, texts])),
  };
  const texts = known[like];
  if (texts !== undefined) return texts;
  const params = { where: dir, what: "described type", name: like, hint: suggest(like, Object.keys(known)) };
  complain("description-unknown", { file: file ?? dir, path: [type, "_like"] }, params);
  return {};
}
