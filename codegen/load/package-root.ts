/** Finds the definitions that come with this package, from source and from any build folder alike. */
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path of the package's `api-definitions`. */
export function builtinDefinitionsDir(): string {
  let dir = path.dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = path.join(dir, "api-definitions");
    if (existsSync(path.join(candidate, "_language", "kind.schema.json"))) return candidate;
    const parent = path.dirname(dir);
    if (parent === dir) throw new Error("the package has no api-definitions folder: install it again");
    dir = parent;
  }
}
