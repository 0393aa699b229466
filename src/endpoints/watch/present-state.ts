/** What a watch begins with when it does not begin at a revision: every object that is selected, as ADDED events. */
import { asksForWebSocket } from "../../http/websocket-handshake.js";
import type { CacheEntry, Snapshot } from "../../storage/watchcache/watch-cache.js";
import type { RequestContext } from "../context.js";
import { cacheOf } from "../freshness.js";
import type { ReadDeps } from "../get.js";
import type { Release } from "../lists/list-budget.js";
import type { ResourceEndpoint } from "../resource-endpoint.js";
import type { Selection } from "../selection.js";
import type { FrameMaker } from "./watch-frame.js";

export interface PresentState {
  readonly pieces: Iterator<Buffer>;
  readonly revision: number;
  readonly objects: number;
  /** It has been sent. */
  readonly release: Release;
}

/** undefined: there is no room for it now, which is the answer. */
export function presentState(
  { largeLists }: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { selection: { prefix, filter }, frames }: { readonly selection: Selection; readonly frames: FrameMaker },
): PresentState | undefined {
  const snapshot = cacheOf(endpoint).snapshot();
  // A message of a WebSocket has one frame, and Tables name their columns once.
  const shared = filter === undefined && frames.later === frames && !asksForWebSocket(context.request);
  const entries = shared ? [] : snapshot.range({ prefix, ...(filter === undefined ? {} : { filter }) }).entries;
  const objects = shared ? snapshot.count(prefix) : entries.length;
  const release = largeLists.take(context, { snapshot, objects, shared });
  if (release === undefined) return undefined;
  context.response.onFinished(release);
  const pieces = shared ? joinedFrames(snapshot, prefix, frames) : eachFrame(entries, frames);
  return { pieces, revision: snapshot.revision, objects, release };
}

/** Joined once per leaf of the tree and form, however many watches begin: that is what they do when they all lose their connection. */
function joinedFrames(snapshot: Snapshot, prefix: string, frames: FrameMaker): Iterator<Buffer> {
  const make = (entry: CacheEntry): Buffer => frames.of("ADDED", entry);
  return made(snapshot.formParts(prefix, { name: `added;${frames.form}`, make, fleeting: true }));
}

function* made(parts: Iterable<Buffer | undefined>): Generator<Buffer, void> {
  for (const part of parts) if (part !== undefined) yield part;
}

function* eachFrame(entries: readonly CacheEntry[], frames: FrameMaker): Generator<Buffer, void> {
  let maker = frames;
  for (const entry of entries) {
    yield maker.of("ADDED", entry);
    maker = maker.later;
  }
}
