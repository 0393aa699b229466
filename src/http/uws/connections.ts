/**
 * The connections of one listener, so that none is closed while a client may still use it.
 *
 * uWebSockets.js closes a connection after 8 to 12 seconds without a request, and whatever arrives in that moment is lost; clients repeat
 * no POST. It has no option for this, hands out a response per request and tells of none to which connection it belongs. What it has:
 * a response object at the birth of each connection (`filter`), which stays usable until the connection ends; `pause` and `resume` on
 * it, which start the timeout again; and the handlers for data and for the end, which the end of each answer takes away.
 *
 * So each connection sets these two handlers while it is idle. A request runs through the server's handler first, and its data (if only an
 * empty last piece) comes right after, in the same call of uWS, to the handler of its connection: that joins the two. Until then nothing
 * of the answer leaves. Only a request in chunks may wait for its data; it stays unjoined, and its connection ends with its answer.
 *
 * Over TLS a connection is renewed from its first request on; one that was opened and not used is left to the timeout of uWS.
 *
 * Promises: a handle of a connection that is gone is never touched (uWS would read freed memory), and should the books not balance the
 * connections go back to the timeout of uWS.
 */
import type { BodyCollector } from "../body-collector.js";
import type { UwsResponseHandle } from "./binding.js";
import { isClosed, remoteAddressOf } from "./remote-address.js";

/** An answer on its way, as its connection sees it. */
export interface UwsInFlight {
  readonly body: BodyCollector | undefined;
  /** Something waits for the peer to take it. */
  readonly behind: boolean;
  readonly bytesSent: number;
  /** Its handle is closed, or no longer its own. */
  readonly isGone: boolean;
  /** The connection is known: what was held back may go. */
  join(connection: UwsConnection): void;
  /** The peer is gone. */
  aborted(): void;
}

/** uWS counts in steps of 4 seconds and closes at the third: to be early once a connection is renewed in each step. */
const renewalMs = 4000;
/** Renewals are spread over this many looks, lest ten thousand connections take their turn at once. */
const looksPerRenewal = 4;

export class UwsConnections {
  /** Set by each connection that ends: tells whether one ended within a call of uWS. */
  endedNow = false;
  /** Counts the looks: a clock that costs nothing. */
  look = 0;
  readonly #known = new Set<UwsConnection>();
  readonly #idleTimeoutMs: number;
  readonly #lookMs: number;
  readonly #secure: boolean;
  #open = 0;
  #lost = false;
  #draining = false;
  /** Came to the handler, and its data has not come yet. */
  #arrived: UwsInFlight | undefined;
  /** Their handler for data is to be set before the next request is served. */
  #unarmed: UwsConnection[] = [];
  /** When the last request in chunks came; -1: none whose connection may still be open. */
  #unjoinedLook = -1;
  /** What is under way without a connection. */
  readonly #unjoined = new Set<UwsInFlight>();
  #timer: NodeJS.Timeout | undefined;

  /** `secure`: over TLS. */
  constructor(idleTimeoutMs: number, secure: boolean) {
    this.#idleTimeoutMs = idleTimeoutMs;
    this.#secure = secure;
    this.#lookMs = Math.max(50, Math.min(renewalMs / looksPerRenewal, idleTimeoutMs / 4));
  }

  /** Number of looks a connection may be idle, or stuck, for. */
  get patience(): number {
    return this.#idleTimeoutMs / this.#lookMs;
  }

  /** The filter of uWS: a connection begins or ends. */
  readonly filter = (handle: UwsResponseHandle, change: number): void => {
    if (change > 0) this.#begin(handle);
    else this.#end();
  };

  /** A request reached the handler; its data, which tells its connection, follows. */
  arrived(inFlight: UwsInFlight): void {
    const unarmed = this.#unarmed;
    if (unarmed.length > 0) {
      // Not emptied: to set a length is a call into V8's runtime.
      this.#unarmed = [];
      for (const connection of unarmed) connection.arm();
    }
    this.#arrived = inFlight;
  }

  /**
   * A connection that served a request in chunks may send more while its answer is under way: those requests have no connection to be
   * joined to, and nobody to be told of their end.
   */
  get someAreDeaf(): boolean {
    return this.#unjoinedLook >= 0;
  }

