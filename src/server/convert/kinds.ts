/** The kinds a conversion knows, found by what an object says of itself; each is loaded and compiled when it is first met. */
import { formatGroupVersion } from "../../meta/object.js";
import { type KindRuntime, loadKindRuntime } from "../../registry/kind-runtime.js";
import type { GroupDefinition, ResourceDefinition } from "../../registry/resource-definition.js";
import { systemClock } from "../../util/clock.js";
import { getOrAdd } from "../../util/get-or-add.js";

export interface FoundKind {
  readonly definition: ResourceDefinition;
  /** Name of the version: `v1beta1`. */
  readonly version: string;
  /** The name that was looked up is the list's. */
  readonly isList: boolean;
}

export class Kinds {
  readonly #byName = new Map<string, FoundKind>();
  readonly #runtimes = new Map<ResourceDefinition, Promise<KindRuntime>>();

  constructor(groups: readonly GroupDefinition[]) {
    for (const definition of groups.flatMap(({ resources }) => resources)) {
      for (const { name } of definition.versions) {
        const apiVersion = formatGroupVersion(definition.group, name);
        this.#add(apiVersion, definition.kind, { definition, version: name, isList: false });
        this.#add(apiVersion, definition.listKind, { definition, version: name, isList: true });
      }
    }
  }

  find(apiVersion: string, kind: string): FoundKind | undefined {
    return this.#byName.get(`${apiVersion} ${kind}`);
  }

  /** Group versions in which there is such a kind. */
  versionsOf(kind: string): readonly string[] {
    return [...this.#byName.keys()].filter((name) => name.endsWith(` ${kind}`)).map((name) => name.split(" ")[0] ?? "");
  }

  runtime({ definition }: FoundKind): Promise<KindRuntime> {
    return getOrAdd(this.#runtimes, definition, () => loadKindRuntime(definition, systemClock.nowMs));
  }

  #add(apiVersion: string, kind: string, found: FoundKind): void {
    const name = `${apiVersion} ${kind}`;
    if (!this.#byName.has(name)) this.#byName.set(name, found);
  }
}
