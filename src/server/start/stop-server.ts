/**
 * Stopping, in kube-apiserver's order. What each step keeps from breaking:
 *
 *  1. `/readyz` fails, requests are still served: load balancers move away before anything is refused.
 *  2. The delay passes while pre-shutdown hooks run: they may still use the API.
 *  3. New requests are no longer taken: the listener closes, or (`--shutdown-send-retry-after`) answers 429.
 *  4. Requests in flight finish, so no write is cut off.
 *  5. Watches end, after their grace: last, so they have seen the events of those writes, and properly, so clients
 *     resume from where they are.
 *  6. Sockets close, then the API half, then the store: nothing can ask the store when it is gone.
 */
import type { Listener } from "../../http/message.js";
import type { CompletedConfig } from "../config.js";
import type { PreShutdownHook } from "../hooks.js";

/** Time ended watches have to send their last bytes. */
const watchFlushMs = 2000;

export interface StopSteps {
  readonly config: CompletedConfig;
  readonly listeners: readonly Listener[];
  readonly preShutdownHooks: readonly PreShutdownHook[];
  /** Makes `/readyz` fail. */
  readonly announce: () => void;
  readonly closeApi: () => Promise<void>;
}

export async function stopServer(steps: StopSteps): Promise<void> {
  const { config, listeners } = steps;
  const { clock, gate, logger } = config;
  const { delayMs, sendRetryAfter, watchGraceMs } = config.options.shutdown;
  steps.announce();
  await Promise.all([delayMs > 0 ? clock.sleep(delayMs) : undefined, runPreShutdownHooks(steps)]);

  if (sendRetryAfter) gate.startDraining();
  else for (const listener of listeners) listener.stopAccepting();
  const requestsDone = await within(steps, config.options.limits.requestTimeoutMs, { longRunning: false });
  if (!requestsDone) logger.warn("requests were still running when their time was up", { inFlight: gate.inFlight });

  if (watchGraceMs > 0) await within(steps, watchGraceMs, { longRunning: true });
  gate.endLongRunning();
  const watchesDone = await within(steps, watchFlushMs, { longRunning: true });
  if (!watchesDone) logger.warn("watches were cut off", { watches: gate.longRunning });

  for (const listener of listeners) {
    listener.stopAccepting();
    listener.close();
  }
  await steps.closeApi();
  await config.store.close();
  logger.info("stopped");
}

async function runPreShutdownHooks({ preShutdownHooks, config }: StopSteps): Promise<void> {
  for (const hook of preShutdownHooks) {
    try {
      await hook.run();
    } catch (error) {
      config.logger.error("pre-shutdown hook failed", { hook: hook.name, error });
    }
  }
}

/** False when the time was up first. */
async function within(
  { config }: StopSteps,
  limitMs: number,
  options: { readonly longRunning: boolean },
): Promise<boolean> {
  const timer = new AbortController();
  const late = config.clock.sleep(limitMs, { signal: timer.signal }).then(() => false);
  const done = await Promise.race([config.gate.drained(options).then(() => true), late]);
  timer.abort();
  return done;
}
