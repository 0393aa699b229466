/**
 * YAML in, plain values out, and lines only on demand: the fast path builds no positions, and a complaint re-reads
 * the one file it is about. (Measured on the built-ins: `parse` alone takes half of what documents with ranges take.)
 */
import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parse, parseAllDocuments, parseDocument } from "yaml";
import type { Complaint, Place } from "../diagnostics.js";

export interface Position {
  readonly line: number;
  readonly column: number;
}

export type ParsedYaml =
  | { readonly value: unknown; readonly faults: readonly [] }
  | { readonly value: undefined; readonly faults: readonly YamlFault[] };

export interface YamlFault extends Position {
  readonly rule: Complaint["rule"];
  readonly params: Readonly<Record<string, string>>;
}

export function parseYaml(text: string): ParsedYaml {
  try {
    // With logLevel `silent`, `parse` would swallow errors, not only their printing.
    return { value: parse(text, { prettyErrors: false, logLevel: "error" }) as unknown, faults: [] };
  } catch {
    return { value: undefined, faults: yamlFaults(text) };
  }
}

/** Every document of a file. */
export function parseYamlDocuments(text: string): ParsedYaml {
  const documents = parseAllDocuments(text, { prettyErrors: false, logLevel: "silent" });
  const list = Array.isArray(documents) ? documents : [];
  if (list.some((document) => document.errors.length > 0))
    return { value: undefined, faults: yamlFaults(text, "many") };
  return { value: list.map((document) => document.toJS() as unknown), faults: [] };
}

function yamlFaults(text: string, documents: "one" | "many" = "one"): YamlFault[] {
  const lines = new LineCounter();
  const options = { lineCounter: lines, prettyErrors: false, logLevel: "silent" } as const;
  const all = documents === "one" ? [parseDocument(text, options)] : parseAllDocuments(text, options);
  return [...all]
    .flatMap((document) => document.errors)
    .map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      if (error.code !== "DUPLICATE_KEY") {
        return { rule: "yaml-syntax", params: { detail: error.message }, line, column: col };
      }
      const key = text.slice(error.pos[0]).split(/[\s:]/, 1)[0] ?? "";
      return { rule: "duplicate-key", params: { key }, line, column: col };
    });
}

/** Line and column of places of one file; a path that is not there is answered by its nearest parent. */
export class Positions {
  readonly #lines = new LineCounter();
  readonly #root: Node | null;

  constructor(text: string) {
    const document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, logLevel: "silent" });
    this.#root = document.contents;
  }

  find(place: Pick<Place, "path" | "at">): Position {
    let node: unknown = this.#root;
    let key: unknown;
    for (const step of place.path) {
      const next = child(node, step);
      if (next === undefined) break;
      key = next.key;
      node = next.value;
    }
    const target = place.at === "key" && isNode(key) ? key : isNode(node) ? node : key;
    const offset = isNode(target) ? (target.range?.[0] ?? 0) : 0;
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

function child(node: unknown, step: string | number): { key: unknown; value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => (isScalar(item.key) ? String(item.key.value) : item.key) === String(step));
    return pair === undefined ? undefined : { key: pair.key, value: pair.value };
  }
  if (isSeq(node)) {
    const value = node.items[Number(step)];
    return value === undefined ? undefined : { key: value, value };
  }
  return undefined;
}
