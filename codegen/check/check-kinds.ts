/** Rules about kinds: versions, names that must not clash, paths that must lead somewhere. */

import { pathAlternatives } from "../../src/meta/json-path.js";
import { compareReleases } from "../../src/meta/release.js";
import type { Schema } from "../../src/meta/schema.js";
import { type Complain, type Place, suggest } from "../diagnostics.js";
import type { ApiModel, GroupModel, KindModel, KindVersionModel, TypeModel } from "../model/model.js";
import { resolve } from "./check-schemas.js";

/** Metadata that some kinds count as their own. */
const countedMetadata: ReadonlySet<string> = new Set(["metadata.labels", "metadata.annotations"]);

/** In the order of a version's life. */
const releaseKeys = ["introduced", "deprecated", "removed"] as const;

export function checkKinds(model: ApiModel, complain: Complain): void {
  const names = new NameClashes(complain);
  for (const group of model.groups) {
    checkVersionsUsed(group, complain);
    for (const kind of group.kinds) {
      names.add(group, kind);
      new KindCheck(model, kind, complain).run();
    }
  }
}

function checkVersionsUsed(group: GroupModel, complain: Complain): void {
  for (const { name } of group.versions) {
    if (group.kinds.some((kind) => kind.versions.some((version) => version.name === name))) continue;
    const place: Place = { file: group.file, path: ["versions", name], at: "key" };
    complain("unused-version", place, { version: name, group: group.name });
  }
}

class NameClashes {
  readonly #complain: Complain;
  readonly #shortNames = new Map<string, KindModel>();
  readonly #plurals = new Map<string, KindModel>();
  readonly #prefixes = new Map<string, KindModel>();

  constructor(complain: Complain) {
    this.#complain = complain;
  }

  add(group: GroupModel, kind: KindModel): void {
    kind.shortNames.forEach((name, index) => {
      const other = this.#shortNames.get(name);
      // The two Events are one resource served by two groups, short name and all.
      if (other !== undefined && other.kind !== kind.kind) {
        this.#complain(
          "short-name-duplicate",
          { file: kind.file, path: ["shortNames", index] },
          { name, other: other.kind },
        );
      }
      this.#shortNames.set(name, kind);
    });
    const plural = `${group.name}/${kind.plural}`;
    const samePlural = this.#plurals.get(plural);
    if (samePlural !== undefined) {
      this.#complain(
        "plural-duplicate",
        { file: kind.file, path: ["plural"] },
        { name: kind.plural, other: samePlural.kind },
      );
    }
    this.#plurals.set(plural, kind);
    // The same plural brings the same prefix; one complaint is enough.
    if (kind.storagePrefix === null || kind.storedAs !== undefined || samePlural !== undefined) return;
    const samePrefix = this.#prefixes.get(kind.storagePrefix);
    if (samePrefix !== undefined) {
      const params = { prefix: kind.storagePrefix, other: samePrefix.dir };
      this.#complain("storage-prefix-duplicate", { file: kind.file, path: ["storagePrefix"] }, params);
    }
    this.#prefixes.set(kind.storagePrefix, kind);
  }
}

class KindCheck {
  readonly #model: ApiModel;
  readonly #kind: KindModel;
  readonly #complain: Complain;

  constructor(model: ApiModel, kind: KindModel, complain: Complain) {
    this.#model = model;
    this.#kind = kind;
    this.#complain = complain;
  }

  run(): void {
    this.#checkStorageVersion();
    for (const version of this.#kind.versions) this.#checkReleases(version);
    this.#checkStrategy();
    this.#checkSubresources();
    this.#checkColumns();
    this.#checkSelectableFields();
  }

  #checkStorageVersion(): void {
    const { kind, storageVersion, versions } = this.#kind;
    if (versions.some((version) => version.name === storageVersion)) return;
    const known = versions.map((version) => version.name).join(", ");
    this.#complain("storage-version", this.#at(["storageVersion"]), { version: storageVersion, kind, known });
  }

