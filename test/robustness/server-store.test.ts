/** What a user of the server sees of a store that cannot be opened or written: clear errors, and nothing lost. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { ServerProcess, serveCommand } from "../support/server-process.js";

const namespace = "/api/v1/namespaces/default/configmaps";

interface Status {
  readonly kind: string;
  readonly reason?: string;
  readonly message: string;
  readonly code: number;
}

interface Bench {
  readonly folder: string;
  serve(dataDir?: string, wrapper?: readonly string[]): Promise<ServerProcess>;
  /** Puts a small file system at the folder; false when this machine does not allow it. */
  mount(options: string): boolean;
}

/** A test in a folder of its own; the servers end before file system and folder go. */
function robust(name: string, body: (t: TestContext, bench: Bench) => Promise<void>): void {
  test(name, async (t) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "apiserver-robust-"));
    const servers: ServerProcess[] = [];
    let mounted = false;
    try {
      await body(t, {
        folder,
        serve: async (dataDir = folder, wrapper = []) => {
          const server = await ServerProcess.start({ dataDir, wrapper });
          servers.push(server);
          return server;
        },
        mount: (options) => {
          mounted = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]).status === 0;
          return mounted;
        },
      });
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
      if (mounted) spawnSync("umount", ["--lazy", folder]);
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
}

/** Runs a server that is expected to end by itself. */
async function startFails(dataDir: string): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const args = [...serveCommand, `--data-dir=${dataDir}`, "--secure-port=0"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"], timeout: 180_000 });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stderr };
}

const configMap = (name: string, bytes = 10): object => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  data: { text: "x".repeat(bytes) },
});

robust(
  "a second server on the same store is refused with 1 and a message, and the first serves on",
  async (_, bench) => {
    const first = await bench.serve();
    const { code, stderr } = await startFails(bench.folder);
    assert.equal(code, 1);
    assert.match(stderr, /^error: .*(already|another|in use|locked)/im);
    assert.equal((await first.request("POST", namespace, configMap("after"))).status, 201);
  },
);

robust(
  "a corrupted store is refused with 1 and a message that says what to do, and left as it is",
  async (_, bench) => {
    const dataDir = bench.folder;
    const server = await bench.serve();
    for (let index = 0; index < 50; index++) await server.request("POST", namespace, configMap(`c${index}`, 3000));
    await server.terminate();
    const file = path.join(dataDir, "store/store.mdb");
    const whole = fs.readFileSync(file);
    const damages: Readonly<Record<string, Buffer>> = {
      "cut in half": whole.subarray(0, whole.length / 2),
      "both heads overwritten": Buffer.concat([Buffer.alloc(8192, 0xee), whole.subarray(8192)]),
      empty: Buffer.alloc(0),
      "another file": Buffer.from("this is no store\n".repeat(1000)),
    };
    for (const [name, bytes] of Object.entries(damages)) {
      fs.writeFileSync(file, bytes);
      const { code, stderr } = await startFails(dataDir);
      assert.equal(code, 1, name);
      assert.match(stderr, /^error: .*store.*backup/ims, name);
      assert.doesNotMatch(stderr, /\n\s+at /, "no stack trace");
      assert.deepEqual(fs.readFileSync(file), Buffer.from(bytes), name);
    }
    fs.writeFileSync(file, whole);
    await server.restart();
    assert.equal((await server.request("GET", `${namespace}/c49`)).status, 200);
  },
);

robust("a read-only data folder is refused with 1 and a message", async (t, bench) => {
  if (!bench.mount("size=4m,ro")) {
    t.skip("no read-only file system can be mounted here");
    return;
  }
  const { code, stderr } = await startFails(bench.folder);
  assert.equal(code, 1);
  assert.match(stderr, /^error: .*(read-only|cannot (write|be written|use|create|make))/im);
  assert.doesNotMatch(stderr, /\n\s+at /, "no stack trace");
});

