/**
 * A watch's line of JSON. Frames are kept for watches that resume, so they have blocks of memory of their own: in Buffer's common blocks
 * each would lie between texts that are gone with their request, and keep three times its size.
 */
import type { WatchEventType } from "../../storage/watchcache/watch-cache.js";

export type FrameType = WatchEventType | "BOOKMARK" | "ERROR";

const heads: Readonly<Record<FrameType, Buffer>> = {
  ADDED: headOf("ADDED"),
  MODIFIED: headOf("MODIFIED"),
  DELETED: headOf("DELETED"),
  BOOKMARK: headOf("BOOKMARK"),
  ERROR: headOf("ERROR"),
};

const tail = Buffer.from("}\n");

export function jsonFrame(type: FrameType, object: Buffer): Buffer {
  const head = heads[type];
  const end = head.length + object.length;
  const frame = room(end + tail.length);
  frame.set(head);
  frame.set(object, head.length);
  frame.set(tail, end);
  return frame;
}

function headOf(type: FrameType): Buffer {
  return Buffer.from(`{"type":"${type}","object":`);
}

/** A frame that is kept for long keeps its block: as large as Buffer's. */
const blockBytes = 8 * 1024;
let block = Buffer.alloc(0);
let used = 0;

function room(bytes: number): Buffer {
  if (bytes > blockBytes / 4) return Buffer.allocUnsafeSlow(bytes);
  if (used + bytes > block.length) {
    block = Buffer.allocUnsafeSlow(blockBytes);
    used = 0;
  }
  const at = used;
  used += bytes;
  return block.subarray(at, used);
}
