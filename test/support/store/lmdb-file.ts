/** What a store's file tells without being opened. */
import fs from "node:fs";

/** The greater of the transaction numbers in the file's two meta pages. */
export function newestTransaction(file: string): bigint {
  const content = fs.readFileSync(file);
  const pageBytes = content.readUInt32LE(48);
  const [first, second] = [content.readBigUInt64LE(152), content.readBigUInt64LE(pageBytes + 152)];
  return first > second ? first : second;
}
