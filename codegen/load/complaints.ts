/** Collects complaints of a run up to a limit and gives each its line, in file order. */
import path from "node:path";
import { getOrAdd } from "../../src/util/get-or-add.js";
import {
  type Complain,
  type Complaint,
  type Diagnostic,
  describe,
  maxDiagnostics,
  type Place,
} from "../diagnostics.js";
import { Positions, type YamlFault } from "./yaml-source.js";

export class Complaints {
  readonly #list: Complaint[] = [];
  readonly #placed: Diagnostic[] = [];
  readonly #texts = new Map<string, string>();
  readonly #dir: string;

  /** `dir` is put before file names in the result. */
  constructor(dir: string) {
    this.#dir = dir;
  }

  readonly add: Complain = (rule, place: Place, params = {}) => {
    if (this.#list.length <= maxDiagnostics) this.#list.push({ ...place, rule, params });
  };

  addFault(file: string, fault: YamlFault): void {
    const { rule, params, line, column } = fault;
    this.#placed.push({
      rule,
      file: path.join(this.#dir, file),
      line,
      column,
      ...describe({ rule, params, file, path: [] }),
    });
  }

  /** Remembers a file's text for looking up lines. */
  remember(file: string, text: string): void {
    this.#texts.set(file, text);
  }

  get failed(): boolean {
    return this.#list.some((one) => describe(one).severity === "error") || this.#placed.length > 0;
  }

  /** Sorted by file and line, at most `maxDiagnostics` and a last one that says so. */
  diagnostics(): Diagnostic[] {
    const positions = new Map<string, Positions>();
    const all = [...this.#placed];
    for (const complaint of this.#list) {
      const text = this.#texts.get(complaint.file);
      const source = text === undefined ? undefined : getOrAdd(positions, complaint.file, () => new Positions(text));
      const { line, column } = source?.find(complaint) ?? { line: 1, column: 1 };
      const file = path.join(this.#dir, complaint.file);
      all.push({ rule: complaint.rule, file, line, column, ...describe(complaint) });
    }
    all.sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1));
    if (all.length <= maxDiagnostics) return all;
    const kept = all.slice(0, maxDiagnostics);
    const last = kept.at(-1);
    const params = { limit: String(maxDiagnostics) };
    const more = describe({ rule: "too-many", params, file: "", path: [] });
    return [...kept, { rule: "too-many", file: last?.file ?? this.#dir, line: last?.line ?? 1, column: 1, ...more }];
  }
}
