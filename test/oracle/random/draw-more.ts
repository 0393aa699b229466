/** Rarer requests of a random sequence: watches as of old, orders about pods, headers nobody needs and long queries. */
import type { JsonObject } from "../../../src/meta/schema.js";
import type { Kind } from "../cases/kinds.js";
import type { Draw } from "./draw.js";
import type { Random } from "./random.js";

interface About {
  readonly random: Random;
  readonly kind: Kind;
  readonly answers: readonly number[];
  readonly name: string;
  /** What a selector needs to say so that nobody else's objects are seen. */
  readonly own: readonly string[];
}

export function drawMore(about: About): Draw {
  const { random, kind } = about;
  const draws = [drawOldWatch, drawOddHeaders, drawLongQuery, drawPage];
  const isPod = kind.definition.kind === "Pod";
  return random.pick(isPod ? [...draws, drawEviction, drawBinding] : draws)(about);
}

/** All changes since an earlier answer, seen through a selector: each request before is an event, or is none. */
function drawOldWatch({ random, kind, answers, name, own }: About): Draw {
  const collection = kind.collection.replace(/^(\/api\/[^/]+|\/apis\/[^/]+\/[^/]+)\//, "$1/watch/");
  const one = kind.definition.namespaced && random.chance(30) ? `/${name}` : "";
  const selector = random.chance(50) ? [`labelSelector=${random.pick(["l=1", "l!=1", "!m", "l=2,m"])}`] : [];
  const since = random.chance(80) ? [`resourceVersion={rv:${random.pick(answers)}}`] : [];
  const query = ["timeoutSeconds=1", ...(own.length > 0 ? own : selector), ...since].join("&");
  return { method: "GET", path: `${collection}${one}?${query}` };
}

function drawOddHeaders({ random, kind, name }: About): Draw {
  const headers: Readonly<Record<string, string>> = {
    "If-None-Match": random.pick(["*", '"x"', "W/1"]),
    "If-Modified-Since": "Wed, 21 Oct 2015 07:28:00 GMT",
    Range: "bytes=0-1",
    "Accept-Language": "x",
    Accept: random.pick([
      "application/json; q=0.1 , */*;q=0",
      "application/json;indent=1",
      "application/json;;",
      ";",
      "*",
    ]),
  };
  const chosen = random.some(Object.keys(headers));
  return {
    method: "GET",
    path: `${kind.collection}/${name}`,
    headers: Object.fromEntries(chosen.map((header) => [header, headers[header] ?? ""])),
  };
}

function drawLongQuery({ random, kind, own }: About): Draw {
  const values = Array.from({ length: 50 + random.below(100) }, (_value, at) => `v${at}`).join(",");
  const query = [`labelSelector=${encodeURIComponent(`set=NS,l notin (${values})`)}`, "x=".repeat(random.below(200))];
  return { method: "GET", path: `${kind.collection}?${(own.length > 0 ? query : query.slice(0, 1)).join("&")}` };
}

/** A page, or the next one where an earlier answer was a page. */
function drawPage({ random, kind, answers, own }: About): Draw {
  const token = random.chance(70) ? [`continue={continue:${random.pick(answers)}}`] : [];
  return { method: "GET", path: `${kind.collection}?${[...own, "limit=1", ...token].join("&")}` };
}

function drawEviction({ random, kind, answers, name }: About): Draw {
  const preconditions: readonly JsonObject[] = [{}, { uid: `{uid:${random.pick(answers)}}` }, { resourceVersion: "x" }];
  const deleteOptions = random.maybe(60, (): JsonObject => ({ preconditions: random.pick(preconditions) }));
  const body: JsonObject = { metadata: { name }, ...(deleteOptions === undefined ? {} : { deleteOptions }) };
  return { method: "POST", path: `${kind.collection}/${name}/eviction${random.pick(["", "?dryRun=All"])}`, body };
}

function drawBinding({ random, kind, name }: About): Draw {
  const target: JsonObject = random.pick<JsonObject>([{ name: "n" }, { kind: "Node", name: "n" }, { kind: "X" }, {}]);
  return { method: "POST", path: `${kind.collection}/${name}/binding`, body: { metadata: { name }, target } };
}
