/** What an import tells a person. */
import { formatDiagnostic } from "../diagnostics.js";
import type { ImportResult } from "./run-import.js";

/** Lines that sum an import up. The last one is the outcome. */
export function importLines(result: ImportResult): string[] {
  const lines = result.diagnostics.map(formatDiagnostic);
  for (const { where, message } of result.warnings) lines.push(`warning: ${where}: ${message}`);
  for (const file of result.kept) lines.push(`kept ${file}: you edited it (--force overwrites)`);
  if (result.outcome === "failed") return [...lines, "nothing written"];
  const { created, updated, unchanged, kept } = result;
  const written = `${created.length} files created, ${updated.length} updated`;
  const counts = `${written}, ${unchanged.length} unchanged, ${kept.length} kept`;
  return [...lines, `${result.kinds.length} kinds in ${result.out}: ${counts}`];
}
