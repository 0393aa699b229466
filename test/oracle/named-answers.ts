/**
 * Protobuf answers that differ, told by the names of their fields: two that differ by their bytes are read by this server's own codecs, so
 * that a difference has the name it has in JSON. Where the names tell none, the bytes do.
 */
import { groups } from "../../src/generated/index.js";
import { ConvertError } from "../../src/server/convert/convert-error.js";
import { Kinds } from "../../src/server/convert/kinds.js";
import { readDocuments } from "../../src/server/convert/read-documents.js";
import type { Reply } from "./client.js";
import { answerDifferences } from "./normalise.js";

const kinds = new Kinds(groups);

/** As `answerDifferences`. */
export async function namedDifferences(left: Reply, right: Reply): Promise<readonly string[]> {
  const found = answerDifferences(left, right);
  if (found.length === 0 || left.status !== right.status || !isMessage(left) || !isMessage(right)) return found;
  const [ours, theirs] = await Promise.all([asJson(left), asJson(right)]);
  const named = ours === undefined || theirs === undefined ? [] : answerDifferences(ours, theirs);
  return named.length > 0 ? named : found;
}

function isMessage({ headers, bytes }: Reply): boolean {
  const type = String(headers["content-type"]);
  return (
    type.startsWith("application/vnd.kubernetes.protobuf") && !type.includes("stream=watch") && bytes !== undefined
  );
}

/** undefined: it cannot be read. */
async function asJson({ status, headers, bytes }: Reply): Promise<Reply | undefined> {
  try {
    const [document] = await readDocuments({ bytes: bytes ?? Buffer.alloc(0), name: "answer" }, kinds);
    // The header of the other form is no difference, but both have it.
    return {
      status,
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(document?.value),
    };
  } catch (error) {
    if (error instanceof ConvertError) return undefined;
    throw error;
  }
}
