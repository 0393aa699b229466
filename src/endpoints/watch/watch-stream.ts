/**
 * How the frames of a watch leave: in a chunked answer, or over a WebSocket with one message per frame. What a bad handshake is told is
 * what kube-apiserver tells.
 */
import { webSocketProtocols } from "../../auth/websocket-token.js";
import type { HttpStream } from "../../http/message.js";
import { asksForWebSocket } from "../../http/websocket-handshake.js";
import { cborMagic } from "../../meta/cbor/cbor.js";
import type { RequestContext } from "../context.js";
import { cborSequenceMediaType, type MediaType } from "../negotiate.js";
import { headersFor } from "../respond.js";

export interface WatchStream extends Omit<HttpStream, "destroy"> {
  /** The reader has the start of the first frame and waits for the rest: an end now would look like a cut. */
  readonly amidFrame?: boolean;
}

/** undefined: the handshake was refused, which is the answer. */
export function openWatchStream(context: RequestContext, media: MediaType): WatchStream | undefined {
  return asksForWebSocket(context.request) ? openMessages(context, media) : openChunks(context, media);
}

/**
 * Takes the headers along while nothing has happened yet, where a transport cannot send them alone. Every reader of JSON skips a space. A
 * frame of protobuf begins with its length in four bytes, big end first, and no event has 16 MiB: so the first byte of the first frame is
 * known before there is one. So are the first three of CBOR, a tag.
 */
const protobufStart = Buffer.from([0]);
const space = Buffer.from(" ");

function openChunks(context: RequestContext, media: MediaType): WatchStream {
  const { contentType, known } = chunking(media);
  context.code = 200;
  const stream = context.response.stream(200, headersFor(context, contentType), known ?? space);
  const begun = known !== undefined && stream.sentPreamble === true;
  return begun ? withoutStart(stream, { bytes: known.length, of: "first" }) : stream;
}

interface Chunking {
  readonly contentType: string;
  /** How the first frame begins, whatever it says; undefined: the reader skips a space. */
  readonly known: Buffer | undefined;
}

function chunking({ format, contentType }: MediaType): Chunking {
  switch (format) {
    case "cbor":
      return { contentType: cborSequenceMediaType, known: cborMagic };
    case "protobuf":
      return { contentType: `${contentType};stream=watch`, known: protobufStart };
    default:
      return { contentType, known: undefined };
  }
}

/** A message says itself how long it is. */
const protobufLengthBytes = 4;

function openMessages(context: RequestContext, media: MediaType): WatchStream | undefined {
  const { response } = context;
  // The connection is no longer HTTP's by then, so its metrics have no code: kube-apiserver counts a nought.
  const { recorder } = context;
  if (recorder !== undefined) {
    context.recorder = { observe: (_code, seconds, bytes) => recorder.observe(0, seconds, bytes) };
  }
  const refusal = whyRefused(context);
  if (refusal !== undefined || response.openWebSocket === undefined) {
    refuse(context, refusal ?? { code: 400, text: badKey });
    return undefined;
  }
  context.code = 101;
  const [protocol] = webSocketProtocols(context.request);
  const stream = response.openWebSocket({ protocol, text: media.format === "json" });
  return media.format === "protobuf" ? withoutStart(stream, { bytes: protobufLengthBytes, of: "every" }) : stream;
}

interface Refusal {
  readonly code: 400 | 403;
  readonly text: string;
}

const badKey = "mismatch challenge/response";

function whyRefused(context: RequestContext): Refusal | undefined {
  const { request } = context;
  if (request.header("sec-websocket-key") === undefined) return { code: 400, text: badKey };
  if (request.header("sec-websocket-version") !== "13") return { code: 400, text: "missing or bad WebSocket Version" };
  const origin = request.header("origin") ?? "";
  if (!origin.startsWith("/") && !URL.canParse(origin)) return { code: 403, text: "" };
  return webSocketProtocols(request).length > 1 ? { code: 400, text: "" } : undefined;
}

function refuse(context: RequestContext, { code, text }: Refusal): void {
  context.code = code;
  context.response.send(code, text.endsWith("Version") ? ["Sec-WebSocket-Version", "13"] : [], text);
}

/** Leaves out what the reader has already, or does not need. */
function withoutStart(stream: HttpStream, { bytes, of }: { bytes: number; of: "first" | "every" }): WatchStream {
  let isFirst = true;
  return {
    write: (frame) => {
      const whole = of === "first" && !isFirst;
      isFirst = false;
      return stream.write(whole ? frame : frame.subarray(bytes));
    },
    get bufferedBytes() {
      return stream.bufferedBytes;
    },
    get amidFrame() {
      return of === "first" && isFirst;
    },
    onDrain: (listener) => stream.onDrain(listener),
    onClose: (listener) => stream.onClose(listener),
    end: () => stream.end(),
  };
}
