/** The two fields every list message of Kubernetes has, taken apart: metadata and items, still encoded. */
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { asReadError } from "./protobuf-error.js";
import { skipField } from "./wire.js";

export interface ListMessage {
  readonly metadata: Uint8Array;
  readonly items: readonly Uint8Array[];
}

const metadataTag = 0x0a;
const itemTag = 0x12;

/** Throws ProtobufError. */
export function readList(message: Uint8Array): ListMessage {
  const reader = new BinaryReader(message);
  let metadata: Uint8Array = new Uint8Array();
  const items: Uint8Array[] = [];
  try {
    while (reader.pos < message.length) {
      const tag = reader.uint32();
      if (tag === metadataTag) metadata = reader.bytes();
      else if (tag === itemTag) items.push(reader.bytes());
      else skipField(reader, tag >>> 3, tag & 7);
    }
  } catch (error) {
    throw asReadError(error);
  }
  return { metadata, items };
}
