/** Random sequences of requests about every kind that both servers have: what differs, with the seed and the requests that show it. */

import { loadCbor } from "../../../src/meta/cbor/cbor.js";
import { compileProtobufKind, type ProtobufKind } from "../../../src/meta/protobuf/kind.js";
import type { JsonObject } from "../../../src/meta/schema.js";
import { type Kind, kindsServed } from "../cases/kinds.js";
import type { Sides } from "../sides.js";
import { drawSequence, type Subject } from "./draw-request.js";
import { cutDown, type Found, type Player, play } from "./play.js";
import { Random } from "./random.js";

export interface FuzzOptions {
  readonly seed: number;
  readonly sequences: number;
  /** Only kinds whose titles contain this. */
  readonly only: string;
  readonly onFound: (seed: number, title: string, found: Found) => void;
}

export interface FuzzResult {
  readonly requests: number;
  readonly different: number;
}

const sequencesAtATime = 4;
const requestsPerSequence = 12;

export async function fuzz(sides: Sides, { seed, sequences, only, onFound }: FuzzOptions): Promise<FuzzResult> {
  await loadCbor();
  const kinds = kindsServed(sides.both.isServed).filter(({ title }) => title.includes(only));
  const subjects = await Promise.all(kinds.map((kind) => subjectOf(kind, sides.both.cbor)));
  let [next, requests, different] = [seed, 0, 0];
  const worker = async (): Promise<void> => {
    while (next < seed + sequences) {
      const own = next++;
      // A step of one in the seed alone would begin alike.
      const random = new Random(Math.imul(own, 0x9e37_79b1) & 0x7fffffff);
      const subject = random.pick(subjects);
      const draws = drawSequence(random, subject, requestsPerSequence);
      requests += draws.length;
      let plays = 0;
      const { title } = subject.kind;
      const namespace = (): string => `fuzz-${process.pid}-${own}-${plays++}`;
      const player: Player = {
        clusters: { ours: sides.ours.ask, theirs: sides.theirs.ask },
        title: `${title}: random`,
        namespace,
      };
      const found = await play(player, draws);
      // Told only when it happens again: caches may be behind for a moment.
      const again = found && (await play(player, found.draws));
      if (again === undefined) continue;
      different += 1;
      onFound(own, title, await cutDown(player, again));
    }
  };
  await Promise.all(Array.from({ length: sequencesAtATime }, worker));
  return { requests, different };
}

async function subjectOf(kind: Kind, cbor: boolean): Promise<Subject> {
  const { definition, title } = kind;
  const [apiVersion = ""] = title.split(" ");
  const { schemas } = await definition.load();
  const version = definition.versions.find(({ name }) => name === apiVersion.split("/").at(-1));
  const source = { schemas, type: version?.type ?? "", apiVersion, kind: definition.kind };
  const codec = compileProtobufKind(source);
  return { kind, cbor, protobuf: (object) => encoded(codec, object) };
}

/** undefined where the object does not fit its type. */
function encoded(codec: ProtobufKind | undefined, object: JsonObject): Buffer | undefined {
  try {
    return codec?.envelope(Buffer.from(codec.encodeField(object)));
  } catch {
    return undefined;
  }
}
