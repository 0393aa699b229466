/** A folder of definitions for one test, and a small sound group to spoil. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";

export type Files = Readonly<Record<string, string>>;

/** One group, one kind, nothing wrong with it. */
export const soundFiles: Files = {
  "example.com/group.yaml": "versions: { v1: {} }\n",
  "example.com/Widget/kind.yaml": "shortNames: [wd]\n",
  "example.com/Widget/v1.schema.yaml": `Widget:
  properties:
    spec: { $ref: WidgetSpec }
WidgetSpec:
  properties:
    size: { type: integer, format: int32 }
    color: { type: string }
`,
};

/** Writes `files` into a fresh folder that goes away after the test. */
export async function folderOf(t: TestContext, files: Files): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), "definitions-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(dir, file)), { recursive: true });
    await writeFile(path.join(dir, file), text);
  }
  return dir;
}
