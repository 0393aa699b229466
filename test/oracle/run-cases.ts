/**
 * Runs cases against two clusters, several at a time, each in a namespace of its own, and takes away what it made: first the objects,
 * then the namespace, which is finalized here because a bare control plane has no controller for that.
 */
import { decodeCbor, encodeCbor, loadCbor } from "../../src/meta/cbor/cbor.js";
import type { BodyMaker, Case, Shown, Step } from "./case.js";
import type { Ask, Question, Reply } from "./client.js";
import { isKnown } from "./known-differences.js";
import { namedDifferences } from "./named-answers.js";

export interface CaseResult {
  readonly name: string;
  readonly unexplained: readonly string[];
  readonly explained: readonly string[];
}

export interface Clusters {
  readonly ours: Ask;
  readonly theirs: Ask;
}

const casesAtATime = 6;

/** In the order of `cases`. Rejects when a cluster does not answer at all. */
export async function compareAll(
  clusters: Clusters,
  cases: readonly Case[],
  onProgress: (done: number) => void = () => undefined,
): Promise<readonly CaseResult[]> {
  await loadCbor();
  const results: CaseResult[] = [];
  const next = cases.entries();
  let done = 0;
  const worker = async (): Promise<void> => {
    for (const [index, one] of next) {
      results[index] = await compareCase(clusters, one, `cmp-${process.pid}-${index}`);
      done += 1;
      onProgress(done);
    }
  };
  await Promise.all(Array.from({ length: casesAtATime }, worker));
  return results;
}

async function compareCase({ ours, theirs }: Clusters, one: Case, namespace: string): Promise<CaseResult> {
  const [left, right] = await Promise.all([answersOf(ours, one, namespace), answersOf(theirs, one, namespace)]);
  const unexplained: string[] = [];
  const explained: string[] = [];
  for (const [at, step] of one.steps.entries()) {
    if (step.silent === true) continue;
    for (const difference of await namedDifferences(left[at] as Reply, right[at] as Reply)) {
      const line = differenceLine(one, at, difference);
      (isKnown(one.name, line) ? explained : unexplained).push(line);
    }
  }
  return { name: one.name, unexplained, explained };
}

/** `step`: counted from 0. */
export function differenceLine({ steps }: Case, step: number, difference: string): string {
  const { method, path } = steps[step] as Step;
  return `step ${step + 1} (${method} ${path})${difference}`;
}

export interface FirstDifference {
  /** Counted from 0. */
  readonly step: number;
  readonly lines: readonly { readonly line: string; readonly known: boolean }[];
}

/** Where two answers to a sequence differ first; undefined: nowhere. */
export async function sequenceDifferences(
  clusters: Clusters,
  one: Case,
  namespace: string,
): Promise<FirstDifference | undefined> {
  const answers = [clusters.ours, clusters.theirs].map((ask) => answersOf(ask, one, namespace));
  const [left = [], right = []] = await Promise.all(answers);
  for (const at of one.steps.keys()) {
    const found = await namedDifferences(left[at] as Reply, right[at] as Reply);
    if (found.length === 0) continue;
    const lines = found.map((difference) => differenceLine(one, at, difference));
    return { step: at, lines: lines.map((line) => ({ line, known: isKnown(one.name, line) })) };
  }
  return undefined;
}

/** What one cluster answers to the steps of a case. */
export async function answersOf(ask: Ask, one: Case, namespace: string): Promise<readonly Reply[]> {
  const namespaced = JSON.stringify(one.steps).includes("NS");
  if (namespaced) await makeNamespace(ask, namespace);
  const replies: Reply[] = [];
  for (const step of one.steps) replies.push(await ask(questionOf(step, namespace, replies)));
  await tidyUp(ask, one, { namespace, replies });
  if (namespaced) await removeNamespace(ask, namespace);
  return replies;
}

