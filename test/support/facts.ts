/**
 * The recorded facts of a real kube-apiserver, which are not part of the repository: the folder `APISERVER_FACTS`
 * names, or `../shared/kubernetes-1.36` beside the checkout. Tests that need them skip where they are absent.
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export function factsFolder(): string | undefined {
  const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
  const folder = process.env.APISERVER_FACTS ?? join(root, "../shared/kubernetes-1.36");
  return existsSync(join(folder, "openapi-v2.json")) ? folder : undefined;
}

/** The reason to skip, or false: what `test(name, { skip }, …)` takes. */
export function withoutFacts(): string | false {
  return factsFolder() === undefined
    ? "the recorded facts of kube-apiserver are not here (APISERVER_FACTS names their folder)"
    : false;
}
