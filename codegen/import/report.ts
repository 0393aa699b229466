/** What an import tells a person. */
import { existsSync } from "node:fs";
import path from "node:path";
import { formatDiagnostic } from "../diagnostics.js";
import type { ImportResult } from "./run-import.js";

/** Lines that sum an import up: what is noteworthy, the outcome, and what to type next. */
export function importLines(result: ImportResult): string[] {
  const lines = result.diagnostics.map(formatDiagnostic);
  for (const { where, message } of result.warnings) lines.push(`warning: ${where}: ${message}`);
  for (const file of result.kept) lines.push(`kept ${file}: you edited it (--force overwrites)`);
  if (result.outcome === "failed") return [...lines, "nothing written"];
  const { created, updated, unchanged, kept } = result;
  const written = `${created.length} files created, ${updated.length} updated`;
  const counts = `${written}, ${unchanged.length} unchanged, ${kept.length} kept`;
  const kinds = `${result.kinds.length} ${result.kinds.length === 1 ? "kind" : "kinds"} in ${result.out}`;
  return [...lines, `${kinds}: ${counts}`, `next: ${nextStep(result)}`];
}

/** Definitions are served by a project, which `scaffold group` makes around them. */
function nextStep({ out, kinds }: ImportResult): string {
  if (existsSync(path.join(path.dirname(path.resolve(out)), "package.json"))) return "npx apiserver gen";
  return `apiserver scaffold group ${kinds[0]?.split("/", 1)[0]} && npm install && npm start`;
}
