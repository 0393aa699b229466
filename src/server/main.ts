/** `apiserver serve` with the production backends. Resolves with the exit code when the server has stopped. */
import v8 from "node:v8";
import { runServe } from "./start/run-serve.js";

/**
 * V8 takes a server that is asked little for an idle page: eight seconds after a collection it makes three more, which throw compiled code
 * away, and it all is compiled again. Memory that is no longer needed goes back after ten minutes.
 */
const memoryReducerDelayMs = 10 * 60_000;

export function main(argv: readonly string[], packageVersion: string): Promise<number> {
  v8.setFlagsFromString(`--gc-memory-reducer-start-delay-ms=${memoryReducerDelayMs}`);
  const loadBackends = async () => (await import("./start/backends.js")).productionBackends;
  return runServe(argv, { packageVersion, loadBackends });
}
