/** The recorded facts of a real kube-apiserver (not part of the repository): `APISERVER_FACTS`, or a `shared` folder beside the checkout. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** undefined where they are absent: tests that need them skip and say so. */
export function factsFolder(): string | undefined {
  const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
  const folder = process.env.APISERVER_FACTS ?? join(root, "../shared/kubernetes-1.36");
  return existsSync(join(folder, "openapi-v2.json")) ? folder : undefined;
}
