/** CBOR that must be a map. */
import assert from "node:assert/strict";
import { decodeCbor } from "../../src/meta/cbor/cbor.js";

export function decodeCborObject(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const value = decodeCbor(bytes);
  assert.ok(typeof value === "object" && value !== null && !Array.isArray(value), "the item is a map");
  return value;
}
