/** Conversions between encodings and versions, as `apiserver convert` makes them; messages name file and place. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { type TestContext, test } from "node:test";
import { groups } from "../../../../src/generated/index.js";
import { encodeCbor, loadCbor } from "../../../../src/meta/cbor/cbor.js";
import { hasEnvelope } from "../../../../src/meta/protobuf/envelope.js";
import { type ConvertResult, convert } from "../../../../src/server/convert/convert.js";
import { ConvertError } from "../../../../src/server/convert/convert-error.js";
import type { OutputFormat } from "../../../../src/server/convert/write-documents.js";
import { decodeCborObject } from "../../../support/decode-cbor-object.js";
import { factsFolder, withoutFacts } from "../../../support/facts.js";

await loadCbor();

interface Wish {
  readonly output?: OutputFormat;
  readonly outputVersion?: string;
  readonly toTerminal?: boolean;
}

/** Of standard input. */
function run(input: string | Buffer, { output = "json", outputVersion, toTerminal = false }: Wish = {}) {
  const stdin = Readable.from([Buffer.from(input)]);
  return convert({ files: ["-"], stdin, output, outputVersion, groups, toTerminal });
}

const json = async (result: Promise<ConvertResult>): Promise<unknown> =>
  JSON.parse((await result).bytes.toString("utf8"));

const fails = (input: string | Buffer, message: string, wish: Wish = {}): Promise<void> =>
  assert.rejects(run(input, wish), (error: unknown) => {
    assert.ok(error instanceof ConvertError, String(error));
    assert.equal(error.message, message);
    return true;
  });

const secret = {
  kind: "Secret",
  apiVersion: "v1",
  metadata: { name: "s", namespace: "default" },
  data: { a: "aGk=" },
  type: "Opaque",
};
const widget = {
  apiVersion: "example.com/v1",
  kind: "Widget",
  metadata: { name: "w" },
  spec: { size: 1.5, list: [null] },
};

test("a built-in object goes from any encoding to any other and back", async () => {
  for (const first of ["json", "yaml", "protobuf", "cbor"] as const) {
    const encoded = (await run(JSON.stringify(secret), { output: first })).bytes;
    for (const second of ["json", "yaml", "protobuf", "cbor"] as const) {
      const again = (await run(encoded, { output: second })).bytes;
      assert.deepEqual(await json(run(again)), secret, `${first} → ${second}`);
    }
  }
  assert.ok(hasEnvelope((await run(JSON.stringify(secret), { output: "protobuf" })).bytes));
});

test("an unknown kind has every encoding but protobuf", async () => {
  for (const output of ["json", "yaml", "cbor"] as const) {
    const { bytes } = await run(JSON.stringify(widget), { output });
    assert.deepEqual(await json(run(bytes)), widget);
  }
  await fails(JSON.stringify(widget), "standard input: Widget has no protobuf form", { output: "protobuf" });
});

test("several YAML documents stay documents, or become a List", async () => {
  const text = `# first\n---\n${JSON.stringify(secret)}\n---\n---\nkind: Widget\napiVersion: example.com/v1\n`;
  assert.equal((await run(text, { output: "yaml" })).bytes.toString().split("---\n").length, 2);
  const list = (await json(run(text))) as { kind: string; items: unknown[] };
  assert.deepEqual([list.kind, list.items.length], ["List", 2]);
  assert.equal(decodeCborObject((await run(text, { output: "cbor" })).bytes).kind, "List");
  const why = "standard input: document 2 (from line 5): protobuf holds one object, and this is one of 2";
  await fails(text, why, { output: "protobuf" });
});

test("lists go item by item, typed lists in protobuf too", async () => {
  const { kind: _kind, apiVersion: _apiVersion, ...item } = secret;
  const list = { kind: "SecretList", apiVersion: "v1", metadata: { resourceVersion: "7" }, items: [item, item] };
  const encoded = (await run(JSON.stringify(list), { output: "protobuf" })).bytes;
  assert.deepEqual(await json(run(encoded)), list);
  const cbor = (await run(JSON.stringify(list), { output: "cbor" })).bytes;
  assert.ok(cbor.includes(Buffer.from("d6426869", "hex")), "bytes as bytes");
  assert.deepEqual(await json(run(cbor)), list);
});

const autoscaler = {
  kind: "HorizontalPodAutoscaler",
  apiVersion: "autoscaling/v1",
  metadata: { name: "h" },
  spec: { scaleTargetRef: { kind: "Deployment", name: "d" }, maxReplicas: 3, targetCPUUtilizationPercentage: 40 },
};

test("another version comes through the stored one, also for items and across groups", async () => {
  const { spec } = (await json(run(JSON.stringify(autoscaler), { outputVersion: "autoscaling/v2" }))) as {
    spec: { metrics: object[]; minReplicas: number };
  };
  const target = { type: "Utilization", averageUtilization: 40 };
  assert.deepEqual(spec.metrics, [{ type: "Resource", resource: { name: "cpu", target } }]);
  assert.equal(spec.minReplicas, 1);
  const list = { kind: "List", apiVersion: "v1", items: [autoscaler] };
  const { items } = (await json(run(JSON.stringify(list), { outputVersion: "autoscaling/v2" }))) as {
    items: { apiVersion: string }[];
  };
  assert.equal(items[0]?.apiVersion, "autoscaling/v2");
  const event = { kind: "Event", apiVersion: "v1", metadata: { name: "e" }, message: "hello", involvedObject: {} };
  const moved = (await json(run(JSON.stringify(event), { outputVersion: "events.k8s.io/v1" }))) as { note: string };
  assert.equal(moved.note, "hello");
});

