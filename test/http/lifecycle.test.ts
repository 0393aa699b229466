/** The whole program as a child process: start, ready, stop, and every way a start goes wrong. */
import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { get } from "node:https";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { lastingPort } from "../support/ports.js";
import { removeFolder } from "../support/remove-folder.js";

const mainModule = new URL("../../src/server/main.js", import.meta.url).href;
const program = `const { main } = await import(${JSON.stringify(mainModule)});
process.exit(await main(process.argv.slice(1), "0.0.0"));`;

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

class Served {
  readonly child: ChildProcessWithoutNullStreams;
  readonly outcome: Promise<Outcome>;
  #stdout = "";
  #stderr = "";

  constructor(args: readonly string[]) {
    this.child = spawn(process.execPath, ["--input-type=module", "-e", program, "--", ...args]);
    this.child.stdout.on("data", (chunk: Buffer) => (this.#stdout += chunk.toString()));
    this.child.stderr.on("data", (chunk: Buffer) => (this.#stderr += chunk.toString()));
    this.outcome = once(this.child, "close").then(([code]) => ({
      code: code as number | null,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }));
  }

  /** Resolves with the three lines. */
  async greeting(): Promise<readonly string[]> {
    while (this.#stdout.split("\n").length < 4) {
      const ended = await Promise.race([
        once(this.child.stdout, "data").then(() => false),
        this.outcome.then(() => true),
      ]);
      if (ended) assert.fail(`ended before it served: ${this.#stderr}`);
    }
    return this.#stdout.trimEnd().split("\n");
  }

  async logged(text: string): Promise<void> {
    while (!this.#stderr.includes(text)) await once(this.child.stderr, "data");
  }
}

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "lifecycle-"));
  t.after(() => removeFolder(path));
  return path;
}

function serve(t: TestContext, ...args: string[]): Served {
  const served = new Served(args);
  t.after(() => void served.child.kill("SIGKILL"));
  return served;
}

const portOf = (greeting: readonly string[]): number => Number(greeting[0]?.match(/:(\d+)$/)?.[1]);

async function ask(port: number, path: string, more: { ca?: string; token?: string } = {}): Promise<[number, string]> {
  const headers = more.token === undefined ? {} : { authorization: `Bearer ${more.token}` };
  const trust = more.ca === undefined ? { rejectUnauthorized: false } : { ca: more.ca };
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, headers, agent: false, ...trust }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => resolve([response.statusCode ?? 0, body]));
    }).on("error", reject);
  });
}

async function untilReady(port: number): Promise<void> {
  while ((await ask(port, "/readyz"))[0] !== 200);
}

async function occupied(t: TestContext): Promise<number> {
  const server: Server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => void server.close());
  return (server.address() as { port: number }).port;
}

test("a first start says three lines, serves over a certificate the kubeconfig trusts, and SIGTERM ends it with 0", async (t) => {
  const dir = join(await folder(t), "data");
  const served = serve(t, "--data-dir", dir, "--secure-port", "0");
  const greeting = await served.greeting();
  assert.equal(greeting.length, 3);
  assert.equal(greeting[2], `Try        kubectl --kubeconfig ${join(dir, "kubeconfig")} get namespaces`);
  const port = portOf(greeting);
  const kubeconfig = await readFile(join(dir, "kubeconfig"), "utf8");
  const ca = Buffer.from(kubeconfig.match(/certificate-authority-data: (\S+)/)?.[1] ?? "", "base64").toString();
  const token = kubeconfig.match(/token: "(.+)"/)?.[1] ?? "";
  assert.ok(kubeconfig.includes(`server: "https://127.0.0.1:${port}"`));
  await untilReady(port);
  assert.deepEqual(await ask(port, "/livez", { ca }), [200, "ok"]);
  assert.equal((await ask(port, "/metrics", { ca, token }))[0], 200);
  assert.equal((await ask(port, "/metrics", { ca }))[0], 401);
  served.child.kill("SIGTERM");
  const { code, stdout, stderr } = await served.outcome;
  assert.equal(code, 0);
  assert.ok(!stdout.includes(token) && !stderr.includes(token), "the token is never printed");
  for (const file of ["admin.token", "kubeconfig"])
    assert.equal((await stat(join(dir, file))).mode & 0o777, 0o600, file);
});

test("the second start keeps token and certificate, so a kubeconfig stays good", async (t) => {
  const dir = await folder(t);
  const once = async (): Promise<readonly [string, string]> => {
    const served = serve(t, "--data-dir", dir, "--secure-port", "0");
    await served.greeting();
    served.child.kill("SIGINT");
    assert.equal((await served.outcome).code, 0);
    return [
      await readFile(join(dir, "admin.token"), "utf8"),
      await readFile(join(dir, "pki", "apiserver.crt"), "utf8"),
    ];
  };
  assert.deepEqual(await once(), await once());
});