  takeArrived(): UwsInFlight | undefined {
    const arrived = this.#arrived;
    this.#arrived = undefined;
    return arrived;
  }

  /** What arrived is in chunks and sets handlers of its own: of its connection nothing more will be heard. */
  turnedDeaf(): void {
    this.takeArrived();
    this.#unjoinedLook = this.look;
  }

  /** No connection has claimed it, and none may. */
  unjoined(inFlight: UwsInFlight): void {
    this.#unjoined.add(inFlight);
  }

  joinedOrOver(inFlight: UwsInFlight): void {
    this.#unjoined.delete(inFlight);
  }

  answered(connection: UwsConnection): void {
    this.#unarmed.push(connection);
  }

  forget(connection: UwsConnection): void {
    this.#known.delete(connection);
    if (this.#known.size > 0 || this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Any other connection there is. */
  besides(connection: UwsConnection): UwsConnection | undefined {
    for (const other of this.#known) if (other !== connection) return other;
    return undefined;
  }

  /** Not a connection of HTTP any more, and none whose end is told. */
  upgraded(connection: UwsConnection): void {
    this.#open -= 1;
    this.forget(connection);
  }

  /** Idle ones end, the others with their answer. Not at once: the caller may be in the handler of a request that is not joined yet. */
  drain(): void {
    this.#draining = true;
    setImmediate(() => {
      for (const connection of this.#known) if (connection.idle) connection.close();
    });
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #begin(handle: UwsResponseHandle): void {
    this.#open += 1;
    const connection = new UwsConnection(handle, this, { slot: this.#open, ready: !this.#secure });
    if (this.#lost) return;
    this.#known.add(connection);
    this.#timer ??= setInterval(() => this.#lookAtAll(), this.#lookMs).unref();
  }

  #end(): void {
    this.#open -= 1;
    this.endedNow = true;
    if (this.#arrived?.isGone) this.takeArrived()?.aborted();
    if (this.#unjoinedLook >= 0) this.#makeTell();
  }

  /**
   * The connection that ends may be one whose handler for the end a request in chunks took away: uWS asks for that handler next, so those
   * that may be meant get it again. A closed socket has no address; one whose peer is gone has none either, and will end soon.
   */
  #makeTell(): void {
    for (const inFlight of this.#unjoined) if (inFlight.isGone) inFlight.aborted();
    for (const connection of this.#known) connection.tellIfClosed(this.#unjoinedLook);
  }

  #lookAtAll(): void {
    this.look += 1;
    if (this.#known.size !== this.#open) {
      this.#lost = true;
      this.#known.clear();
      this.close();
      process.emitWarning(
        "uWebSockets.js: connections were miscounted; idle ones end after 8 to 12 seconds from now on",
      );
      return;
    }
    let suspects = 0;
    const renewAll = this.#lookMs * looksPerRenewal < renewalMs;
    for (const connection of this.#known) {
      if (connection.isSuspect(this.#unjoinedLook)) suspects += 1;
      if (connection.idle && this.#draining) connection.close();
      else connection.lookAt(renewAll || (connection.slot + this.look) % looksPerRenewal === 0);
    }
    if (suspects === 0) this.#unjoinedLook = -1;
  }
}

export class UwsConnection {
  readonly slot: number;
  readonly #handle: UwsResponseHandle;
  readonly #all: UwsConnections;
  #inFlight: UwsInFlight | undefined;
  #gone = false;
  #closing = false;
  /** Its TLS handshake is over: uWS keeps books of sockets whose is not, which `resume` would upset. Known at the first request only. */
  #ready: boolean;
  /** The look of its last answer, or of the last byte the peer took. */
  #lastSeen: number;
  #bytesSeen = 0;
  #remoteAddress: string | undefined;
  readonly #onData = (chunk: ArrayBuffer, isLast: boolean): void => this.#data(chunk, isLast);
  readonly #onAborted = (): void => this.#ended();

  constructor(handle: UwsResponseHandle, all: UwsConnections, at: { readonly slot: number; readonly ready: boolean }) {
    this.#handle = handle;
    this.#all = all;
    this.slot = at.slot;
    this.#ready = at.ready;
    this.#lastSeen = all.look;
    handle.onAborted(this.#onAborted);
    handle.onData(this.#onData);
  }

  get remoteAddress(): string {
    this.#remoteAddress ??= remoteAddressOf(this.#handle);
    return this.#remoteAddress;
  }

  get idle(): boolean {
    return this.#inFlight === undefined;
  }

  /** It may have served a request in chunks at that look: none was joined to it since. */
  isSuspect(look: number): boolean {
    return this.#inFlight === undefined && this.#lastSeen <= look;
  }

  tellIfClosed(look: number): void {
    if (!this.#closing && this.isSuspect(look) && isClosed(this.#handle)) this.#handle.onAborted(this.#onAborted);
  }

  arm(): void {
    if (!this.#gone) this.#handle.onData(this.#onData);
  }

  close(): void {
    this.#closing = true;
    this.#handle.close();
    // Its handler for the end may have been taken away.
    if (!this.#gone) this.#leave();
  }

  /** To be called right before what may be the last call of an answer on uWS. */
  answering(): void {
    this.#all.endedNow = false;
  }

  /** The answer was handed over whole, which took the handlers away. */
  answered(): void {
    this.#inFlight = undefined;
    this.#lastSeen = this.#all.look;
    if (this.#all.endedNow) {
      this.#leave();
      return;
    }
    this.#handle.onAborted(this.#onAborted);
    this.#all.answered(this);
  }

  /**
   * `upgrade` makes a WebSocket of it. When a cork ends uWS looks at the response it corked, which is freed memory after an upgrade, and
   * closes the connection by what it reads there; without any cork it complains on stderr. So another connection is corked meanwhile.
   */
  upgrade(upgrade: () => void): void {
    this.#gone = true;
    this.#inFlight = undefined;
    this.#all.upgraded(this);
    const other = this.#all.besides(this);
    if (other === undefined) upgrade();
    else other.#handle.cork(upgrade);
  }

  /** There is another connection to cork. */
  get hasCompany(): boolean {
    return this.#all.besides(this) !== undefined;
  }

  lookAt(renew: boolean): void {
    const inFlight = this.#inFlight;
    if (inFlight === undefined) {
      if (this.#all.look - this.#lastSeen > this.#all.patience) this.close();
      else if (renew && this.#ready) this.#renew();
    } else if (renew) this.#lookAtAnswer(inFlight);
  }

  #renew(): void {
    this.#handle.pause();
    this.#handle.resume();
  }

  /** A peer that takes nothing gets 8 to 12 seconds from uWS too. */
  #lookAtAnswer(inFlight: UwsInFlight): void {
    if (!inFlight.behind || inFlight.bytesSent !== this.#bytesSeen) {
      this.#bytesSeen = inFlight.bytesSent;
      this.#lastSeen = this.#all.look;
    }
    if (this.#all.look - this.#lastSeen > this.#all.patience) this.close();
    else if (inFlight.behind) this.#renew();
  }

  #data(chunk: ArrayBuffer, isLast: boolean): void {
    const arrived = this.#all.takeArrived();
    if (arrived !== undefined) {
      this.#inFlight = arrived;
      this.#ready = true;
      if (this.#all.someAreDeaf) {
        this.#all.joinedOrOver(arrived);
        this.#handle.onAborted(this.#onAborted);
      }
      arrived.join(this);
    }
    const body = this.#inFlight?.body;
    if (body !== undefined) pushBody(body, chunk, isLast);
  }

  #ended(): void {
    this.#leave();
    this.#inFlight?.aborted();
    this.#inFlight = undefined;
  }

  #leave(): void {
    this.#gone = true;
    this.#all.forget(this);
  }
}

/** The chunk is the socket's receive buffer: it is reused when the callback of uWS returns. */
export function pushBody(body: BodyCollector, chunk: ArrayBuffer, isLast: boolean): void {
  if (body.wanted && chunk.byteLength > 0) body.push(Buffer.from(Buffer.from(chunk)));
  if (isLast) body.end();
}
