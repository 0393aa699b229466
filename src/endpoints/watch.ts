/**
 * WATCH. Hot path: a frame is encoded once per event and form, whatever the number of watchers; a watcher whose socket is behind holds a
 * cursor, not a queue.
 *
 * Where a watch starts:
 *   resourceVersion=N                     changes after N
 *   resourceVersion=0 or none             the present state as ADDED events, then changes
 *   sendInitialEvents=true                the same, closed by a bookmark annotated k8s.io/initial-events-end
 */
import { internalError, type Status, type StatusError } from "../meta/status.js";
import type { KindRuntime } from "../registry/kind-runtime.js";
import { toStatusError } from "../registry/to-status-error.js";
import type { StoreError } from "../storage/store.js";
import type { CacheEntry, CacheWatch, WatchEventType } from "../storage/watchcache/watch-cache.js";
import type { RequestContext } from "./context.js";
import { cacheOf, freshCache } from "./freshness.js";
import type { ReadDeps } from "./get.js";
import { type MediaType, notWatchable } from "./negotiate.js";
import { type ListOptions, readResourceVersion } from "./options/list-options.js";
import { settleMedia } from "./protobuf.js";
import type { RequestInfo } from "./request-info.js";
import { type ResourceEndpoint, withRuntime } from "./resource-endpoint.js";
import { type Selection, selectionOf } from "./selection.js";
import { createFrameMaker, type FrameMaker } from "./watch-frame.js";
import { openWatchStream, type WatchStream } from "./watch-stream.js";

export interface WatchDeps extends ReadDeps {
  /** Runs `run` after `ms`; answers how to take it back. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** A watch without timeoutSeconds ends after once to twice this long, so that clients do not all come back together. */
  readonly minRequestTimeoutMs: number;
  /** Registers an open watch; `end` is called when the server stops. Returns how to take it out again. */
  readonly addLongRunning: (endpoint: ResourceEndpoint, end: () => void) => () => void;
  readonly onWatchEvents: (endpoint: ResourceEndpoint, events: number, bytes: number) => void;
}

const bookmarkEveryMs = 60_000;
/** Throws or rejects with StatusError before the stream has begun. */
export function handleWatch(
  deps: WatchDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { info, options }: { readonly info: RequestInfo; readonly options: ListOptions },
): void | Promise<void> {
  const asked = deps.negotiate(context.request.header("accept"), "collection");
  if (asked.format === "yaml") throw notWatchable(context);
  const selection = selectionOf(endpoint, info, options);
  const revision = readResourceVersion(options.resourceVersion, "watch");
  const initial = options.sendInitialEvents === true || (options.sendInitialEvents === undefined && revision === 0);
  const wait = freshCache(endpoint, initial ? revision : 0);
  const go = (): void | Promise<void> =>
    withRuntime(endpoint, (runtime) => {
      const media = settleMedia(asked, runtime.version(endpoint.version.name));
      const frames = createFrameMaker(deps, endpoint, context, { runtime, media });
      new WatchConnection(deps, {
        endpoint,
        context,
        selection,
        options,
        media,
        runtime,
        frames,
        revision,
        initial,
      }).start();
    });
  return wait === undefined ? go() : wait.then(go);
}

interface WatchRequest {
  readonly endpoint: ResourceEndpoint;
  readonly context: RequestContext;
  readonly selection: Selection;
  readonly options: ListOptions;
  readonly media: MediaType;
  readonly runtime: KindRuntime;
  readonly frames: FrameMaker;
  readonly revision: number;
  readonly initial: boolean;
}

/** One open watch. Ends by itself, by its timeout, by the client or by the server's shutdown: always through `finish`. */
class WatchConnection {
  readonly #deps: WatchDeps;
  readonly #request: WatchRequest;
  readonly #cancels: (() => void)[] = [];
  #frames: FrameMaker;
  #stream: WatchStream | undefined;
  #watch: CacheWatch | undefined;
  #finished = false;
  /** Present state still to be sent before changes; a slow client gets it piece by piece. */
  #initial: readonly CacheEntry[] = [];
  #initialNext = 0;

  constructor(deps: WatchDeps, request: WatchRequest) {
    this.#deps = deps;
    this.#request = request;
    this.#frames = request.frames;
  }

