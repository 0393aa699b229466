/**
 * WATCH. Hot path: a frame is encoded once per event and form, whatever the number of watchers; a watcher whose socket is behind holds a
 * cursor, not a queue.
 *
 * Where a watch starts:
 *   resourceVersion=N                     changes after N
 *   resourceVersion=0 or none             the present state as ADDED events, then changes
 *   sendInitialEvents=true                the same, closed by a bookmark annotated k8s.io/initial-events-end
 */
import { hasReason, internalError, type Status, type StatusError } from "../../meta/status.js";
import type { KindRuntime } from "../../registry/kind-runtime.js";
import { toStatusError } from "../../registry/to-status-error.js";
import type { StoreError } from "../../storage/store.js";
import type { CacheEvent, CacheWatch, WatchEventType, WatchSink } from "../../storage/watchcache/watch-cache.js";
import type { RequestContext } from "../context.js";
import { cacheOf, freshCollection } from "../freshness.js";
import type { ReadDeps } from "../get.js";
import { type MediaType, notWatchable } from "../negotiate.js";
import { type ListOptions, readResourceVersion } from "../options/list-options.js";
import { settleMedia } from "../protobuf.js";
import type { RequestInfo } from "../request-info.js";
import { type ResourceEndpoint, withRuntime } from "../resource-endpoint.js";
import { type Selection, selectionOf } from "../selection.js";
import { type PresentState, presentState } from "./present-state.js";
import { FrameMaker } from "./watch-frame.js";
import { openWatchStream, type WatchStream } from "./watch-stream.js";

export interface WatchDeps extends ReadDeps {
  /** Runs `run` after `ms`; answers how to take it back. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** A watch without timeoutSeconds ends after once to twice this long, so that clients do not all come back together. */
  readonly minRequestTimeoutMs: number;
  /** Registers an open watch; `end` is called when the server stops. Returns how to take it out again. */
  readonly addLongRunning: (context: RequestContext, end: () => void) => () => void;
  /** Where the events of its watches are counted; the same for all of them. */
  readonly watchRecorderOf: (endpoint: ResourceEndpoint) => WatchRecorder;
}

const bookmarkEveryMs = 60_000;
/** A second after the present state other kinds may have moved the revision on, and the next bookmark is far. */
const firstBookmarkMs = 1000;

/** Throws or rejects with StatusError before the stream has begun. */
export function handleWatch(
  deps: WatchDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { info, options }: { readonly info: RequestInfo; readonly options: ListOptions },
): void | Promise<void> {
  const asked = deps.negotiate(context.request.header("accept"), "collection");
  const selection = selectionOf(endpoint, info, options);
  const revision = readResourceVersion(options.resourceVersion, "cache");
  if (asked.format === "yaml") throw notWatchable(context);
  const initial = options.sendInitialEvents === true || (options.sendInitialEvents === undefined && revision === 0);
  const wait = freshCollection(endpoint, initial ? revision : 0);
  const inForm = (go: (form: WatchForm) => void): void | Promise<void> =>
    withRuntime(endpoint, (runtime) => {
      const media = settleMedia(asked, runtime.version(endpoint.version.name));
      go({ media, runtime, frames: new FrameMaker(deps, endpoint, context, { runtime, media }) });
    });
  const start = (): void | Promise<void> =>
    inForm((form) => {
      const { frames } = form;
      const present = initial ? presentState(deps, endpoint, context, { selection, frames }) : undefined;
      if (initial && present === undefined) return;
      new WatchConnection(deps, { endpoint, context, selection, options, ...form, revision, present }).start();
    });
  if (wait === undefined) return start();
  return wait.then(start, (error: unknown) => {
    if (options.sendInitialEvents !== true || !isTimeout(error)) throw error;
    return inForm((form) => tellInStream(context, form, error.status));
  });
}

function isTimeout(error: unknown): error is StatusError {
  return hasReason(error, "Timeout");
}

/** Who asked for initial events is told in the stream that they do not come. */
function tellInStream(context: RequestContext, { media, frames }: WatchForm, status: Status): void {
  const stream = openWatchStream(context, media);
  stream?.write(frames.error(status));
  stream?.end();
}

/** How the client wants to see events. */
interface WatchForm {
  readonly media: MediaType;
  readonly runtime: KindRuntime;
  readonly frames: FrameMaker;
}

interface WatchRequest extends WatchForm {
  readonly endpoint: ResourceEndpoint;
  readonly context: RequestContext;
  readonly selection: Selection;
  readonly options: ListOptions;
  readonly revision: number;
  /** What the watch begins with; undefined: nothing but changes. */
  readonly present: PresentState | undefined;
}

/** What a watch asks of metrics: events of this size went to its client; `times` is 1 when absent. */
export interface WatchRecorder {
  observe(bytes: number, times?: number): void;
}

/** One open watch. Ends by itself, by its timeout, by the client or by the server's shutdown: always through `finish`. */
class WatchConnection implements WatchSink {
  readonly #deps: WatchDeps;
  readonly #request: WatchRequest;
  readonly #recorder: WatchRecorder;
  readonly #cancels: (() => void)[] = [];
  #frames: FrameMaker;
  /** Those of `#frames`: one object less to ask, for every event. */
  #form: string;
  #make: FrameMaker["of"];
  /** The frames are the same for all events to come. */
  #isSteady = false;
  #stream: WatchStream | undefined;
  #watch: CacheWatch | undefined;
  #finished = false;
  /** Present state still to be sent before changes; a slow client gets it piece by piece. */
  #present: PresentState | undefined;
  #presentBytes = 0;
  #bookmarkCancel: (() => void) | undefined;