test("SIGHUP changes nothing", async (t) => {
  const served = serve(t, "--data-dir", await folder(t), "--secure-port", "0", "--log-level", "debug");
  const port = portOf(await served.greeting());
  await untilReady(port);
  served.child.kill("SIGHUP");
  await served.logged("SIGHUP does nothing");
  assert.equal((await ask(port, "/livez"))[0], 200);
});

test("while the shutdown delay passes requests are served and only readiness fails; a second signal ends it with 143", async (t) => {
  const served = serve(t, "--data-dir", await folder(t), "--secure-port", "0", "--shutdown-delay-duration", "10m");
  const port = portOf(await served.greeting());
  await untilReady(port);
  served.child.kill("SIGTERM");
  await served.logged("stopping");
  const [status, body] = await ask(port, "/readyz");
  assert.equal(status, 500);
  assert.ok(body.endsWith("[-]shutdown failed: reason withheld\nreadyz check failed\n"), body);
  assert.equal((await ask(port, "/livez"))[0], 200);
  // One right after the first counts as the same; so they are sent until one is taken for a second.
  const again = setInterval(() => served.child.kill("SIGTERM"), 50);
  t.after(() => clearInterval(again));
  assert.equal((await served.outcome).code, 143);
});

test("one key press that arrives twice is one signal: the stop is not cut short", async (t) => {
  for (let betweenMs = Number.POSITIVE_INFINITY; betweenMs > 50; ) {
    const served = serve(t, "--data-dir", await folder(t), "--secure-port", "0", "--shutdown-delay-duration", "1s");
    await untilReady(portOf(await served.greeting()));
    const sentMs = performance.now();
    served.child.kill("SIGINT");
    served.child.kill("SIGINT");
    // Sent once more where this process stood still between the two: that was no one key press.
    betweenMs = performance.now() - sentMs;
    const { code, stderr } = await served.outcome;
    if (betweenMs > 50) continue;
    assert.equal(code, 0);
    assert.match(stderr, /"stopped"/);
  }
});

test("an idle connection does not hold up the stop", async (t) => {
  const served = serve(t, "--data-dir", await folder(t), "--secure-port", "0");
  const socket = connect(portOf(await served.greeting()), "127.0.0.1");
  socket.on("error", () => {});
  t.after(() => void socket.destroy());
  await once(socket, "connect");
  served.child.kill("SIGTERM");
  assert.equal((await served.outcome).code, 0);
});

test("the insecure port serves plain HTTP as administrator", async (t) => {
  const port = await lastingPort();
  const served = serve(t, "--data-dir", await folder(t), "--secure-port", "0", "--insecure-port", String(port));
  await served.greeting();
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  assert.equal(answer.status, 200);
  await answer.text();
});

test("the tokens of a token file get in, and no admin token is made", async (t) => {
  const dir = await folder(t);
  const tokens = join(dir, "tokens.csv");
  await writeFile(tokens, 'abc,jane,1,"dev"\n');
  const data = join(dir, "data");
  const served = serve(t, "--data-dir", data, "--secure-port", "0", "--token-auth-file", tokens);
  const greeting = await served.greeting();
  assert.equal(greeting[1], `Tokens     ${tokens}`);
  assert.equal((await ask(portOf(greeting), "/metrics", { token: "abc" }))[0], 200);
  assert.equal((await ask(portOf(greeting), "/metrics", { token: "abd" }))[0], 401);
  await assert.rejects(stat(join(data, "admin.token")));
  await assert.rejects(stat(join(data, "kubeconfig")));
});

async function refused(t: TestContext, expected: { code: number; line: RegExp }, ...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await serve(t, ...args).outcome;
  assert.equal(code, expected.code, stderr);
  assert.match(stderr.split("\n")[0] ?? "", expected.line);
  assert.equal(stdout, "");
}

test("a wrong flag suggests the right one and ends with 2", (t) =>
  refused(
    t,
    { code: 2, line: /^error: unknown flag: --secure-prot \(did you mean --secure-port\?\)$/ },
    "--secure-prot=1",
  ));

test("a flag for something that is not there says so and ends with 2", (t) =>
  refused(t, { code: 2, line: /^error: --etcd-servers cannot be used: / }, "--etcd-servers=http://127.0.0.1:2379"));

