/**
 * The text of `apiserver serve --help`: what it does, examples, flags by group, exit codes. Pure.
 */
import { flagTable } from "./table.js";
import type { FlagSpec } from "./types.js";

const examples: readonly (readonly [string, string])[] = [
  ["apiserver serve", "everything in ./.apiserver, on https://127.0.0.1:6443"],
  ["apiserver serve --data-dir /var/lib/apiserver --bind-address 0.0.0.0", "for other machines too"],
  ["apiserver serve --secure-port 0 --data-dir $(mktemp -d)", "a throw-away server on a free port"],
  ["apiserver serve --runtime-config api/all=true", "alpha and beta versions as well"],
  ["apiserver serve --preset generic --definitions ./dist", "only your own API, compiled"],
];

export const exitCodes: readonly (readonly [number, string])[] = [
  [0, "stopped as asked"],
  [1, "could not start or had to give up: the line printed says why"],
  [2, "wrong flags"],
  [130, "a second SIGINT cut a stop short"],
  [143, "a second SIGTERM cut a stop short"],
];

/** `width` is the terminal's; lines are broken at words. */
export function serveHelp(width: number): string {
  const columns = Math.max(60, Math.min(width, 120));
  const groups = [...new Set(flagTable.map((flag) => flag.group))];
  const lines = ["Serve the Kubernetes API.", "", "USAGE", "  $ apiserver serve [flags]", "", "EXAMPLES"];
  for (const [command, effect] of examples) lines.push(`  $ ${command}`, `      ${effect}`);
  for (const group of groups) {
    const flags = flagTable.filter((flag) => flag.group === group && flag.support.kind === "implemented");
    if (flags.length === 0) continue;
    lines.push("", group.toUpperCase());
    for (const flag of flags) lines.push(...flagLines(flag, columns));
  }
  lines.push("", "FLAGS TAKEN WITHOUT EFFECT", ...named("ignored", columns));
  lines.push("", "FLAGS REFUSED, AS WHAT THEY ASK FOR IS NOT THERE YET", ...named("refused", columns));
  lines.push(
    "",
    "SYSTEMD",
    "  Type=notify and NotifyAccess=all in the unit; readiness is told when the server is ready.",
  );
  lines.push("", "EXIT CODES", ...exitCodes.map(([code, meaning]) => `  ${String(code).padEnd(5)}${meaning}`));
  return `${lines.join("\n")}\n`;
}

function flagLines(flag: FlagSpec, columns: number): string[] {
  const fallback = flag.ownDefault ?? flag.default;
  const value = flag.type === "bool" || flag.type.startsWith("version") ? "" : ` ${flag.placeholder ?? flag.type}`;
  const short = flag.shorthand === undefined ? "" : `-${flag.shorthand}, `;
  const help = flag.support.kind === "implemented" ? flag.support.help : "";
  const text = fallback === undefined ? help : `${help} (default ${fallback})`;
  return [
    `  ${short}--${flag.name}${value}`,
    ...wrap(text.split(" "), columns - 6, " ").map((line) => `      ${line}`),
  ];
}

function named(kind: "ignored" | "refused", columns: number): string[] {
  const names = flagTable.filter((flag) => flag.support.kind === kind).map((flag) => `--${flag.name}`);
  return wrap(names, columns - 2, ", ").map((line) => `  ${line}`);
}

function wrap(words: readonly string[], width: number, between: string): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + between.length + word.length <= width)
      lines[lines.length - 1] = last + between + word;
    else lines.push(word);
  }
  return lines;
}
