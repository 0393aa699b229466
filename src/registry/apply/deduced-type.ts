/**
 * Values no schema speaks of, as in custom resources that keep unknown fields: what a value is says how it is owned. Maps key by key,
 * lists and single values whole.
 */
import { leaf } from "./field-set.js";
import { type Difference, type FieldType, isRecord } from "./field-type.js";
import { leafType } from "./leaf-type.js";
import { MapType } from "./map-type.js";

const single = leafType("anything");

class DeducedType implements FieldType {
  readonly #map: FieldType = new MapType({ fields: [], values: this });

  extract(value: unknown, self: boolean): ReturnType<FieldType["extract"]> {
    return isRecord(value) ? this.#map.extract(value, self) : leaf;
  }

  everything(value: unknown): ReturnType<FieldType["everything"]> {
    return this.#map.everything(value);
  }

  skeleton(value: unknown): unknown {
    return isRecord(value) ? this.#map.skeleton(value) : 1;
  }

  fits(skeleton: unknown, value: unknown): boolean {
    return isRecord(value) ? skeleton !== 1 && this.#map.fits(skeleton, value) : skeleton === 1;
  }

  compare(before: unknown, after: unknown): Difference | undefined {
    if (isRecord(before) && isRecord(after)) return this.#map.compare(before, after);
    // A map gives way key by key to what is no map, and the other way round.
    if (isRecord(before)) return { changed: leaf, removed: this.#map.compare(before, {})?.removed };
    if (!isRecord(after)) return single.compare(before, after);
    return { changed: this.#map.everything(after), removed: undefined };
  }

  merge(live: unknown, applied: unknown): unknown {
    return isRecord(live) && isRecord(applied) ? this.#map.merge(live, applied) : applied;
  }

  remove(...[value, branch]: Parameters<FieldType["remove"]>): unknown {
    return isRecord(value) ? this.#map.remove(value, branch) : value;
  }

  withParents(...[branch]: Parameters<FieldType["withParents"]>): ReturnType<FieldType["withParents"]> {
    return branch;
  }

  reconcile(...[branch]: Parameters<FieldType["reconcile"]>): ReturnType<FieldType["reconcile"]> {
    return branch;
  }

  check(): void {
    // Anything goes.
  }
}

export const deducedType: FieldType = new DeducedType();
