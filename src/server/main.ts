/** `apiserver serve` with the production backends. Resolves with the exit code when the server has stopped. */
import { prepareEngine } from "./prepare-engine.js";
import { runServe } from "./start/run-serve.js";

export function main(argv: readonly string[], packageVersion: string): Promise<number> {
  prepareEngine();
  const loadBackends = async () => (await import("./start/backends.js")).productionBackends;
  return runServe(argv, { packageVersion, loadBackends });
}
