/**
 * What a server keeps of each field of a kind: asked by dry runs, one field at a time, of a create, of an update and of an update of the
 * status. That is the kind's strategy: which fields it clears, resets, leaves as they were, and which changes it counts as a generation.
 */

import { isSame } from "../../../src/meta/same.js";
import type { JsonObject, JsonValue } from "../../../src/meta/schema.js";
import type { Shown } from "../case.js";
import type { Kind } from "../cases/kinds.js";
import type { Ask, Question, Reply } from "../client.js";
import { type Leaf, leavesOf, valueAt, withLeaf } from "./leaves.js";

/** Of a create, of an update, of an update of the status. */
export type Fates = readonly [create: Fate, update: Fate, status: Fate];

/** `kept`, `changed` to something else, `gone` or `refused`; `+` behind: the generation was raised. `-`: not asked. */
export type Fate = string;

export interface Probe {
  readonly leaf: Leaf;
  readonly fates: Fates;
  /** As they were answered. */
  readonly replies: readonly Reply[];
}

export interface ProbeOptions {
  readonly namespace: string;
  /** Of the dry runs: the form they are answered in. The fates say nothing then. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Fields that are looked at; absent: all. */
  readonly only?: (leaf: Leaf) => boolean;
  /** The first probe is of no field: its path is empty. */
  readonly bare?: boolean;
}

const asksAtATime = 8;

/** In the order of the kind's fields; [] where there is no object to change. */
export async function probeKind(
  ask: Ask,
  kind: Kind,
  { namespace, headers, only = () => true, bare = false }: ProbeOptions,
): Promise<readonly Probe[]> {
  const { schemas } = await kind.definition.load();
  const version = kind.definition.versions.find(({ name }) => kind.title.split(" ")[0]?.split("/").at(-1) === name);
  const leaves = leavesOf(schemas, version?.type ?? "").filter(only);
  if (bare) leaves.unshift({ path: [], steps: [], value: {} });
  const filled = (text: string): string => text.replaceAll(/\bNS\b/g, namespace);
  const send = (question: Question): Promise<Reply> => ask({ ...question, path: filled(question.path) });
  for (const { method, path, body } of kind.before) await send({ method, path, body: filled(JSON.stringify(body)) });
  const sample = JSON.parse(filled(JSON.stringify(kind.samples.get("minimal")))) as JsonObject;
  const made = await send({ method: "POST", path: kind.collection, body: JSON.stringify(sample) });
  if (made.status !== 201) return [];
  const current = JSON.parse(made.body) as JsonObject;
  const one = `${kind.collection}/${String((sample as unknown as Shown).metadata.name)}`;
  const hasStatus = kind.definition.subresources.some(({ name }) => name === "status");
  const probes: Probe[] = [];
  const next = leaves.entries();
  const dryRun = (question: Question): Promise<Reply> =>
    send(headers === undefined ? question : { ...question, headers });
  const worker = async (): Promise<void> => {
    for (const [index, leaf] of next) {
      const put = JSON.stringify(withLeaf(schemas, current, leaf));
      const post = JSON.stringify(withLeaf(schemas, sample, leaf));
      const replies = [
        await dryRun({ method: "POST", path: `${kind.collection}?dryRun=All`, body: renamed(post) }),
        await dryRun({ method: "PUT", path: `${one}?dryRun=All`, body: put }),
        ...(hasStatus ? [await dryRun({ method: "PUT", path: `${one}/status?dryRun=All`, body: put })] : []),
      ];
      const fates = [0, 1, 2].map((at) => fateOf(replies[at], leaf, at === 0 ? undefined : current));
      probes[index] = { leaf, replies, fates: fates as unknown as Fates };
    }
  };
  await Promise.all(Array.from({ length: asksAtATime }, worker));
  await send({ method: "DELETE", path: `${one}?gracePeriodSeconds=0&propagationPolicy=Background` });
  return probes;
}

/** A dry run of a name that is taken is refused. */
function renamed(body: string): string {
  const object = JSON.parse(body) as Shown;
  return JSON.stringify({ ...object, metadata: { ...object.metadata, name: `${String(object.metadata.name)}2` } });
}

function fateOf(reply: Reply | undefined, { path, value }: Leaf, before: JsonObject | undefined): Fate {
  if (reply === undefined) return "-";
  if (reply.status >= 300) return "refused";
  const object = JSON.parse(reply.body) as JsonObject;
  if (object["kind"] === "Table") return "-";
  const found = valueAt(object, path);
  const fate = found === undefined ? "gone" : isSame(found, value) ? "kept" : "changed";
  const raised = before !== undefined && generationOf(object) !== generationOf(before);
  return `${fate}${raised ? "+" : ""}`;
}

function generationOf({ metadata }: JsonObject): JsonValue | undefined {
  return (metadata as JsonObject | undefined)?.["generation"];
}
