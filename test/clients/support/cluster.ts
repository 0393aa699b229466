/** Asks a server for objects and waits until they are as they should be; a wait that takes too long fails with the object. */
import assert from "node:assert/strict";
import type { Answer, ServerProcess } from "../../support/server-process.js";

/** An object, loosely. */
export interface Item {
  readonly metadata: {
    readonly name: string;
    readonly generation?: number;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly object[];
  };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** Longer than any controller takes; what a node's silence sets going takes longest. */
const patienceMs = 180_000;
const betweenLooksMs = 100;

export class Cluster {
  readonly #server: ServerProcess;
  readonly #check: () => void;

  /** `check` throws when waiting has no sense any more. */
  constructor(server: ServerProcess, check: () => void) {
    this.#server = server;
    this.#check = check;
  }

  async get(path: string): Promise<Item> {
    return itemOf(await this.#ask("GET", path));
  }

  async list(path: string): Promise<readonly Item[]> {
    return (await this.#ask("GET", path)).json<{ items: Item[] }>().items.map(whole);
  }

  async create(path: string, object: object): Promise<Item> {
    return itemOf(await this.#ask("POST", path, object));
  }

  async put(path: string, object: object): Promise<void> {
    await this.#ask("PUT", path, object);
  }

  async patch(path: string, change: object): Promise<void> {
    await this.#ask("PATCH", path, change);
  }

  async remove(path: string, options: object = {}): Promise<void> {
    await this.#ask("DELETE", path, options);
  }

  /** Waits until the object is there, and as it should be. */
  async until(path: string, isRight: (item: Item) => boolean = () => true): Promise<void> {
    await this.#look(path, (answer) => answer.status === 200 && isRight(itemOf(answer)));
  }

  async untilList(path: string, isRight: (items: readonly Item[]) => boolean): Promise<void> {
    await this.#look(path, (answer) => isRight(answer.json<{ items: Item[] }>().items.map(whole)));
  }

  async untilGone(path: string): Promise<void> {
    await this.#look(path, ({ status }) => status === 404);
  }

  async #look(path: string, isRight: (answer: Answer) => boolean): Promise<void> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const answer = await this.#server.request("GET", path);
      if (isRight(answer)) return;
      this.#check();
      assert.ok(Date.now() < deadline, `${path} is still ${answer.text}`);
      await new Promise((resolve) => setTimeout(resolve, betweenLooksMs));
    }
  }

  async #ask(method: string, path: string, body?: object): Promise<Answer> {
    const answer = await this.#server.request(method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.text}`);
    return answer;
  }
}

const itemOf = (answer: Answer): Item => whole(answer.json<Partial<Item>>());

function whole(object: Partial<Item>): Item {
  return { ...object, metadata: object.metadata ?? { name: "" }, spec: object.spec ?? {}, status: object.status ?? {} };
}
