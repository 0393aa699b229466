/** The whole server, killed amid concurrent writes: what a client was told is there, and life goes on from where it was. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type Answer, ServerProcess } from "../support/server-process.js";

const kills = process.env.TEST_ALL === "1" ? 100 : 5;
const writers = 32;
const namespace = "/api/v1/namespaces/default/configmaps";

interface Stored {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
  readonly data?: { readonly step: string };
}

/** What one writer was told, and the one request that was under way when the server died. */
interface Told {
  /** Absent: the object was deleted, or never made. */
  step: number | undefined;
  asked: number | undefined | "nothing";
}

class Writer {
  readonly name: string;
  readonly told: Told = { step: undefined, asked: "nothing" };
  acknowledged = 0;
  newest = 0;

  constructor(index: number) {
    this.name = `w${String(index).padStart(2, "0")}`;
  }

  /** Creates, patches and deletes its object, again and again, until the server is gone. */
  async writeUntilKilled(server: ServerProcess): Promise<void> {
    for (let turn = 0; ; turn++) {
      const { step } = this.told;
      const next = turn % 7 === 6 ? undefined : (step ?? -1) + 1;
      if (step === undefined && next === undefined) continue;
      this.told.asked = next;
      let answer: Answer;
      try {
        answer = await this.#write(server, next);
      } catch {
        return;
      }
      assert(answer.status === 200 || answer.status === 201, `${answer.status}: ${answer.text}`);
      this.told.step = next;
      this.told.asked = "nothing";
      this.acknowledged++;
      if (next !== undefined) this.newest = Number(answer.json<Stored>().metadata.resourceVersion);
    }
  }

  #write(server: ServerProcess, next: number | undefined): Promise<Answer> {
    const path = `${namespace}/${this.name}`;
    if (next === undefined) return server.request("DELETE", path);
    const data = { step: String(next), padding: "p".repeat((next * 97) % 3000) };
    if (this.told.step !== undefined) return server.request("PATCH", path, { data });
    return server.request("POST", namespace, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: this.name },
      data,
    });
  }

  /** The object must be as told, or as the request under way would have made it. */
  reconcile(found: Stored | undefined): void {
    const step = found === undefined ? undefined : Number(found.data?.step);
    const { told } = this;
    assert(
      step === told.step || step === told.asked,
      `${this.name} is at ${step}, told ${told.step}, asked ${told.asked}`,
    );
    told.step = step;
    told.asked = "nothing";
  }
}

async function check(server: ServerProcess, team: readonly Writer[], newestBefore: number): Promise<number> {
  const list = (await server.request("GET", namespace)).json<{
    items: Stored[];
    metadata: { resourceVersion: string };
  }>();
  const found = new Map(list.items.map((item) => [item.metadata.name, item]));
  for (const writer of team) writer.reconcile(found.get(writer.name));
  const revision = Number(list.metadata.resourceVersion);
  const newest = Math.max(newestBefore, ...team.map((writer) => writer.newest));
  assert(revision >= newest, `at ${revision}, ${newest} was acknowledged`);
  const fresh = { apiVersion: "v1", kind: "ConfigMap", metadata: { generateName: "fresh-" } };
  const made = (await server.request("POST", namespace, fresh)).json<Stored>();
  assert(Number(made.metadata.resourceVersion) > newest, "revisions go on, none is given twice");
  return Number(made.metadata.resourceVersion);
}

test(`kill -9 amid ${writers} writers, ${kills} times: every acknowledged write is there`, async (t) => {
  const server = await ServerProcess.start();
  t.after(() => server.stop());
  const team = Array.from({ length: writers }, (_, index) => new Writer(index));
  let newest = 0;
  for (let round = 0; round < kills; round++) {
    const all = Promise.all(team.map((writer) => writer.writeUntilKilled(server)));
    const stopped = all.then(() => true);
    // By what was done and not by time: a slow machine is not to be killed before it has begun.
    const enough = acknowledgedBy(team) + writers + Math.random() * 10 * writers;
    while (acknowledgedBy(team) < enough) {
      assert(!(await Promise.race([stopped, delay(1, false)])), "the server went by itself");
    }
    await server.kill9();
    await all;
    await server.restart();
    newest = await check(server, team, newest);
  }
  t.diagnostic(`${acknowledgedBy(team)} acknowledged writes in ${kills} lives`);
});

function acknowledgedBy(team: readonly Writer[]): number {
  return team.reduce((sum, writer) => sum + writer.acknowledged, 0);
}

test("SIGTERM amid writers: each request is answered or was never done, and the exit is clean", async (t) => {
  const server = await ServerProcess.start();
  t.after(() => server.stop());
  const team = Array.from({ length: writers }, (_, index) => new Writer(index));
  const running = team.map((writer) => writer.writeUntilKilled(server));
  await new Promise((resolve) => setTimeout(resolve, 200));
  const { code } = await server.terminate();
  assert.equal(code, 0);
  await Promise.all(running);
  await server.restart();
  await check(server, team, 0);
});
