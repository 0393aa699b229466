/**
 * Where generated code lands and how it reaches what it calls. The built-in APIs and a user's project differ in nothing else.
 * Every path is relative to the project's root and uses forward slashes.
 */
import { posix } from "node:path";

export interface EmitConfig {
  /** Folder of the definitions: `api-definitions`. */
  readonly definitions: string;
  /** Folder the generated tree is written to. */
  readonly out: string;
  /** The seam: a package's module, or a source file of this very project (`.js`, as imports end). */
  readonly api: { readonly module: string } | { readonly file: string };
  /** Where generated modules of types from another definitions folder (`TypeModel.external`) are found. */
  readonly external: string;
  /** Whether texts of the definitions reach the served OpenAPI documents. */
  readonly descriptions: boolean;
}

/** This repository's own APIs. */
export const builtinConfig: EmitConfig = {
  definitions: "api-definitions",
  out: "src/generated",
  api: { file: "src/registry/generated-api.v1.js" },
  external: "apiserver/generated",
  descriptions: false,
};

/** A project that depends on the package. */
export const userConfig: EmitConfig = {
  definitions: "api-definitions",
  out: "generated",
  api: { module: "apiserver/generated-api" },
  external: "apiserver/generated",
  descriptions: true,
};

/** Module specifier of the seam, for the generated file `file` (relative to the output folder). */
export function apiSpecifier(config: EmitConfig, file: string): string {
  return "module" in config.api ? config.api.module : specifier(posix.join(config.out, file), config.api.file);
}

/** Module specifier of a hooks file (path relative to the definitions folder), for the generated file `file`. */
export function hooksSpecifier(config: EmitConfig, file: string, hooks: string): string {
  const target = posix.join(config.definitions, hooks).replace(/\.ts$/, ".js");
  return specifier(posix.join(config.out, file), target);
}

/** Module specifier of the generated file `target` (`core/v1/types.js`), which may be another project's. */
export function moduleSpecifier(
  config: EmitConfig,
  target: { readonly path: string; readonly external: boolean },
  file: string,
): string {
  return target.external ? `${config.external}/${target.path}` : specifier(file, target.path);
}

/** Relative import of one file by another, both relative to one folder. */
export function specifier(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith(".") ? path : `./${path}`;
}
