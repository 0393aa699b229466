/**
 * Records the Table cells a real kube-apiserver shows for the objects of test/unit/printers/golden/cases.yaml, with the objects as it
 * serves them and the time of asking, into tables.json beside it.
 * Run by hand against a throw-away server that serves every API version; objects are made in a namespace of their own.
 *
 *   node dist/test/oracle/record-tables.js <kubeconfig>
 */
import { execFileSync } from "node:child_process";
import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "yaml";
import type { JsonObject, JsonValue } from "../../src/meta/schema.js";
import { repositoryRoot } from "../support/fixture.js";
import { ask, clusterOf } from "./client.js";

interface Cases {
  readonly collection: string;
  /** Collection of the stored version, where the objects are read for cells; absent: the same. */
  readonly storedAt?: string;
  readonly objects: readonly Case[];
}

interface Case {
  readonly create?: JsonObject;
  /** Name of an object that is already there. */
  readonly existing?: string;
  readonly status?: JsonObject;
  /** Status for the approval subresource. */
  readonly approval?: JsonObject;
  readonly delete?: boolean;
}

const folder = join(repositoryRoot(), "test/unit/printers/golden");
const namespace = "printers";
const asTable = "application/json;as=Table;v=v1;g=meta.k8s.io";
const cluster = clusterOf(process.argv[2] ?? "kubeconfig");

const text = readFileSync(join(folder, "cases.yaml"), "utf8").replaceAll(/\bNS\b/g, namespace);
const cases = parse(text) as readonly Cases[];
const placeholders = material();
await put("POST", "/api/v1/namespaces", { metadata: { name: namespace } });

const rows: string[] = [];
for (const { collection, storedAt = collection, objects } of cases) {
  for (const template of objects) {
    const row = await record(
      { collection, storedAt },
      JSON.parse(fillIn(JSON.stringify(template), placeholders)) as Case,
    );
    if (row !== undefined) rows.push(JSON.stringify(row));
  }
}
writeFileSync(join(folder, "tables.json"), `[\n${rows.join(",\n")}\n]\n`);

async function record(
  { collection, storedAt }: Omit<Required<Cases>, "objects">,
  one: Case,
): Promise<JsonObject | undefined> {
  const name = one.existing ?? nameOf(one.create);
  const path = `${collection}/${name}`;
  if (one.create !== undefined && !(await put("POST", collection, one.create))) return undefined;
  for (const [subresource, status] of [
    ["approval", one.approval],
    ["status", one.status],
  ] as const) {
    if (status === undefined) continue;
    const current = await read(path);
    const merged = { ...((current.status ?? {}) as JsonObject), ...status };
    if (!(await put("PUT", `${path}/${subresource}`, { ...current, status: merged }))) return undefined;
  }
  if (one.delete === true) await ask(cluster, { method: "DELETE", path });
  for (;;) {
    const row = await recordRow(path, `${storedAt}/${name}`);
    if (row !== undefined) return { group: groupOf(collection), ...row };
  }
}

/** undefined: the object changed while it was read (the server's own controllers work too), so cells and object may not agree. */
async function recordRow(path: string, storedPath: string): Promise<JsonObject | undefined> {
  // Ages are counted in whole seconds: asked for in mid-second, the answer does not hang on the way's length.
  const inSecond = Date.now() % 1000;
  if (inSecond < 50 || inSecond > 800) await sleep((1050 - inSecond) % 1000);
  const before = await read(path);
  const now = Date.now();
  const answer = await ask(cluster, { method: "GET", path, headers: { Accept: asTable } });
  const object = await read(storedPath);
  if (versionOf(object) !== versionOf(before)) return undefined;
  const table = JSON.parse(answer.body) as Table;
  const cells = table.rows[0]?.cells ?? [];
  const named = table.columnDefinitions.map((column, index): [string, JsonValue] => [
    column.name,
    cells[index] ?? null,
  ]);
  return { kind: String(before.kind), now, object: withoutNoise(object), cells: Object.fromEntries(named) };
}

