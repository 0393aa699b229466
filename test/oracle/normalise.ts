/** Takes out of an answer what differs between two servers by nature: uids, times, revisions, who manages a field, key order. */
import { parse } from "yaml";
import { decodeCbor, decodeCborSequence } from "../../src/meta/cbor/cbor.js";
import { cborLayout, protobufFrames, protobufLines } from "./binary-text.js";
import type { Reply } from "./client.js";

export interface Comparable {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Of YAML the text itself, of CBOR how each value is encoded: to be compared once the values are equal. */
  readonly layout: string;
}

/** Headers a client may act on. The rest names the server, the moment or the length. */
const comparedHeaders = [
  "allow",
  "cache-control",
  "content-encoding",
  "content-type",
  "location",
  "retry-after",
  "vary",
  "warning",
  "www-authenticate",
  "x-content-type-options",
] as const;

export function comparable(reply: Reply): Comparable {
  const headers: Record<string, string> = {};
  for (const name of comparedHeaders) {
    const value = reply.headers[name];
    if (value !== undefined) headers[name] = normaliseText([value].flat().join(", "));
  }
  return { status: reply.status, headers, ...comparableBody(reply) };
}

function comparableBody({ headers, body, bytes = Buffer.from(body) }: Reply): Pick<Comparable, "body" | "layout"> {
  const type = String(headers["content-type"]);
  if (type.startsWith("application/yaml")) {
    // Descriptions are our own, and would move all that comes after them.
    const layout = body.includes("description:") ? "" : normaliseYaml(body);
    return { body: normalise(parse(body), ""), layout };
  }
  if (type.startsWith("application/cbor")) {
    return cborBody(bytes, type.startsWith("application/cbor-seq"));
  }
  if (type.startsWith("application/vnd.kubernetes.protobuf")) {
    const streams = type.includes("stream=watch");
    const shown = streams ? withoutBookmarks(protobufFrames(bytes)) : protobufLines(bytes);
    return { body: normalise(shown, ""), layout: "" };
  }
  return { body: normaliseBody(body), layout: "" };
}

/** Bytes that are no CBOR, or end in the middle of an item, are compared as the text they are. */
function cborBody(bytes: Buffer, isSequence: boolean): Pick<Comparable, "body" | "layout"> {
  try {
    const items = withoutBookmarks(decodeCborSequence(bytes).map((item) => normalise(item, "")));
    return { body: isSequence ? items : items[0], layout: isSequence ? "" : cborLayout(bytes).join("\n") };
  } catch {
    return { body: normaliseText(bytes.toString("latin1").trimEnd()), layout: "" };
  }
}

/** Where two answers differ; codes that differ already say enough, the rest would only be noise. */
export function answerDifferences(left: Reply, right: Reply): readonly string[] {
  if (left.status !== right.status) return [`.status: ${left.status} ${said(left)} | ${right.status} ${said(right)}`];
  const { layout: ours, ...leftRest } = comparable(left);
  const { layout: theirs, ...rightRest } = comparable(right);
  const found = differences(leftRest, rightRest);
  return found.length > 0 ? found : differences(ours.split("\n"), theirs.split("\n"), ".layout");
}

/** The same for an answer that was recorded as it was compared; `undefined` members do not survive the recording. */
export function recordedDifferences(ours: Comparable, recorded: Comparable): readonly string[] {
  return differences(JSON.parse(JSON.stringify(ours)), recorded);
}

function said({ body, bytes, headers }: Reply): string {
  try {
    const isCbor = headers["content-type"] === "application/cbor" && bytes !== undefined;
    const { message, kind } = (isCbor ? decodeCbor(bytes) : JSON.parse(body)) as { message?: unknown; kind?: unknown };
    if (typeof message === "string") return JSON.stringify(message);
    // Of bytes in no order there is nothing to match.
    if (isCbor) return `a ${kind}`;
  } catch {
    // Shown as it is.
  }
  return JSON.stringify(body.slice(0, 200));
}

function normaliseBody(body: string): unknown {
  try {
    const value = normalise(JSON.parse(body), "");
    // A watch of one event, or of none, is a list too.
    return isObject(value) && typeof value.type === "string" && isObject(value.object)
      ? withoutBookmarks([value])
      : value;
  } catch {
    // Watches are lines of JSON; anything else is compared as text.
    const lines = body.trim().split("\n");
    if (body.trim() === "") return [];
    try {
      return withoutBookmarks(lines.map((line) => normalise(JSON.parse(line), "")));
    } catch {
      return normaliseText(body.trimEnd());
    }
  }
}