test("fields a kind does not have are left out with a warning, and kept where nothing is checked", async () => {
  const text = JSON.stringify({ ...secret, colour: "red" });
  const { warnings } = await run(text, { output: "protobuf" });
  assert.deepEqual(warnings, ['standard input: unknown field "colour" is left out']);
  assert.deepEqual((await run(text)).warnings, []);
  assert.equal(((await json(run(text))) as { colour: string }).colour, "red");
});

test("an etcd value may have the newline etcdctl prints behind it", async () => {
  const { bytes } = await run(JSON.stringify(secret), { output: "protobuf" });
  assert.deepEqual(await json(run(Buffer.concat([bytes, Buffer.from("\n")]))), secret);
});

test("what cannot be converted is told with its place", async () => {
  const hpa = JSON.stringify(autoscaler);
  await fails("", "standard input: it is empty");
  await fails("# nothing\n", "standard input: there is no object in it");
  await fails("[1]", "standard input: it is no object");
  await fails("kind: A\n---\n- 1\n", "standard input: document 2 (from line 2): it is no object");
  await fails("a: 1\na: 2\n", 'standard input: yaml: line 2: key "a" already set in map');
  await fails(Buffer.from([0xff, 0xfe, 0]), "standard input: it is neither text nor protobuf (k8s\\0 …) nor CBOR");
  await fails(
    "k8s:enc:aescbc:v1:key1:xx",
    "standard input: it is an encrypted etcd value, which only the server that has the key can read",
  );
  await fails(encodeCbor({ a: 1 }).subarray(0, -1), "standard input: unexpected EOF");
  await fails("k8s\0", "standard input: protobuf: empty body");
  await fails("{}", "standard input: it has no kind", { output: "protobuf" });
  await fails('{"kind":"Pod"}', "standard input: it has no apiVersion", { output: "protobuf" });
  const versions =
    "standard input: HorizontalPodAutoscaler has no version apps/v1; it has autoscaling/v2, autoscaling/v1";
  await fails(hpa, versions, { outputVersion: "apps/v1" });
  const widgets = "standard input: example.com/v1 Widget is no kind that can be converted to another version";
  await fails(JSON.stringify(widget), widgets, { outputVersion: "example.com/v2" });
  await fails(JSON.stringify(secret), "protobuf: it is binary: send it to a file or a pipe", {
    output: "protobuf",
    toTerminal: true,
  });
  const wrong = JSON.stringify({ kind: "List", apiVersion: "v1", items: [{ ...secret, data: 3 }] });
  const mismatch = "json: cannot unmarshal number into Go struct field Secret.data of type map[string][]uint8";
  const why = `standard input: item 1: Secret in version "v1" cannot be handled as a Secret: ${mismatch}`;
  await fails(wrong, why, { outputVersion: "v1" });
});

test("files are read in their order, and missing ones named", async (t) => {
  const folder = await folderOf(t);
  const [one, two] = [join(folder, "one.yaml"), join(folder, "two.json")];
  await writeFile(one, "kind: Widget\napiVersion: example.com/v1\n");
  await writeFile(two, JSON.stringify(secret));
  const request = {
    stdin: Readable.from([]),
    output: "json",
    outputVersion: undefined,
    groups,
    toTerminal: true,
  } as const;
  const list = (await json(convert({ ...request, files: [one, two] }))) as { items: { kind: string }[] };
  assert.deepEqual(
    list.items.map(({ kind }) => kind),
    ["Widget", "Secret"],
  );
  const absent = join(folder, "absent");
  await assert.rejects(convert({ ...request, files: [absent] }), new ConvertError(absent, "there is no such file"));
  await assert.rejects(convert({ ...request, files: [folder] }), new ConvertError(folder, "it is a folder"));
});

test("golden objects: protobuf to JSON and JSON to protobuf without a difference", {
  skip: withoutFacts(),
}, async (t) => {
  const golden = join(factsFolder() ?? "", "golden");
  let converted = 0;
  for (const file of (await readdir(golden)).filter((name) => name.endsWith(".pb"))) {
    const bytes = await readFile(join(golden, file));
    const text = await readFile(join(golden, file.replace(/pb$/, "json")), "utf8");
    const { apiVersion, kind } = JSON.parse(text) as { apiVersion: string; kind: string };
    const name = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
    const group = groups.find((one) => one.name === name);
    const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
    const definition = group?.resources.find((one) => one.kind === kind);
    if (definition?.versions.some((one) => one.name === version) !== true) continue;
    assert.deepEqual(await json(run(bytes)), JSON.parse(text), file);
    assert.deepEqual((await run(text, { output: "protobuf" })).bytes, bytes, file);
    converted += 1;
  }
  t.diagnostic(`${converted} golden objects`);
  assert.ok(converted > 60);
});

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "apiserver-convert-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
