/** What a run of the generator tells a person. */
import { formatDiagnostic } from "./diagnostics.js";
import type { GenerateResult } from "./main.js";

/** Lines that sum a run up. The last one is the outcome. */
export function summaryLines(result: GenerateResult): string[] {
  const lines = result.diagnostics.map(formatDiagnostic);
  for (const file of result.foreign) {
    lines.push(`${file} is in the way: it was not made by this generator (move it, or choose another --out)`);
  }
  for (const file of result.drift) lines.push(`${file} differs from its definition`);
  return [...lines, outcomeLine(result)];
}

function outcomeLine(result: GenerateResult): string {
  const seconds = `${(result.durationMs / 1000).toFixed(1)} s`;
  switch (result.outcome) {
    case "failed":
      return `nothing written: ${count(result.diagnostics.length + result.foreign.length, "complaint")}`;
    case "drift":
      return `${count(result.drift.length, "file")} to regenerate: run \`apiserver gen\``;
    case "done":
      return result.written.length + result.removed.length === 0
        ? `${count(result.files, "file")} up to date (${seconds})`
        : `${result.written.length} of ${count(result.files, "file")} written, ${result.removed.length} removed (${seconds})`;
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
