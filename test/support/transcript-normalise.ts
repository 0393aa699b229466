/** Takes out of what a program printed what differs between two clusters by nature, or by issues that are still to come. */
import { parseAllDocuments } from "yaml";
import type { Ran } from "./program.js";

export interface Printed {
  readonly stdout: unknown;
  readonly stderr: readonly string[];
}

export interface NormaliseOptions {
  readonly command: string;
  /** It is `kubectl explain`: without the descriptions. */
  readonly explains: boolean;
  /** What the names stand for: `<namespace>`. */
  readonly names: Readonly<Record<string, string>>;
}

export function normaliseOutput({ stdout, stderr: raw }: Ran, { command, explains, names }: NormaliseOptions): Printed {
  const text = (value: string): string => plainText(value, names);
  const lines = (value: string): readonly string[] => text(value).trimEnd().split("\n");
  const stderr = withoutTimings(raw);
  if (explains) return { stdout: lines(withoutDescriptions(stdout)), stderr: lines(stderr) };
  const structured = /(-o|--output)[ =](json|yaml)\b| --raw /.test(command);
  const values = structured ? valuesOf(stdout) : undefined;
  return {
    stdout: values === undefined ? lines(stdout) : values.map((value) => plainValue(value, { key: "", text })),
    stderr: lines(stderr),
  };
}

/** The documents in it; undefined when it is neither JSON nor YAML. */
function valuesOf(stdout: string): readonly unknown[] | undefined {
  const documents = parseAllDocuments(stdout);
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return undefined;
  return documents.map((document) => document.toJS() as unknown);
}

const weekday = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";

const volatile: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<uid>"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "<time>"],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [+-]\d{4}( [A-Z]+)?/g, "<time>"],
  [new RegExp(`${weekday}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}`, "g"), "<time>"],
  // Folders kubectl makes for diff, and files for editors.
  [/\S*\/(LIVE|MERGED)-\d+/g, "<$1>"],
  [/\S*\/kubectl-edit-[0-9]+/g, "<edited>"],
  [new RegExp(`${weekday} [A-Z][a-z]{2} +\\d+ \\d\\d:\\d\\d:\\d\\d \\d{4}`, "g"), "<time>"],
  // What client-go logs begins with the moment and the process.
  [/^([IWE])\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /gm, "$1 "],
  [/https:\/\/127\.0\.0\.1:\d+/g, "<server>"],
  [/(resourceVersion"?: ?")\d+/g, "$1<revision>"],
  [/^@@ .* @@/gm, "@@"],
  [/(?<=[\s(])(\d+[smhdy])+(?=[\s)]|$)/g, "<age>"],
  [/\.[0-9a-f]{16}\b/g, ".<random>"],
  // A column is as wide as what stands in it.
  [/(?<=\S) {2,}/g, "  "],
  [/ +(?=\t|$)/gm, ""],
];

/**
 * What client-go logs of its own haste, whatever the server: that the program ended a watch it was just reading an event of, and that
 * the program waited before a request of its own.
 */
const timings: readonly RegExp[] = [
  /^[IWE]\d{4} .* reflector\.go:\d+\] .*watch ended with error.*context canceled/,
  /^[IWE]\d{4} .* (request|streamwatcher)\.go:\d+\] "?(Waited before sending request|Unable to decode an event .*context canceled)/i,
];

export function withoutTimings(stderr: string): string {
  return stderr
    .split("\n")
    .filter((line) => !timings.some((pattern) => pattern.test(line)))
    .join("\n");
}

function plainText(text: string, names: Readonly<Record<string, string>>): string {
  let plain = text;
  for (const [name, value] of Object.entries(names)) plain = plain.replaceAll(value, `<${name}>`);
  for (const [pattern, replacement] of volatile) plain = plain.replace(pattern, replacement);
  return plain;
}

/** Members another issue fills in: named here once, with the reason. */
const dropped: Readonly<Record<string, string>> = {
  clusterIP: "addresses of services are allocated: the issue of the allocators",
  clusterIPs: "the same",
  nodePort: "the same",
  tolerations: "the admission plugin DefaultTolerationSeconds: the admission issue",
  priority: "the admission plugin Priority: the admission issue",
  preemptionPolicy: "the same",
};

interface Place {
  readonly key: string;
  readonly text: (value: string) => string;
}

function plainValue(value: unknown, { key, text }: Place): unknown {
  if (Array.isArray(value)) {
    // In one second the order of two entries is that of their names, in two that of the seconds.
    const items = key === "managedFields" ? value.toSorted(byManager) : value;
    return items.map((item) => plainValue(item, { key: "", text }));
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .filter(([name]) => dropped[name] === undefined)
      .map(([name, member]) => [name, plainValue(member, { key: name, text })] as const);
    return Object.fromEntries(members);
  }
  if (key === "resourceVersion") return "<revision>";
  if (key === "modifiedAt") return "<time>";
  if (key === "release" && typeof value === "string") return "<release>";
  return typeof value === "string" ? text(value) : value;
}

function byManager(left: unknown, right: unknown): number {
  const [a, b] = [left, right].map((entry) => {
    const { operation, manager, subresource = "" } = entry as Readonly<Record<string, string>>;
    return `${operation} ${manager} ${subresource}`;
  }) as [string, string];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Headers, fields, types and enumerations stay. */
function withoutDescriptions(text: string): string {
  let part = "";
  return text
    .split("\n")
    .filter((line) => {
      part = /^[A-Z]+(?=:)/.exec(line)?.[0] ?? part;
      if (line.trim() === "" || part === "DESCRIPTION") return false;
      return part !== "FIELDS" || line === "FIELDS:" || line.includes("\t<") || /^ *(enum|default):/.test(line);
    })
    .join("\n");
}
