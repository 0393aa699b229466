/**
 * @kubernetes/client-node's informer over a thousand objects, through changes and through the server's end and start: its cache
 * becomes the server's list, and the events of each object come in order, none twice.
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  CoreV1Api,
  type Informer,
  KubeConfig,
  makeInformer,
  type ObjectCache,
  type V1ConfigMap,
} from "@kubernetes/client-node";
import { ServerProcess } from "../support/server-process.js";

const objects = 1000;
const namespace = "default";
const inParallel = 32;
const patienceMs = 180_000;

type Follower = Informer<V1ConfigMap> & ObjectCache<V1ConfigMap>;

interface Seen {
  readonly verb: "add" | "update" | "delete";
  readonly version: number;
}

class Rig {
  readonly server: ServerProcess;
  readonly api: CoreV1Api;
  readonly informer: Follower;
  /** By name, in the order they came. */
  readonly seen = new Map<string, Seen[]>();
  restarts = 0;
  #over = false;

  private constructor(server: ServerProcess) {
    this.server = server;
    const config = new KubeConfig();
    config.loadFromFile(server.kubeconfig);
    this.api = config.makeApiClient(CoreV1Api);
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    this.informer = makeInformer(config, path, () => this.api.listNamespacedConfigMap({ namespace }));
    for (const verb of ["add", "update", "delete"] as const) {
      this.informer.on(verb, (object: V1ConfigMap) => this.#note(verb, object));
    }
    // An informer of this library ends with an error when the connection does; its user starts it again.
    this.informer.on("error", () => {
      if (this.#over) return;
      this.restarts++;
      setTimeout(() => this.#startAgain(), 50);
    });
  }

  static async start(t: TestContext): Promise<Rig> {
    const server = await ServerProcess.start();
    const rig = new Rig(server);
    t.after(() => rig.#end());
    return rig;
  }

  /** A failed start reports an error, which starts it again. */
  #startAgain(): void {
    if (!this.#over) void this.informer.start().catch(() => {});
  }

  async #end(): Promise<void> {
    this.#over = true;
    await this.informer.stop();
    await this.server.stop();
  }

  #note(verb: Seen["verb"], { metadata }: V1ConfigMap): void {
    const list = this.seen.get(metadata?.name ?? "") ?? [];
    this.seen.set(metadata?.name ?? "", list);
    list.push({ verb, version: Number(metadata?.resourceVersion) });
  }

  async change(index: number, turn: string): Promise<void> {
    const name = nameOf(index);
    const path = `/api/v1/namespaces/${namespace}/configmaps/${name}`;
    const answer = await this.server.request("PATCH", path, { data: { turn } });
    assert.equal(answer.status, 200, answer.text);
  }

  /** Resolves when the informer's cache is what the server has. */
  async agrees(): Promise<readonly V1ConfigMap[]> {
    const { items } = await this.api.listNamespacedConfigMap({ namespace });
    const expected = versions(items);
    const deadline = Date.now() + patienceMs;
    while (JSON.stringify(versions(this.informer.list(namespace))) !== JSON.stringify(expected)) {
      if (Date.now() > deadline) assert.deepEqual(versions(this.informer.list(namespace)), expected);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.deepEqual(versions(this.informer.list(namespace)), expected);
    return items;
  }
}

const nameOf = (index: number): string => `object-${String(index).padStart(4, "0")}`;

function versions(items: readonly V1ConfigMap[]): readonly string[] {
  return items.map(({ metadata, data }) => `${metadata?.name} ${metadata?.resourceVersion} ${data?.turn}`).sort();
}

async function each(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < count; at += inParallel) {
    await Promise.all(Array.from({ length: Math.min(inParallel, count - at) }, (_, offset) => work(at + offset)));
  }
}

/** The events of every object: added once per life, versions rising, nothing twice. */
function judge(rig: Rig): void {
  for (const [name, events] of rig.seen) {
    let alive = false;
    let newest = 0;
    for (const { verb, version } of events) {
      const story = `${name}: ${events.map((one) => `${one.verb} ${one.version}`).join(", ")}`;
      if (verb === "add") assert(!alive, `added twice: ${story}`);
      else assert(alive, `${verb} of what is not there: ${story}`);
      if (verb === "delete") assert(version >= newest, `goes back: ${story}`);
      else assert(version > newest, `repeated or goes back: ${story}`);
      alive = verb !== "delete";
      newest = version;
    }
  }
}

const ends: Readonly<Record<string, (server: ServerProcess) => Promise<unknown>>> = {
  "a graceful restart": (server) => server.terminate(),
  "kill -9": (server) => server.kill9(),
};

for (const [how, end] of Object.entries(ends)) {
  test(`an informer over ${objects} objects follows changes through ${how}`, async (t) => {
    const rig = await Rig.start(t);
    const { server, api } = rig;
    await each(objects / 2, (index) => create(api, index));
    await rig.informer.start();
    await each(objects / 2, (index) => create(api, objects / 2 + index));
    await rig.agrees();
    await each(objects, (index) => rig.change(index, "before"));
    await each(100, (index) => api.deleteNamespacedConfigMap({ namespace, name: nameOf(index * 10) }));
    await rig.agrees();
    assert.equal(rig.restarts, 0, "nothing ended the watch so far");

    const halfway = each(500, (index) => rig.change(index * 2 + 1, "at the end").catch(() => {}));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await end(server);
    await halfway;
    await server.restart();
    await each(50, (index) => create(api, index * 10));
    await each(300, (index) => rig.change(index * 3 + 1, "after").catch(ignoreGone));
    await each(100, (index) => api.deleteNamespacedConfigMap({ namespace, name: nameOf(index * 10 + 1) }));

    const items = await rig.agrees();
    assert.equal(items.length, objects - 100 + 50 - 100);
    judge(rig);
    t.diagnostic(`${[...rig.seen.values()].flat().length} events, ${rig.restarts} restarts of the informer`);
  });
}

async function create(api: CoreV1Api, index: number): Promise<void> {
  const body = { metadata: { name: nameOf(index) }, data: { turn: "new" } };
  await api.createNamespacedConfigMap({ namespace, body });
}

/** Every tenth object was deleted before. */
function ignoreGone(error: unknown): void {
  assert.match(String(error), /not found/);
}
