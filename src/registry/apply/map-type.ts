/**
 * Structs and maps whose members are owned one by one. A struct's fields are declared; a map's keys are not, and count as paths of their
 * own wherever they appear.
 */
import { type FieldSet, type GrowingSet, inOrder, isMember, leaf, withSelf } from "./field-set.js";
import { type Difference, type FieldType, isEmptyRecord, isRecord, replaced, sameValue, stepUp } from "./field-type.js";
import { mismatch } from "./leaf-type.js";
import { compareText, fieldElement } from "./path-element.js";

export interface DeclaredField {
  readonly name: string;
  readonly type: FieldType;
  /**
   * What a Go struct has where nothing was said; undefined: nothing. A manager does not come to own a struct by being the first
   * to fill a part of it that was always there.
   */
  readonly zero: unknown;
}

export interface MapParts {
  readonly fields: readonly DeclaredField[];
  /** Type of the members that are not declared; undefined: there are none. */
  readonly values: FieldType | undefined;
}

interface Field extends DeclaredField {
  readonly element: string;
  /** Its zero is a struct that says nothing. */
  readonly zeroIsStruct: boolean;
}

export class MapType implements FieldType {
  /** In the order of field sets. */
  readonly #fields: readonly Field[];
  readonly #byName: ReadonlyMap<string, Field>;
  readonly #byElement: ReadonlyMap<string, Field>;
  readonly #values: FieldType | undefined;

  constructor({ fields, values }: MapParts) {
    this.#fields = fields
      .map((field) => ({ ...field, element: fieldElement(field.name), zeroIsStruct: isEmptyRecord(field.zero) }))
      .sort((a, b) => compareText(a.name, b.name));
    this.#byName = new Map(this.#fields.map((field) => [field.name, field]));
    this.#byElement = new Map(this.#fields.map((field) => [field.element, field]));
    this.#values = values;
  }

  extract(value: unknown, self: boolean): FieldSet | undefined {
    if (!isRecord(value)) return self ? leaf : undefined;
    const set: GrowingSet = self ? { ".": leaf } : {};
    let count = 0;
    for (const { name, type, element } of this.#fields) {
      const item = value[name];
      if (item === undefined) continue;
      const branch = type.extract(item, item === null || isEmptyRecord(item));
      if (branch === undefined) continue;
      set[element] = branch;
      count += 1;
    }
    const fields = count;
    if (this.#values !== undefined) {
      for (const name of this.#freeKeys(value)) {
        set[fieldElement(name)] = this.#values.extract(value[name], true) ?? leaf;
        count += 1;
      }
    }
    if (count === 0) return self ? leaf : undefined;
    return fields > 0 && fields < count ? inOrder(set) : set;
  }

  everything(value: unknown): FieldSet {
    if (!isRecord(value)) return leaf;
    const set: GrowingSet = { ".": leaf };
    let count = 0;
    for (const { name, type, element } of this.#fields) {
      if (value[name] === undefined) continue;
      set[element] = type.everything(value[name]);
      count += 1;
    }
    const fields = count;
    if (this.#values !== undefined) {
      for (const name of this.#freeKeys(value)) {
        set[fieldElement(name)] = this.#values.everything(value[name]);
        count += 1;
      }
    }
    if (count === 0) return leaf;
    return fields > 0 && fields < count ? inOrder(set) : set;
  }

