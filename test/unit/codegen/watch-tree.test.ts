/** The watch of `gen --watch`: what it must not miss, on any version of Node. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { watchTree } from "../../../codegen/watch-tree.js";

interface Watched {
  readonly folder: string;
  /** Resolves with the next change after the step, and nothing but the step makes one. */
  change(step: () => Promise<unknown>): Promise<void>;
}

async function watched(t: TestContext): Promise<Watched> {
  const folder = await mkdtemp(join(tmpdir(), "watch-tree-"));
  await mkdir(join(folder, "group/Kind"), { recursive: true });
  await writeFile(join(folder, "group/Kind/kind.yaml"), "first");
  const stop = new AbortController();
  let changes = 0;
  let told = (): void => {};
  const watching = watchTree(folder, stop.signal, () => {
    changes += 1;
    told();
  });
  t.after(async () => {
    stop.abort();
    await watching;
    await rm(folder, { recursive: true, force: true });
  });
  const change = async (step: () => Promise<unknown>): Promise<void> => {
    const before = changes;
    const next = new Promise<void>((resolve) => {
      told = resolve;
    });
    await step();
    if (changes === before) await next;
    // Events of one step come together; the next step must not be taken for an echo of this one.
    for (let seen = -1; seen !== changes; ) {
      seen = changes;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return { folder, change };
}

test("a file that an editor replaces by renaming is still watched afterwards", async (t) => {
  const { folder, change } = await watched(t);
  const file = join(folder, "group/Kind/kind.yaml");
  for (const round of ["1", "2", "3"]) {
    await writeFile(`${folder}.new`, round);
    await change(() => rename(`${folder}.new`, file));
  }
  await change(() => writeFile(file, "in place"));
});

test("files of a folder made later are watched, and a removed folder does not end the watch", async (t) => {
  const { folder, change } = await watched(t);
  const later = join(folder, "group/Later");
  await change(() => mkdir(later));
  await change(() => writeFile(join(later, "kind.yaml"), "new"));
  await change(() => rm(later, { recursive: true }));
  await change(() => writeFile(join(folder, "group/Kind/kind.yaml"), "again"));
});

test("a folder that is not there is refused at once", () => {
  assert.throws(() => watchTree("/nowhere/at/all", new AbortController().signal, () => {}), { code: "ENOENT" });
});
