/** What a scaffold tells a person. */
import { summaryLines } from "../report.js";
import type { ScaffoldResult } from "./scaffold.js";

export function scaffoldLines(result: ScaffoldResult): string[] {
  return [
    ...result.created.map((file) => `created    ${file}`),
    ...result.unchanged.map((file) => `unchanged  ${file}`),
    ...result.kept.map((file) => `kept       ${file} (it differs from what would be written today)`),
    ...result.advice,
    ...summaryLines(result.generated),
    ...(result.generated.outcome === "done" ? [`next: ${result.next}`] : []),
  ];
}