  start(): void {
    const { endpoint, context, media, selection, initial, revision } = this.#request;
    const stream = openWatchStream(context, media);
    if (stream === undefined) return;
    this.#stream = stream;
    stream.onClose(() => this.#finish("cut"));
    stream.onDrain(() => this.#drained());
    this.#cancels.push(this.#deps.addLongRunning(endpoint, () => this.#finish("end")));
    this.#startTimers();
    const cache = cacheOf(endpoint);
    if (!initial) {
      const from = this.#request.options.sendInitialEvents === false && revision === 0 ? cache.revision : revision;
      this.#follow(from);
      return;
    }
    const snapshot = cache.snapshot();
    const { entries } = snapshot.range({
      prefix: selection.prefix,
      ...(selection.filter === undefined ? {} : { filter: selection.filter }),
    });
    this.#initial = entries;
    this.#initialRevision = snapshot.revision;
    this.#sendInitial();
  }

  #initialRevision = 0;

  #sendInitial(): void {
    const { options } = this.#request;
    while (this.#initialNext < this.#initial.length) {
      const entry = this.#initial[this.#initialNext++] as CacheEntry;
      if (!this.#guarded(() => this.#write(this.#frames.of("ADDED", entry)))) return;
    }
    this.#initial = [];
    if (options.sendInitialEvents === true && options.allowWatchBookmarks) {
      this.#write(this.#frames.bookmark(this.#initialRevision, true));
    }
    this.#follow(this.#initialRevision);
  }

  #follow(from: number): void {
    if (this.#finished || this.#watch !== undefined) return;
    const { endpoint, selection } = this.#request;
    this.#watch = cacheOf(endpoint).watch(
      { from, prefix: selection.prefix, ...(selection.filter === undefined ? {} : { filter: selection.filter }) },
      {
        event: (type, event) => this.#guarded(() => this.#write(event.frame(type, this.#frames.form, this.#frames.of))),
        closed: (error) => this.#closed(error),
      },
    );
  }

  /** The answer has begun: a fault of our own can only be told inside the stream, and must not reach the cache's other watchers. */
  #guarded(write: () => boolean): boolean {
    try {
      return write();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#stream?.write(this.#frames.error(internalError(message, error).status));
      this.#finish("end");
      return false;
    }
  }

  #write(frame: Buffer): boolean {
    if (this.#finished) return false;
    this.#frames = this.#frames.later;
    this.#deps.onWatchEvents(this.#request.endpoint, 1, frame.length);
    return this.#stream?.write(frame) ?? false;
  }

  #drained(): void {
    if (this.#finished) return;
    if (this.#watch === undefined) this.#sendInitial();
    else this.#watch.resume();
  }

  #startTimers(): void {
    const { options } = this.#request;
    const base = this.#deps.minRequestTimeoutMs;
    const timeoutMs =
      options.timeoutSeconds !== undefined && options.timeoutSeconds > 0
        ? options.timeoutSeconds * 1000
        : base * (1 + this.#deps.random());
    this.#cancels.push(this.#deps.after(timeoutMs, () => this.#finish("end")));
    if (!options.allowWatchBookmarks) return;
    const again = (): void => {
      const cancel = this.#deps.after(bookmarkEveryMs * (0.9 + 0.2 * this.#deps.random()), () => {
        this.#sendBookmark();
        again();
      });
      this.#bookmarkCancel = cancel;
    };
    again();
    // A client that watches for a few seconds only still gets one before the end.
    if (timeoutMs < bookmarkEveryMs) {
      this.#cancels.push(this.#deps.after(Math.max(timeoutMs - 2000, timeoutMs / 2), () => this.#sendBookmark()));
    }
  }

  #bookmarkCancel: (() => void) | undefined;

  #sendBookmark(): void {
    if (this.#watch === undefined || (this.#stream?.bufferedBytes ?? 0) > 0) return;
    this.#write(this.#frames.bookmark(this.#watch.revision, false));
  }

  /** The cache has no more for this watcher: history it needs is gone, or the server stops. */
  #closed(error: StoreError | undefined): void {
    if (error !== undefined && !this.#finished) {
      this.#stream?.write(this.#frames.error(this.#statusOf(error)));
    }
    this.#finish("end");
  }

  #statusOf(error: StoreError): Status {
    const { group, plural } = this.#request.endpoint.definition;
    if (error.fault.kind === "Compacted") {
      const message = `too old resource version: ${error.fault.requested} (${error.fault.compacted})`;
      return {
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message,
        reason: "Expired",
        code: 410,
      };
    }
    const mapped: StatusError = toStatusError(error, { group, resource: plural }, "");
    return mapped.status;
  }

  #finish(how: "end" | "cut"): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#bookmarkCancel?.();
    for (const cancel of this.#cancels) cancel();
    this.#watch?.close();
    if (how === "end") this.#stream?.end();
  }
}

export type { WatchEventType };
