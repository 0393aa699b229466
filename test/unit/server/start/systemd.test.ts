/** Notification of systemd through its own program. */
import assert from "node:assert/strict";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { notifySystemd } from "../../../../src/server/start/systemd.js";
import { createLogger, silentLogger } from "../../../../src/util/logger.js";

async function fakeProgram(script: string): Promise<{ folder: string; env: NodeJS.ProcessEnv }> {
  const folder = await mkdtemp(join(tmpdir(), "systemd-"));
  await writeFile(join(folder, "systemd-notify"), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, "systemd-notify"), 0o755);
  return { folder, env: { PATH: `${folder}:/usr/bin:/bin`, NOTIFY_SOCKET: "/run/notify", OUT: join(folder, "out") } };
}

test("systemd is told the state and this process' id", async (t) => {
  const { folder, env } = await fakeProgram('echo "$@" > "$OUT"');
  t.after(() => rm(folder, { recursive: true }));
  await notifySystemd("READY=1", env, silentLogger);
  assert.equal(await readFile(join(folder, "out"), "utf8"), `--pid=${process.pid} READY=1\n`);
});

test("without NOTIFY_SOCKET nothing is started", async (t) => {
  const { folder, env } = await fakeProgram('echo called > "$OUT"');
  t.after(() => rm(folder, { recursive: true }));
  const { NOTIFY_SOCKET: _, ...bare } = env;
  await notifySystemd("READY=1", bare, silentLogger);
  await assert.rejects(readFile(join(folder, "out")));
});

test("a notification that fails is a warning, not an error", async () => {
  const lines: string[] = [];
  const logger = await createLogger({ level: "warn", format: "text", sink: (line) => lines.push(line) });
  await notifySystemd("READY=1", { PATH: "/nonexistent", NOTIFY_SOCKET: "/run/notify" }, logger);
  assert.match(lines.join(""), /systemd could not be told/);
});
