/** `stringData` is for writing only: its texts go into `data`. */
import type { Secret } from "../../../src/generated/core/v1/types.js";

export function setDefaults(secret: Secret): void {
  if (secret.stringData === undefined) return;
  const texts = Object.entries(secret.stringData).map(([key, text]) => [key, Buffer.from(text).toString("base64")]);
  if (texts.length > 0) secret.data = { ...secret.data, ...Object.fromEntries(texts) };
  delete secret.stringData;
}
