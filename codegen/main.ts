/**
 * The generator as a library: definitions of a project in, its generated tree written or checked. Rejects only for what no definition
 * can cause (a disk that is full); everything else is in the result.
 */

import path from "node:path";
import type { Diagnostic } from "./diagnostics.js";
import { emitModel } from "./emit/emit.js";
import { loadDefinitions } from "./load/load-definitions.js";
import { applyTree, compareTree } from "./print/tree.js";
import type { Project } from "./project.js";
import { watchTree } from "./watch-tree.js";

export interface GenerateResult {
  /** `done`: the tree is as it should be. `drift`: it is not, and nothing was written. `failed`: no tree could be made. */
  readonly outcome: "done" | "drift" | "failed";
  readonly diagnostics: readonly Diagnostic[];
  /** Paths relative to the project. */
  readonly written: readonly string[];
  readonly removed: readonly string[];
  /** With `check`: what a run would write or remove. */
  readonly drift: readonly string[];
  /** Files in the way that nobody generated. */
  readonly foreign: readonly string[];
  readonly files: number;
  readonly durationMs: number;
}

export interface GenerateOptions {
  readonly project: Project;
  /** Compare only. */
  readonly check: boolean;
  /** Told what happens next: `reading definitions`. */
  readonly onStage?: (stage: string) => void;
}

const nothing = { written: [], removed: [], drift: [], foreign: [], files: 0 } as const;

export async function generate({ project, check, onStage }: GenerateOptions): Promise<GenerateResult> {
  const started = performance.now();
  const { config, root } = project;
  const elapsed = (): number => Math.round(performance.now() - started);
  onStage?.("reading definitions");
  const { model, diagnostics: found } = await loadDefinitions(path.join(root, config.definitions));
  const diagnostics = found.map((one) => ({ ...one, file: path.relative(root, one.file) }));
  if (model === undefined || diagnostics.some((one) => one.severity === "error")) {
    return { ...nothing, outcome: "failed", diagnostics, durationMs: elapsed() };
  }
  onStage?.(`printing ${model.types.size} types`);
  const tree = await emitModel(model, config);
  const out = path.join(root, config.out);
  const difference = await compareTree(out, tree);
  const inProject = (one: string): string => path.posix.join(config.out, one);
  const toWrite = [...difference.missing, ...difference.changed].map(inProject).sort();
  const toRemove = difference.stale.map(inProject);
  const foreign = difference.foreign.map(inProject);
  const common = { diagnostics, foreign, files: tree.size };
  if (foreign.length > 0) {
    return { ...nothing, ...common, outcome: "failed", durationMs: elapsed() };
  }
  if (check) {
    const drift = [...toWrite, ...toRemove].sort();
    const outcome = drift.length === 0 ? "done" : "drift";
    return { ...nothing, ...common, outcome, drift, durationMs: elapsed() };
  }
  onStage?.(`writing ${toWrite.length} of ${tree.size} files`);
  await applyTree(out, tree, difference);
  return { ...nothing, ...common, outcome: "done", written: toWrite, removed: toRemove, durationMs: elapsed() };
}

/** Editors write a file in several steps; one run answers them all. */
const settleMs = 60;

/** Calls `run` once now and after every change in the definitions; runs never overlap. Ends with `signal`. */
export async function watchDefinitions(project: Project, run: () => Promise<void>, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(run);
    }, settleMs);
  };
  // Watched from before the first run on, so that nothing saved meanwhile is missed.
  const watching = watchTree(path.join(project.root, project.config.definitions), signal, changed);
  running = run();
  await running;
  await watching;
  clearTimeout(timer);
  await running;
}