  constructor(deps: WatchDeps, request: WatchRequest) {
    this.#deps = deps;
    this.#request = request;
    this.#recorder = deps.watchRecorderOf(request.endpoint);
    this.#present = request.present;
    this.#frames = request.frames;
    this.#form = request.frames.form;
    this.#make = request.frames.of;
  }

  start(): void {
    const { endpoint, context, media, options, revision } = this.#request;
    const stream = openWatchStream(context, media);
    if (stream === undefined) return;
    this.#stream = stream;
    stream.onClose(() => this.#finish("cut"));
    stream.onDrain(() => this.#drained());
    // Until its last byte is with the socket: a server that stops waits for that.
    context.response.onFinished(this.#deps.addLongRunning(context, () => this.#finish("end")));
    if ((options.timeoutSeconds ?? 0) < 0) {
      this.#finish("end");
      return;
    }
    this.#startTimers();
    if (this.#present !== undefined) this.#sendPresent(this.#present);
    else this.#follow(options.sendInitialEvents === false && revision === 0 ? cacheOf(endpoint).revision : revision);
  }

  #sendPresent({ pieces, objects, revision, release }: PresentState): void {
    const { options } = this.#request;
    while (this.#present !== undefined) if (!this.#sendNext(pieces)) return;
    release();
    if (objects > 0) this.#recorder.observe(this.#presentBytes / objects, objects);
    // Watches that got here by naming no revision are told as well, as kube-apiserver does.
    if (options.allowWatchBookmarks) this.#write(this.#frames.bookmark(revision, true));
    this.#follow(revision);
  }

  #sendNext(pieces: Iterator<Buffer>): boolean {
    try {
      const { value } = pieces.next();
      if (value === undefined) this.#present = undefined;
      return value === undefined || this.#writePresent(value);
    } catch (error) {
      return this.#failed(error);
    }
  }

  #follow(from: number): void {
    if (this.#finished || this.#watch !== undefined) return;
    const { endpoint, selection } = this.#request;
    this.#watch = cacheOf(endpoint).watch(
      { from, prefix: selection.prefix, ...(selection.filter === undefined ? {} : { filter: selection.filter }) },
      this,
    );
  }

  /** From the cache, for every watcher of every change: nothing is made here. */
  event(type: WatchEventType, event: CacheEvent): boolean {
    try {
      return this.#write(event.frame(type, this.#form, this.#make));
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** The answer has begun: a fault of our own can only be told inside the stream, and must not reach the cache's other watchers. */
  #failed(error: unknown): false {
    const message = error instanceof Error ? error.message : String(error);
    this.#stream?.write(this.#frames.error(internalError(message, error).status));
    this.#finish("end");
    return false;
  }

  /** False: the socket is behind, or the watch is over. */
  #write(frame: Buffer): boolean {
    if (!this.#takesFrames()) return false;
    this.#recorder.observe(frame.length);
    return this.#stream?.write(frame) ?? false;
  }

  /** A piece of the present state; its events are counted when all are sent. */
  #writePresent(piece: Buffer): boolean {
    if (!this.#takesFrames()) return false;
    this.#presentBytes += piece.length;
    return this.#stream?.write(piece) ?? false;
  }

  /** A form without frames ends the watch at its first event. */
  #takesFrames(): boolean {
    if (this.#finished) return false;
    if (this.#isSteady) return true;
    if (!this.#frames.canShow) {
      this.#finish("end");
      return false;
    }
    const { later } = this.#frames;
    this.#isSteady = later === this.#frames;
    this.#frames = later;
    this.#form = later.form;
    this.#make = later.of;
    return true;
  }

  #drained(): void {
    if (this.#finished) return;
    if (this.#present !== undefined) this.#sendPresent(this.#present);
    else this.#watch?.resume();
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
    if (this.#present !== undefined)
      this.#cancels.push(this.#deps.after(firstBookmarkMs, () => this.#sendFirstBookmark()));
    // Just before the end, so that the next watch starts where this one ended, however rarely the kind changes.
    this.#cancels.push(this.#deps.after(Math.max(timeoutMs - 2000, timeoutMs / 2), () => this.#sendBookmark()));
  }

  /** Once, as kube-apiserver does, and only when there is something to tell. */
  #sendFirstBookmark(): void {
    const { present } = this.#request;
    if (present !== undefined && (this.#watch?.revision ?? 0) > present.revision) this.#sendBookmark();
  }

  #sendBookmark(): void {
    if (this.#watch === undefined || (this.#stream?.bufferedBytes ?? 0) > 0) return;
    this.#write(this.#frames.bookmark(this.#watch.revision, false));
  }

  /** The cache has no more for this watcher: history it needs is gone, or the server stops. */
  closed(error: StoreError | undefined): void {
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

  /** Only a bookmark can: a watch without them, if nothing ever happened, ends within its first frame. */
  #completeFrame(): void {
    if (this.#stream?.amidFrame && this.#request.options.allowWatchBookmarks && this.#frames.canShow)
      this.#sendBookmark();
  }

  #finish(how: "end" | "cut"): void {
    if (this.#finished) return;
    if (how === "end") this.#completeFrame();
    this.#finished = true;
    this.#bookmarkCancel?.();
    for (const cancel of this.#cancels) cancel();
    this.#watch?.close();
    if (how === "end") this.#stream?.end();
  }
}

export type { WatchEventType };
