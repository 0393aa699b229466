/** What came of a body of CBOR, in a line: the recorded form of many small cases. */
import { decodeCbor } from "../../src/meta/cbor/cbor.js";
import { cborFields, cborValues } from "../oracle/cases/cbor-types.js";
import type { Ask } from "../oracle/client.js";

/** By field and outcome: the values it came of. */
export type CborOutcomes = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export const outcomeNamespace = "cbor-outcomes";

export async function cborOutcomes(ask: Ask): Promise<CborOutcomes> {
  await ask({
    method: "POST",
    path: "/api/v1/namespaces",
    body: JSON.stringify({ metadata: { name: outcomeNamespace } }),
  });
  const all: Record<string, Record<string, string[]>> = {};
  for (const [field, body] of Object.entries(cborFields)) {
    const outcomes: Record<string, string[]> = {};
    for (const [name, value] of Object.entries(cborValues)) {
      const { method, path, headers = {}, body: sent } = body(value);
      const where = path.replace("NS", outcomeNamespace);
      const { status, bytes } = await ask({ method, path: where, headers, body: Buffer.from(String(sent), "hex") });
      const outcome = `${status} ${described(status, bytes ?? Buffer.alloc(0))}`;
      outcomes[outcome] = [...(outcomes[outcome] ?? []), name];
    }
    all[field] = outcomes;
  }
  return all;
}

/** The message, or what was made but for its metadata; keys in order. */
function described(status: number, bytes: Buffer): string {
  const { message, kind, apiVersion, metadata, ...rest } = decodeCbor(bytes) as Readonly<Record<string, unknown>>;
  return status >= 300 ? String(message) : JSON.stringify(rest, inOrder);
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