test("a port in use ends with 1 and names port and flag", async (t) => {
  const port = await occupied(t);
  const line = new RegExp(`^error: cannot listen on 127\\.0\\.0\\.1:${port}: the port is in use; .*--secure-port$`);
  await refused(t, { code: 1, line }, "--data-dir", await folder(t), "--secure-port", String(port));
});

test("a second server on one data folder ends with 1, and the first goes on", async (t) => {
  const dir = await folder(t);
  const first = serve(t, "--data-dir", dir, "--secure-port", "0");
  const port = portOf(await first.greeting());
  await untilReady(port);
  await refused(
    t,
    { code: 1, line: /^error: cannot open the store: .*\/store\b/ },
    "--data-dir",
    dir,
    "--secure-port",
    "0",
  );
  assert.equal((await ask(port, "/livez"))[0], 200);
});

test("a data folder that is a file ends with 1", async (t) => {
  const file = join(await folder(t), "file");
  await writeFile(file, "");
  await refused(
    t,
    { code: 1, line: /^error: cannot use .*file \(--data-dir\): a file is in the way/ },
    "--data-dir",
    file,
  );
});

test("folders that cannot be made end with 1 at once", { skip: !existsSync("/proc/self") }, async (t) => {
  const dir = await folder(t);
  const why = "such a folder cannot be made";
  const line = (flag: string) => new RegExp(`^error: cannot use /proc/none/x \\(${flag}\\): ${why}$`);
  await refused(t, { code: 1, line: line("--data-dir") }, "--data-dir", "/proc/none/x");
  await refused(t, { code: 1, line: line("--cert-dir") }, "--data-dir", dir, "--cert-dir", "/proc/none/x");
});

test("a certificate that is none, and a key that belongs to another, end with 1", async (t) => {
  const dir = await folder(t);
  await writeFile(join(dir, "bad.pem"), "nonsense");
  const bad = ["--tls-cert-file", join(dir, "bad.pem"), "--tls-private-key-file", join(dir, "bad.pem")];
  await refused(t, { code: 1, line: /is no PEM certificate/ }, "--data-dir", join(dir, "a"), ...bad);
  const missing = ["--tls-cert-file", join(dir, "no.pem"), "--tls-private-key-file", join(dir, "no.pem")];
  await refused(
    t,
    { code: 1, line: /cannot read .*no\.pem .*: it does not exist/ },
    "--data-dir",
    join(dir, "a"),
    ...missing,
  );
});

test("a server goes on when nobody reads its output any more", async (t) => {
  const dir = await folder(t);
  const { child, outcome } = serve(t, "--data-dir", dir, "--secure-port", "0", "--v", "6");
  child.stdout.destroy();
  child.stderr.destroy();
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(await appears(join(dir, "kubeconfig")))?.[1]);
  assert.equal((await ask(port, "/version"))[0], 200);
  child.kill("SIGINT");
  assert.equal((await outcome).code, 0);
});

async function appears(file: string): Promise<string> {
  for (;;) {
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text !== undefined) return text;
    await delay(20);
  }
}

test("an empty name of a folder or file ends with 2", async (t) => {
  await refused(t, { code: 2, line: /^error: --data-dir: must not be empty$/ }, "--data-dir=");
  await refused(t, { code: 2, line: /^error: --kubeconfig-out: must not be empty$/ }, "--kubeconfig-out=");
});

test("a wrong token file ends with 1, names the line and tells no token", async (t) => {
  const dir = await folder(t);
  await writeFile(join(dir, "t.csv"), "secret-token,jane\n");
  const args = ["--data-dir", dir, "--token-auth-file", join(dir, "t.csv")];
  const { code, stderr } = await serve(t, ...args).outcome;
  assert.equal(code, 1);
  assert.match(
    stderr,
    /t\.csv \(--token-auth-file\): token file .* must have at least 3 columns .*, found 2: line 1$/m,
  );
  assert.ok(!stderr.includes("secret-token"));
});

test("a folder in the way of the kubeconfig ends with 1 and leaves the store unlocked", async (t) => {
  const dir = await folder(t);
  await mkdir(join(dir, "kubeconfig"));
  const line = /^error: cannot use .*kubeconfig \(--kubeconfig-out\): it is a folder/;
  await refused(t, { code: 1, line }, "--data-dir", dir, "--secure-port", "0");
  const left = (await readdir(dir)).filter((name) => name.endsWith(".tmp"));
  assert.deepEqual(left, [], "a draft of the kubeconfig would hold the token");
  await rm(join(dir, "kubeconfig"), { recursive: true });
  await serve(t, "--data-dir", dir, "--secure-port", "0").greeting();
});
