/**
 * Getters for the JSON paths of printer columns, selectable fields and scale: `spec.nodeName`, `.spec.ports[*].port`,
 * `status.conditions[?(@.type=="Ready")].status`, `metadata.annotations['a.b/c']`. Compiled once; a getter never
 * throws.
 */

export interface JsonPath {
  /** Every value found, in order. */
  all(object: unknown): unknown[];
  /** The first value found, or undefined. */
  first(object: unknown): unknown;
}

export type JsonPathResult =
  | { readonly ok: true; readonly path: JsonPath }
  | { readonly ok: false; readonly error: string };

/** The first value at a path known to be right, as a getter. Throws RangeError for one that is not. */
export function compilePath(text: string): (object: unknown) => unknown {
  const compiled = compileJsonPath(text);
  if (!compiled.ok) throw new RangeError(compiled.error);
  return compiled.path.first;
}

type Step =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "every" }
  | { readonly kind: "index"; readonly at: number }
  | { readonly kind: "slice"; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: "filter"; readonly steps: readonly Step[]; readonly operator: string; readonly value: unknown };

/** `*`, an index, a slice, a quoted name or a filter in brackets; then `*` or a bare name. */
const stepPattern = new RegExp(
  [
    String.raw`\.?(?:\[\s*(?:(\*)|(-?[0-9]+)|(-?[0-9]*):(-?[0-9]*)|`,
    String.raw`(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")|\?\((.*?)\))\s*\]|`,
    String.raw`(\*)|((?:[^.[\]{}\\\s]|\\.)+))`,
  ].join(""),
  "y",
);
const filterPattern = /^\s*@((?:\.|\[)[^=!<>]*?)?\s*(?:(==|!=|<=|>=|<|>)\s*(.+?))?\s*$/;

export function compileJsonPath(text: string): JsonPathResult {
  const steps = stepsOf(
    text
      .trim()
      .replace(/^\{(.*)\}$/s, "$1")
      .replace(/^\$/, ""),
  );
  if (typeof steps === "string") return { ok: false, error: `invalid path ${JSON.stringify(text)}: ${steps}` };
  const names = steps.map((step) => (step.kind === "name" ? step.name : undefined));
  const plain = names.every((name) => name !== undefined) ? (names as string[]) : undefined;
  const all = (object: unknown): unknown[] => follow([object], steps);
  const first = plain === undefined ? (object: unknown) => all(object)[0] : (object: unknown) => member(object, plain);
  return { ok: true, path: { all, first } };
}

/** The common case, without lists in between. */
function member(object: unknown, names: readonly string[]): unknown {
  let value = object;
  for (const name of names) {
    value = own(value, name);
    if (value === undefined) return undefined;
  }
  return value;
}

function own(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function stepsOf(path: string): readonly Step[] | string {
  const steps: Step[] = [];
  if (path === "" || path === ".") return steps;
  for (let at = 0; at < path.length; ) {
    // Set every time: reading a filter uses the same pattern.
    stepPattern.lastIndex = at;
    const found = stepPattern.exec(path);
    if (found === null) return `cannot read it from ${JSON.stringify(path.slice(at))} on`;
    at += found[0].length;
    const step = stepOf(found);
    if (typeof step === "string") return step;
    steps.push(step);
  }
  return steps;
}

function stepOf(found: RegExpExecArray): Step | string {
  const [, star, index, from, to, single, double, filter, dotStar, name] = found;
  if (star !== undefined || dotStar !== undefined) return { kind: "every" };
  if (index !== undefined) return { kind: "index", at: Number(index) };
  if (from !== undefined || to !== undefined) return { kind: "slice", from: bound(from), to: bound(to) };
  const quotedName = single ?? double;
  if (quotedName !== undefined) return { kind: "name", name: quotedName.replace(/\\(.)/g, "$1") };
  if (name !== undefined) return { kind: "name", name: name.replace(/\\(.)/g, "$1") };
  return filterOf(filter ?? "");
}

function bound(text: string | undefined): number | undefined {
  return text === undefined || text === "" ? undefined : Number(text);
}

function filterOf(text: string): Step | string {
  const found = filterPattern.exec(text);
  if (found === null) return `cannot read the filter ${JSON.stringify(text)}`;
  const [, path = "", operator = "", literal = ""] = found;
  const steps = stepsOf(path);
  if (typeof steps === "string") return steps;
  const value = literalOf(literal);
  if (operator !== "" && value === undefined) return `cannot read the value ${literal}`;
  return { kind: "filter", steps, operator, value };
}

function literalOf(text: string): unknown {
  const single = /^'((?:[^'\\]|\\.)*)'$/.exec(text)?.[1];
  if (single !== undefined) return single.replace(/\\(.)/g, "$1");
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function follow(start: readonly unknown[], steps: readonly Step[]): unknown[] {
  let values = [...start];
  for (const step of steps) values = values.flatMap((value) => taken(value, step));
  return values;
}

function taken(value: unknown, step: Step): readonly unknown[] {
  if (step.kind === "name") {
    const found = own(value, step.name);
    return found === undefined ? [] : [found];
  }
  if (step.kind === "every") return typeof value === "object" && value !== null ? Object.values(value) : [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  switch (step.kind) {
    case "index": {
      const item = list.at(step.at);
      return item === undefined ? [] : [item];
    }
    case "slice":
      return list.slice(step.from ?? 0, step.to);
    case "filter":
      return list.filter((item) => holds(follow([item], step.steps), step.operator, step.value));
  }
}

function holds(found: readonly unknown[], operator: string, value: unknown): boolean {
  const [left] = found;
  if (operator === "") return found.length > 0;
  if (left === undefined) return false;
  if (operator === "==") return left === value;
  if (operator === "!=") return left !== value;
  if (typeof left !== typeof value || (typeof left !== "number" && typeof left !== "string")) return false;
  const right = value as typeof left;
  switch (operator) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    default:
      return left >= right;
  }
}

/** `a.b||c`: where to look, one after the other. */
export function pathAlternatives(paths: string): readonly string[] {
  return paths.split("||");
}