async function makeNamespace(ask: Ask, name: string): Promise<void> {
  await ask({ method: "POST", path: "/api/v1/namespaces", body: JSON.stringify({ metadata: { name } }) });
}

async function removeNamespace(ask: Ask, name: string): Promise<void> {
  await ask({ method: "DELETE", path: `/api/v1/namespaces/${name}` });
  const body = JSON.stringify({ metadata: { name }, spec: { finalizers: [] } });
  await ask({ method: "PUT", path: `/api/v1/namespaces/${name}/finalize`, body });
}

interface Made {
  readonly namespace: string;
  readonly replies: readonly Reply[];
}

/** Deletes the objects the case made, whatever holds them. */
async function tidyUp(ask: Ask, one: Case, { namespace, replies }: Made): Promise<void> {
  const paths = new Set<string>();
  for (const [at, step] of one.steps.entries()) {
    const name = replies[at]?.status === 201 ? metadataOf(replies[at]).name : undefined;
    if (name === undefined) continue;
    const path = fill(step.path, namespace, replies)
      .replace(/\?.*|\/$/g, "")
      .replace(/\/status$/, "");
    // An apply creates under the path's own name.
    paths.add(step.method === "POST" ? `${path}/${encodeURIComponent(name)}` : path);
  }
  for (const path of paths) {
    const headers = { "Content-Type": "application/merge-patch+json" };
    const body = JSON.stringify({ metadata: { finalizers: null } });
    const { status } = await ask({ method: "DELETE", path: `${path}?gracePeriodSeconds=0` });
    if (status === 404) continue;
    await ask({ method: "PATCH", path, body, headers });
  }
}

function questionOf(step: Step, namespace: string, replies: readonly Reply[]): Question {
  const body = bodyText(step.body, replies);
  return {
    method: step.method,
    path: fill(step.path, namespace, replies),
    ...(body === undefined ? {} : { body: inForm(fill(body, namespace, replies), step.form) }),
    ...(step.headers === undefined ? {} : { headers: step.headers }),
  };
}

function inForm(body: string, form: Step["form"]): string | Buffer {
  if (form === undefined) return body;
  return form === "hex" ? Buffer.from(body, "hex") : encodeCbor(JSON.parse(body));
}

function bodyText(body: unknown, replies: readonly Reply[]): string | undefined {
  if (body === undefined || typeof body === "string") return body;
  if (typeof body !== "function") return JSON.stringify(body);
  const shown = replies.map((reply): Shown => ({ metadata: {}, ...(parsed(reply) as Partial<Shown>) }));
  return JSON.stringify((body as BodyMaker)(shown));
}

function fill(text: string, namespace: string, replies: readonly Reply[]): string {
  return text
    .replaceAll(/\bNS\b/g, namespace)
    .replaceAll(/\{(rv|uid|continue):(\d+)\}/g, (whole, what: string, step: string) => {
      const reply = replies[Number(step) - 1];
      if (reply === undefined) throw new Error(`${whole}: that step has not been made yet`);
      const { resourceVersion, uid, continue: token } = metadataOf(reply);
      return (what === "rv" ? resourceVersion : what === "uid" ? uid : token) ?? "";
    });
}

interface Metadata {
  readonly name?: string;
  readonly resourceVersion?: string;
  readonly uid?: string;
  readonly continue?: string;
}

function metadataOf(reply: Reply | undefined): Metadata {
  return reply === undefined ? {} : (parsed(reply).metadata ?? {});
}

function parsed(reply: Reply): { readonly metadata?: Metadata } {
  try {
    const isCbor = reply.headers["content-type"] === "application/cbor" && reply.bytes !== undefined;
    const value: unknown = isCbor ? decodeCbor(reply.bytes) : JSON.parse(reply.body);
    if (typeof value !== "object" || value === null) return {};
    // A map of CBOR has no order, and kube-apiserver's begin anywhere: what is made of one must be the same for both.
    return isCbor ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
  } catch {
    return {};
  }
}