/** Fills the disk, checks what the server then does, gives space back, and checks that all is well again. */
async function livesThroughFullDisk(server: ServerProcess, giveSpace: () => void): Promise<void> {
  const acknowledged: string[] = [];
  let refused: Status | undefined;
  for (let index = 0; refused === undefined && index < 4000; index++) {
    const name = `full-${index}`;
    const answer = await server.request("POST", namespace, configMap(name, 20_000));
    if (answer.status === 201) acknowledged.push(name);
    else refused = answer.json<Status>();
  }
  assert(refused !== undefined, "the disk was never full");
  assert.equal(refused.kind, "Status");
  assert.deepEqual([refused.code, refused.reason], [503, "ServiceUnavailable"]);
  assert.match(
    refused.message,
    /(no space left on the disk|the disk is full or failing); nothing was written; free some space/,
  );
  assert(acknowledged.length > 10);
  await readsAll(server, acknowledged);
  giveSpace();
  assert.equal((await server.request("POST", namespace, configMap("again", 20_000))).status, 201);
  await server.restart();
  await readsAll(server, [...acknowledged, "again"]);
}

async function readsAll(server: ServerProcess, names: readonly string[]): Promise<void> {
  const { items } = (await server.request("GET", namespace)).json<{ items: { metadata: { name: string } }[] }>();
  assert.deepEqual(items.map(({ metadata }) => metadata.name).sort(), [...names].sort());
  assert.equal((await server.request("GET", `${namespace}/${names[0]}`)).status, 200);
  assert.equal((await server.request("GET", "/livez")).status, 200);
}

robust(
  "a full file system: writes get a clear 503, reads go on, and all is well once there is space",
  async (t, bench) => {
    if (!bench.mount("size=8m")) {
      t.skip("no small file system can be mounted here");
      return;
    }
    const ballast = path.join(bench.folder, "ballast");
    fs.writeFileSync(ballast, Buffer.alloc(3 * 2 ** 20));
    const server = await bench.serve(path.join(bench.folder, "data"));
    await livesThroughFullDisk(server, () => fs.rmSync(ballast));
  },
);

robust("a limit on the size of files acts as a full disk", async (t, bench) => {
  if (spawnSync("prlimit", ["--version"]).error !== undefined) {
    t.skip("there is no prlimit here");
    return;
  }
  const limit = ["prlimit", "--fsize=4000000:unlimited"];
  const server = await bench.serve(bench.folder, limit);
  await livesThroughFullDisk(server, () => {
    assert.equal(spawnSync("prlimit", ["--pid", String(server.pid), "--fsize=unlimited"]).status, 0);
  });
});

robust("an object that is too large is refused by name of the fault, and nothing of it is stored", async (_, bench) => {
  const server = await bench.serve();
  const path = "/apis/apps/v1/namespaces/default/deployments";
  const deployment = (bytes: number): object => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "large" },
    spec: {
      selector: { matchLabels: { a: "b" } },
      template: {
        metadata: { labels: { a: "b" } },
        spec: { containers: [{ name: "c", image: "i", env: [{ name: "X", value: "x".repeat(bytes) }] }] },
      },
    },
  });
  const stored = await server.request("POST", path, deployment(1.75 * 2 ** 20));
  // As kube-apiserver answers: etcd's own refusal, without a reason.
  assert.equal(stored.status, 500);
  assert.equal(stored.json<Status>().message, "etcdserver: request is too large");
  const body = await server.request("POST", path, deployment(4 * 2 ** 20));
  assert.equal(body.status, 413);
  assert.equal(body.json<Status>().reason, "RequestEntityTooLarge");
  assert.equal((await server.request("POST", path, deployment(2 ** 20))).status, 201);
  const patch = { spec: { template: { metadata: { annotations: { a: "x".repeat(200_000) } } } } };
  const grown = await server.request("PATCH", `${path}/large`, patch);
  assert.equal(grown.status, 200);
  const list = (await server.request("GET", path)).json<{ items: object[] }>();
  assert.equal(list.items.length, 1);
});