/** In JSON, and as a line of protobuf. */
const isBookmark = /"type":"BOOKMARK"|^\["\.1: \\"BOOKMARK\\""/;

/** Bookmarks come when a timer says so; only those that end the initial events have their place. */
function withoutBookmarks(events: readonly unknown[]): readonly unknown[] {
  return events.filter((event) => {
    const text = JSON.stringify(event);
    return !isBookmark.test(text) || text.includes("initial-events-end");
  });
}

/** Compared as text, for the layout's sake. */
function normaliseYaml(text: string): string {
  return normaliseText(text.trimEnd()).replaceAll(/resourceVersion: "\d+"/g, 'resourceVersion: "<revision>"');
}

type Replacement = readonly [RegExp, string | ((found: string) => string)];

const volatileText: readonly Replacement[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<uid>"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "<time>"],
  [/(current|ResourceVersion in (?:record|the precondition) \(|resource version: )\D{0,3}\d+/g, "$1<revision>"],
  [/-[bcdfghjklmnpqrstvwxz2456789]{5}(?=\\*")/g, "-<random>"],
  // What comes behind a long name would not be shown.
  [/x{54,}/g, (xs) => `<${xs.length} times x>`],
  [/resourceVersion=\d+/g, "resourceVersion=<revision>"],
  [/(ResourceVersion in (?:precondition|object meta): )\d+/g, "$1<revision>"],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, "<token>"],
  [/(resourceVersion\\+":\\+")\d+/g, "$1<revision>"],
  [/(^ *record \()\d+/gm, "$1<revision>"],
  [/\beyJ2Ijoibw[\w-]+/gi, "<continue>"],
  [/^( *continue: )eyJ[\w-]+/gm, "$1<continue>"],
];

function normaliseText(text: string): string {
  let clean = text;
  for (const [pattern, replacement] of volatileText) clean = replaced(clean, pattern, replacement);
  return shownJson(clean);
}

function replaced(text: string, ...[pattern, replacement]: Replacement): string {
  return typeof replacement === "string" ? text.replace(pattern, replacement) : text.replace(pattern, replacement);
}

/** An object shown inside a message (the patch errors do) has its members in the server's order: sorted here. */
function shownJson(text: string): string {
  return text.replace(/"(\{.*\})"/s, (whole, escaped: string) => {
    try {
      const value: unknown = JSON.parse(JSON.parse(`"${escaped}"`) as string);
      return `<${JSON.stringify(normalise(value, ""))}>`;
    } catch {
      return whole;
    }
  });
}

/** Fields one of the servers fills and the other need not: named here once, with the reason. */
const dropped: Readonly<Record<string, string>> = {
  description: "descriptions are our own",
};

/** Days, years, or both, as Tables show them: a whole cell, or in brackets. A uid may end like one. */
const longAgo = /(?<=^|\()(\d+y\d+d|\d+y|\d+d)(?=$| ago\))/;

function normalise(value: unknown, key: string): unknown {
  if (Array.isArray(value))
    return (key === "managedFields" ? asAtOnce(value) : value).map((item) => normalise(item, key));
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      .filter(([name]) => dropped[name] === undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [shownName(name), normalise(member, name)] as const);
    return Object.fromEntries(entries);
  }
  if (typeof value !== "string") return value;
  if (key === "resourceVersion" && /^\d+$/.test(value)) return "<revision>";
  if (key === "uid" && value.length === 36) return "<uid>";
  if (key === "serverAddress") return "<address>";
  if (key === "cells" && /^(\d+m)?\d+s$/.test(value)) return "<age>";
  // Of what a case gives a date: an answer recorded on another day.
  if (key === "cells" && longAgo.test(value)) return value.replace(longAgo, "<long ago>");
  if (key === "continue") return "<continue>";
  if (key === "name" && /-[bcdfghjklmnpqrstvwxz2456789]{5}$/.test(value)) return `${value.slice(0, -5)}<random>`;
  return normaliseText(value);
}

/** The fields of a manager name the uids of owners. */
function shownName(name: string): string {
  return name.startsWith('k:{"uid":') ? normaliseText(name) : name;
}

/** Owners are in the order of their times: those of a case that passed from one second to the next as if it had not. */
function asAtOnce(owners: readonly unknown[]): readonly unknown[] {
  const timeOf = (owner: unknown) => (owner as { readonly time?: string }).time;
  const times = new Set(owners.map(timeOf).filter((time) => time !== undefined));
  if (times.size < 2) return owners;
  const identity = (owner: unknown): string => {
    const { operation, manager, apiVersion, subresource = "" } = owner as Readonly<Record<string, string>>;
    // Those without a time come first.
    return [operation, timeOf(owner) === undefined ? 0 : 1, manager, apiVersion, subresource].join("\n");
  };
  return [...owners].sort((a, b) => (identity(a) < identity(b) ? -1 : 1));
}

/** Paths at which two values differ, with both sides; [] when they are equal. */
export function differences(left: unknown, right: unknown, path = ""): readonly string[] {
  if (Object.is(left, right)) return [];
  // Of the paths a server lists it is telling which only one has, not where in the list.
  if (path === ".body.paths" && Array.isArray(left) && Array.isArray(right)) {
    const found = differences(listed(left), listed(right), path);
    if (found.length > 0) return found;
  }
  const bothObjects = isObject(left) && isObject(right) && Array.isArray(left) === Array.isArray(right);
  if (!bothObjects) return [`${path || "."}: ${show(left)} | ${show(right)}`];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].flatMap((name) => differences(left[name], right[name], `${path}.${name}`));
}

function listed(names: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, "listed"]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

const longestShown = 400;

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "absent";
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
