/** With `batched`: the meta page of the last transaction is synced a moment after it, off the event loop. */
import { type Environment, syncNow } from "./environment.js";

/** At the latest. */
const idleSyncMs = 5;

export class IdleSync {
  readonly #environment: Environment;
  readonly #failed: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #syncing: Promise<void> = Promise.resolve();

  constructor(environment: Environment, failed: (error: unknown) => void) {
    this.#environment = environment;
    this.#failed = failed;
  }

  soon(): void {
    this.#timer ??= setTimeout(() => this.#begin(), idleSyncMs);
  }

  /** Resolves when no sync is under way: it runs on a thread of its own and must not meet a closed file. */
  async close(): Promise<void> {
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#begin();
    }
    await this.#syncing;
  }

  #begin(): void {
    this.#timer = undefined;
    this.#syncing = this.#syncing.then(() => syncNow(this.#environment.root)).catch(this.#failed);
  }
}