function versionOf(object: JsonObject): JsonValue {
  return (object.metadata as JsonObject).resourceVersion ?? null;
}

function nameOf(object: JsonObject | undefined): string {
  return String((object?.metadata as JsonObject | undefined)?.name);
}

/** The folder of definitions: `core` for the group without a name. */
function groupOf(collection: string): string {
  const [, root, group = ""] = collection.split("/");
  return root === "api" ? "core" : group;
}

interface Table {
  readonly columnDefinitions: readonly { readonly name: string }[];
  readonly rows: readonly { readonly cells: readonly JsonValue[] }[];
}

async function put(method: string, path: string, body: JsonObject): Promise<boolean> {
  const { status: code, body: answer } = await ask(cluster, { method, path, body: JSON.stringify(body) });
  if (code < 300 || code === 409) return true;
  console.error(`${method} ${path}: ${code} ${(JSON.parse(answer) as JsonObject).message}`);
  return false;
}

async function read(path: string): Promise<JsonObject> {
  return JSON.parse((await ask(cluster, { method: "GET", path })).body) as JsonObject;
}

function withoutNoise(object: JsonObject): JsonObject {
  const { managedFields: _, uid: __, resourceVersion: ___, ...metadata } = object.metadata as JsonObject;
  return { ...object, metadata };
}

/** Puts times for `@-90s` and made-up certificates for their placeholders. */
function fillIn(template: string, values: Readonly<Record<string, string>>): string {
  const start = Date.now();
  const timed = template.replaceAll(
    /@(us)?([+-])((?:\d+[smhd])+)/g,
    (_, micro: string | undefined, sign_: string, span: string) => {
      const seconds = [...span.matchAll(/(\d+)([smhd])/g)].reduce(
        (sum, [, count, unit]) => sum + Number(count) * ({ s: 1, m: 60, h: 3600, d: 86400 }[unit ?? "s"] ?? 1),
        0,
      );
      const at = new Date(start + (sign_ === "-" ? -1000 : 1000) * seconds).toISOString().slice(0, 19);
      return micro === undefined ? `${at}Z` : `${at}.000000Z`;
    },
  );
  return Object.entries(values).reduce((result, [name, value]) => result.replaceAll(`"${name}"`, () => value), timed);
}

/** What placeholders (in quotes) stand for, as JSON. */
function material(): Record<string, string> {
  const work = mkdtempSync(join(tmpdir(), "record-tables-"));
  try {
    const key = join(work, "key.pem");
    execFileSync("openssl", ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key]);
    const request = execFileSync("openssl", ["req", "-new", "-key", key, "-subj", "/CN=someone"]);
    const certificate = execFileSync("openssl", ["req", "-x509", "-key", key, "-subj", "/CN=authority", "-days", "30"]);
    return {
      CSRPEM: JSON.stringify(request.toString("base64")),
      CERTPEM: JSON.stringify(certificate.toString("base64")),
      CERTTEXT: JSON.stringify(certificate.toString("utf8")),
      PCRSPEC: podCertificateSpec({}),
      PCRANNOTATED: podCertificateSpec({ "example.com/b": "2", "example.com/a": "1" }),
    };
  } finally {
    rmSync(work, { recursive: true });
  }
}

function podCertificateSpec(unverifiedUserAnnotations: Record<string, string>): string {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const podUID = "c0ffee00-0000-4000-8000-000000000001";
  return JSON.stringify({
    signerName: "example.com/s",
    podName: "p",
    podUID,
    serviceAccountName: "sa",
    serviceAccountUID: "c0ffee00-0000-4000-8000-000000000002",
    nodeName: "n",
    nodeUID: "c0ffee00-0000-4000-8000-000000000003",
    maxExpirationSeconds: 86400,
    unverifiedUserAnnotations,
    pkixPublicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    proofOfPossession: sign(null, Buffer.from(podUID), privateKey).toString("base64"),
  });
}
