/**
 * Work to do once the server listens, and before it stops listening. Each post-start hook is a health check by itself
 * (`poststarthook/<name>`): the server is ready when all of them are through.
 */
import type { Logger } from "../util/logger.js";
import type { HealthCheck } from "./health/health-checks.js";

export interface HookContext {
  /** Aborted when the server starts to stop. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

export interface PostStartHook {
  readonly name: string;
  /** A rejection ends the server: it must not look healthy without what the hook was to do. */
  run(context: HookContext): Promise<void> | void;
}

export interface PreShutdownHook {
  readonly name: string;
  /** A rejection is logged; stopping goes on. */
  run(): Promise<void> | void;
}

export class PostStartHooks {
  readonly #hooks: { readonly hook: PostStartHook; state: "failed" | "finished" | "waiting" }[] = [];

  add(hook: PostStartHook): void {
    this.#hooks.push({ hook, state: "waiting" });
  }

  get checks(): readonly HealthCheck[] {
    return this.#hooks.map((entry) => ({
      name: `poststarthook/${entry.hook.name}`,
      check: () => (entry.state === "finished" ? undefined : entry.state === "failed" ? "failed" : "not finished"),
    }));
  }

  /** Runs all at once; resolves when all are through, rejects with the first failure. */
  async run(context: HookContext): Promise<void> {
    await Promise.all(
      this.#hooks.map(async (entry) => {
        try {
          await entry.hook.run(context);
          entry.state = "finished";
        } catch (error) {
          entry.state = "failed";
          throw new Error(`post-start hook ${entry.hook.name} failed`, { cause: error });
        }
      }),
    );
  }
}
