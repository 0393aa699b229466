/**
 * Go's own Kubernetes libraries (client-go, controller-runtime) against this server; `test/clients/go` has the programs. They are
 * compiled first, which takes minutes, so they run only with TEST_ALL=1 and a `go` on PATH.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../support/fixture.js";
import { ServerProcess } from "../support/server-process.js";

const names = ["TestTyped", "TestDynamic", "TestInformer", "TestLeaderElection", "TestControllerRuntime"];

interface Event {
  readonly Action: string;
  readonly Test?: string;
  readonly Output?: string;
}

function whyNot(): string | undefined {
  if (process.env.TEST_ALL !== "1") return "compiles client-go and controller-runtime; TEST_ALL=1 runs it";
  return spawnSync("go", ["version"]).status === 0 ? undefined : "there is no go on PATH";
}

const reason = whyNot();

test("client-go and controller-runtime work unchanged", { skip: reason ?? false }, async (t) => {
  const server = await ServerProcess.start();
  t.after(() => server.stop());
  const child = spawn("go", ["test", "-count=1", "-json", "./..."], {
    cwd: join(repositoryRoot(), "test/clients/go"),
    env: { ...process.env, KUBECONFIG: server.kubeconfig },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  await once(child, "close");
  const events = output.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as Event] : []));
  for (const name of names) {
    await t.test(name, () => {
      const own = events.filter((event) => event.Test?.split("/")[0] === name);
      const printed = own.map((event) => event.Output ?? "").join("");
      assert(
        own.some(({ Action, Test }) => Action === "pass" && Test === name),
        printed + errors || output,
      );
    });
  }
});