  #checkReleases(version: KindVersionModel): void {
    const { kind } = this.#kind;
    const path = ["versions", version.name];
    for (const key of ["removed", "replacement"] as const) {
      if (version[key] === undefined || version.deprecated !== undefined) continue;
      this.#complain("release-alone", this.#at([...path, key]), { kind, version: version.name, key });
    }
    const known = releaseKeys.filter((key) => version[key] !== undefined);
    known.forEach((key, index) => {
      const before = known[index - 1];
      if (before === undefined) return;
      const [release = "", earlier = ""] = [version[key], version[before]];
      if (compareReleases(earlier, release) < 0) return;
      const params = { kind, version: version.name, key, release, before, earlier };
      this.#complain("release-order", this.#at([...path, key]), params);
    });
  }

  #checkStrategy(): void {
    const { strategy, kind } = this.#kind;
    const stored = this.#storedType();
    if (stored === undefined) return;
    const known = Object.keys(stored.schema.properties ?? {});
    for (const key of ["wipeOnCreate", "keepOnUpdate", "bumpGenerationOn"] as const) {
      strategy[key]?.forEach((name, index) => {
        if (known.includes(name) || (key === "bumpGenerationOn" && countedMetadata.has(name))) return;
        const params = { name, kind, hint: suggest(name, known) };
        this.#complain("strategy-field-unknown", this.#at(["strategy", key, index]), params);
      });
    }
  }

  #checkSubresources(): void {
    for (const sub of this.#kind.subresources) {
      const path = ["subresources", sub.name];
      if (sub.bodyKind !== undefined) {
        const { group, version, kind } = sub.bodyKind;
        const body = `${group === "" ? "core" : group}/${version}/${kind}`;
        const isOptions = kind.endsWith("Options");
        if (!isOptions && !this.#model.types.has(body) && this.#hasGroup(group)) {
          this.#complain("body-unknown", this.#at([...path, "body"]), { body });
        }
      }
      if (sub.name !== "scale") continue;
      if (sub.scale === undefined) {
        this.#complain("scale-target-missing", this.#at(path));
        continue;
      }
      for (const [key, field] of Object.entries(sub.scale)) this.#checkPath(field, [...path, key]);
    }
  }

  #checkColumns(): void {
    this.#kind.columns?.forEach((column, index) => {
      if (column.path !== undefined) this.#checkPath(column.path, ["columns", index, "path"]);
    });
  }

  #checkSelectableFields(): void {
    Object.entries(this.#kind.selectableFields).forEach(([label, path], index) => {
      const at = ["selectableFields", label === path ? index : label];
      for (const one of pathAlternatives(path)) this.#checkPath(one, at, this.#selectedType());
    });
  }

  /** Selectors read stored objects: those of another kind where this one lives among them. */
  #selectedType(): string | undefined {
    const { storedAs, versions } = this.#kind;
    const host = storedAs === undefined ? "" : `${storedAs.group || "core"}/${storedAs.version}/${storedAs.kind}`;
    return this.#model.types.has(host) ? host : versions[0]?.type;
  }

  /** Follows a dotted path through a type, the most preferred version's unless another is named. */
  #checkPath(path: string, at: readonly (string | number)[], typeName = this.#kind.versions[0]?.type): void {
    const type = this.#model.types.get(typeName ?? "");
    if (type === undefined) return;
    let schema: Schema | undefined = type.schema;
    for (const segment of path
      .replaceAll(/\[[^\]]*\]/g, "")
      .split(".")
      .filter((one) => one !== "")) {
      schema = resolve(schema, this.#model.types);
      if (schema === undefined || schema["x-kubernetes-preserve-unknown-fields"] === true) return;
      if (schema.type === "array") schema = resolve(schema.items, this.#model.types);
      const properties: Readonly<Record<string, Schema>> = schema?.properties ?? {};
      const next: Schema | undefined = Object.hasOwn(properties, segment)
        ? properties[segment]
        : schema?.additionalProperties;
      if (next === undefined) {
        const params = { path, type: type.name, segment, hint: suggest(segment, Object.keys(properties)) };
        this.#complain("path-unknown", this.#at(at), params);
        return;
      }
      schema = next;
    }
  }

  #storedType(): TypeModel | undefined {
    const { versions, storageVersion } = this.#kind;
    return this.#model.types.get(versions.find((version) => version.name === storageVersion)?.type ?? "");
  }

  #hasGroup(name: string): boolean {
    return this.#model.groups.some((group) => group.name === name);
  }

  #at(path: readonly (string | number)[]): Place {
    return { file: this.#kind.file, path };
  }
}