  skeleton(value: unknown): unknown {
    if (!isRecord(value)) return null;
    const skeleton: Record<string, unknown> = {};
    for (const name in value) {
      const [item, field] = [value[name], this.#byName.get(name)];
      const type = field?.type ?? this.#values;
      if (type === undefined || item === undefined) continue;
      setMember(skeleton, name, isZero(field, item) ? zeroBone : type.skeleton(item));
    }
    return skeleton;
  }

  fits(skeleton: unknown, value: unknown): boolean {
    if (!isRecord(value)) return false;
    const expected = skeleton as Values | null;
    if (expected === null) return false;
    let members = 0;
    for (const name in value) {
      const item = value[name];
      if (item === undefined) continue;
      const [part, field] = [expected[name], this.#byName.get(name)];
      const zero = isZero(field, item);
      if (part === undefined || zero !== (part === zeroBone)) return false;
      if (!zero && (field?.type ?? this.#values)?.fits(part, item) !== true) return false;
      members += 1;
    }
    for (const _ in expected) members -= 1;
    return members === 0;
  }

  compare(before: unknown, after: unknown): Difference | undefined {
    if (hasNothing(before) && hasNothing(after)) return sameValue(before, after) ? undefined : replaced;
    const [was, is] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}];
    const growing: GrowingDifference = { changed: undefined, removed: undefined };
    // A pointer to a struct that is null has no struct, and so no zeros in it.
    const isPart = before !== null;
    for (const { name, type, element, zero } of this.#fields) {
      const left = was[name] === undefined && isPart ? zero : was[name];
      const right = is[name] === undefined ? zero : is[name];
      if (left !== right) compareMember(growing, { element, type, left, right });
    }
    if (this.#values !== undefined) this.#compareFree(was, is, growing);
    return settled(growing, this.#values !== undefined);
  }

  merge(live: unknown, applied: unknown): unknown {
    if (!isRecord(live) || hasNothing(live)) return hasNothing(applied) || isRecord(applied) ? applied : live;
    if (!isRecord(applied)) return live;
    const merged: Record<string, unknown> = { ...live };
    for (const name in applied) {
      const [own, given] = [live[name], applied[name]];
      const type = this.#typeOf(name);
      setMember(merged, name, own === undefined || type === undefined ? given : type.merge(own, given));
    }
    return merged;
  }

  remove(value: unknown, branch: FieldSet): unknown {
    if (!isRecord(value)) return value;
    const kept: Record<string, unknown> = {};
    let count = 0;
    for (const name in value) {
      const under = branch[fieldElement(name)];
      if (under !== undefined && isMember(under)) continue;
      const type = this.#typeOf(name);
      setMember(kept, name, under === undefined || type === undefined ? value[name] : type.remove(value[name], under));
      count += 1;
    }
    return count === 0 ? null : kept;
  }

  withParents(branch: FieldSet): FieldSet {
    return mapBranch(branch, (element, under) => {
      const field = this.#byElement.get(element);
      const inner = (field?.type ?? this.#values)?.withParents(under) ?? under;
      return field === undefined ? inner : withSelf(inner);
    });
  }

  reconcile(branch: FieldSet): FieldSet {
    return mapBranch(branch, (element, under) => {
      const type = this.#byElement.get(element)?.type ?? this.#values;
      return type === undefined ? under : type.reconcile(under);
    });
  }

  check(value: unknown, problems: string[]): void {
    const text = mismatch("map", value);
    if (text !== undefined) problems.push(`: ${text}`);
    if (!isRecord(value)) return;
    // Of fields that are none, kube-apiserver tells the one it comes upon first.
    let isFirst = true;
    for (const name in value) {
      const known = problems.length;
      const type = this.#typeOf(name);
      if (type !== undefined) type.check(value[name], problems);
      else if (isFirst) problems.push(": field not declared in schema");
      isFirst &&= type !== undefined;
      stepUp(problems, known, () => `.${name}`);
    }
  }

  #typeOf(name: string): FieldType | undefined {
    return this.#byName.get(name)?.type ?? this.#values;
  }

  /** Keys that are not declared fields, in the order of field sets. */
  #freeKeys(value: Readonly<Record<string, unknown>>): readonly string[] {
    const keys: string[] = [];
    for (const name in value) if (!this.#byName.has(name) && value[name] !== undefined) keys.push(name);
    return keys.length > 1 ? keys.sort(compareText) : keys;
  }

  #compareFree(was: Values, is: Values, growing: GrowingDifference): void {
    const type = this.#values as FieldType;
    for (const name in was) {
      if (this.#byName.has(name) || was[name] === is[name]) continue;
      compareMember(growing, { element: fieldElement(name), type, left: was[name], right: is[name] });
    }
    for (const name in is) {
      if (this.#byName.has(name) || was[name] !== undefined || is[name] === undefined) continue;
      compareMember(growing, { element: fieldElement(name), type, left: undefined, right: is[name] });
    }
  }
}

/** Stands for a value that is as if it were not there; skeletons of others are objects, lists, null or 1. */
const zeroBone = 0;

function isZero(field: Field | undefined, value: unknown): boolean {
  if (field?.zero === undefined) return false;
  return value === field.zero || (field.zeroIsStruct && isEmptyRecord(value));
}

type Values = Readonly<Record<string, unknown>>;

export interface GrowingDifference {
  changed: GrowingSet | undefined;
  removed: GrowingSet | undefined;
}

interface Member {
  readonly element: string;
  readonly type: FieldType;
  readonly left: unknown;
  readonly right: unknown;
}

/** Adds what differs in one member of a map or list. */
export function compareMember(growing: GrowingDifference, { element, type, left, right }: Member): void {
  if (left === undefined) {
    growing.changed ??= {};
    growing.changed[element] = type.everything(right);
    return;
  }
  if (right === undefined) {
    growing.removed ??= {};
    growing.removed[element] = type.everything(left);
    return;
  }
  const found = type.compare(left, right);
  if (found?.changed !== undefined) {
    growing.changed ??= {};
    growing.changed[element] = found.changed;
  }
  if (found?.removed !== undefined) {
    growing.removed ??= {};
    growing.removed[element] = found.removed;
  }
}

/** undefined when nothing differs. */
export function settled({ changed, removed }: GrowingDifference, sorts: boolean): Difference | undefined {
  if (changed === undefined && removed === undefined) return undefined;
  if (!sorts) return { changed, removed };
  return { changed: changed && inOrder(changed), removed: removed && inOrder(removed) };
}

/** The same branch when nothing under it changes. */
export function mapBranch(branch: FieldSet, change: (element: string, under: FieldSet) => FieldSet): FieldSet {
  let changed = false;
  const made: GrowingSet = {};
  for (const element in branch) {
    const under = branch[element] as FieldSet;
    const now = element === "." ? under : change(element, under);
    if (now !== under) changed = true;
    made[element] = now;
  }
  return changed ? made : branch;
}

function hasNothing(value: unknown): boolean {
  return value === null || value === undefined || isEmptyRecord(value);
}

/** A key called `__proto__` must not become the prototype. */
function setMember(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__") {
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
  } else object[name] = value;
}
