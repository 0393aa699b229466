/** Log lines in both forms, and that secrets stay out. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createLogger, type LogFormat, type LogLevel } from "../../../src/util/logger.js";

async function lines(
  format: LogFormat,
  level: LogLevel,
  write: (log: Awaited<ReturnType<typeof createLogger>>) => void,
) {
  const written: string[] = [];
  write(await createLogger({ format, level, sink: (line) => written.push(line), nowMs: () => 0 }));
  return written;
}

test("a level that is off writes nothing", async () => {
  const written = await lines("text", "warn", (log) => {
    log.error("a");
    log.warn("b");
    log.info("c");
    log.trace("d");
  });
  assert.equal(written.length, 2);
});

test("a text line has klog's shape: letter, date, time, pid, quoted message, fields", async () => {
  const [line = ""] = await lines("text", "info", (log) => log.warn("a message", { n: 1, s: "x y" }));
  assert.match(line, /^W\d{4} \d\d:\d\d:\d\d\.\d{3} \d+\] "a message" n=1 s="x y"\n$/);
});

test("a JSON line has level, time, pid, message and fields", async () => {
  const [line = ""] = await lines("json", "info", (log) => log.info("a message", { n: 1 }));
  const { level, time, pid, msg, n } = JSON.parse(line);
  assert.deepEqual(
    { level, time, pid, msg, n },
    { level: "info", time: "1970-01-01T00:00:00.000Z", pid: process.pid, msg: "a message", n: 1 },
  );
});

test("fields that name a secret are blanked in both forms", async () => {
  for (const format of ["text", "json"] as const) {
    const [line = ""] = await lines(format, "info", (log) =>
      log.info("m", { token: "s3cret", Authorization: "Bearer s3cret" }),
    );
    assert.ok(!line.includes("s3cret"), line);
  }
});
