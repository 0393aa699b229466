/**
 * Asks a real kube-apiserver again what it says to every command line of test/unit/server/options/flags.json, and writes the answers there.
 * Each is started, and killed once it serves. Run by hand, with an etcd that is nobody else's; add lines to the file to ask more.
 *
 *   node dist/test/oracle/record-flags.js <kube-apiserver> <etcd URL> [<pattern of command lines>]
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "../support/fixture.js";

interface Recorded {
  readonly flags: readonly string[];
  readonly exit: number | null;
  readonly problem: string | null;
}

const [program = "kube-apiserver", etcd = "http://127.0.0.1:2379", pattern = ""] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "apiserver-flags-"));
execFileSync("openssl", ["genrsa", "-out", join(folder, "sa.key"), "2048"], { stdio: "ignore" });
const certificate = [
  "req",
  "-x509",
  "-newkey",
  "rsa:2048",
  "-nodes",
  "-subj",
  "/CN=ca",
  "-keyout",
  "ca.key",
  "-out",
  "ca.crt",
];
execFileSync("openssl", certificate, { cwd: folder, stdio: "ignore" });

/** What a start cannot do without; a case that names one of them replaces it. */
const needed: Readonly<Record<string, string>> = {
  "etcd-servers": etcd,
  "secure-port": "38443",
  "bind-address": "127.0.0.1",
  "cert-dir": "certs",
  "service-account-issuer": "https://kubernetes.default.svc",
  "service-account-signing-key-file": "sa.key",
  "service-account-key-file": "sa.key",
  "service-cluster-ip-range": "10.0.0.0/16",
};

function ask(flags: readonly string[]): Promise<Recorded> {
  const named = new Set(flags.map((flag) => flag.replace(/^--?/, "").split("=")[0]?.replaceAll("_", "-")));
  const base = Object.entries(needed).filter(([name]) => !named.has(name));
  const child = spawn(program, [...base.map(([name, value]) => `--${name}=${value}`), ...flags], { cwd: folder });
  return new Promise((resolve) => {
    let text = "";
    let isTaken = false;
    const take = (): void => {
      isTaken = true;
      child.kill("SIGKILL");
    };
    const limit = setTimeout(take, 30_000);
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      if (/Serving securely/.test(text)) take();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("close", (code) => {
      clearTimeout(limit);
      resolve(
        isTaken || code === 0 ? { flags, exit: null, problem: null } : { flags, exit: code, problem: problemIn(text) },
      );
    });
  });
}

function problemIn(text: string): string {
  const lines = text.trim().split("\n");
  const failed = lines.map((line) => /"command failed" err=(".*")/.exec(line)?.[1]).find((one) => one !== undefined);
  if (failed !== undefined) return JSON.parse(failed) as string;
  const found = lines.map((line) => /^(?:Error: |F\d+ .*?\] )(.*)/.exec(line)?.[1]).find((one) => one !== undefined);
  return found ?? lines.at(-1) ?? "";
}

const file = join(repositoryRoot(), "test/unit/server/options/flags.json");
const cases = JSON.parse(readFileSync(file, "utf8")) as readonly Recorded[];
const answers: Recorded[] = [];
for (const known of cases) answers.push(known.flags.join(" ").match(pattern) === null ? known : await ask(known.flags));
writeFileSync(file, `${JSON.stringify(answers)}\n`);
rmSync(folder, { recursive: true });
const changed = answers.filter(({ problem }, index) => problem !== cases[index]?.problem);
console.log(
  `${answers.length} command lines, ${changed.length} answered otherwise than before; format the file with biome`,
);
for (const { flags, problem } of changed) console.log(`${flags.join(" ")}: ${problem ?? "taken"}`);
