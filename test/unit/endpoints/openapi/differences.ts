/** Compares two documents and names every place where they differ. Descriptions are no part of the comparison. */

export interface Difference {
  /** Keys from the root, as a JSON pointer without escapes. */
  readonly path: string;
  /** Short JSON; undefined where there is nothing. */
  readonly ours: string | undefined;
  readonly recorded: string | undefined;
}

export function differences(ours: unknown, recorded: unknown, path = ""): readonly Difference[] {
  if (ours === recorded) return [];
  if (isMap(ours) && isMap(recorded)) {
    const keys = new Set([...keysOf(ours), ...keysOf(recorded)]);
    return [...keys].flatMap((key) => differences(ours[key], recorded[key], `${path}/${key}`));
  }
  if (Array.isArray(ours) && Array.isArray(recorded) && ours.length === recorded.length) {
    return ours.flatMap((one, index) => differences(one, recorded[index], `${path}/${index}`));
  }
  return [{ path, ours: short(ours), recorded: short(recorded) }];
}

/** As a message of a failing test: one line each. */
export function report(found: readonly Difference[]): string {
  return found
    .map(({ path, ours, recorded }) => `${path}: ${ours ?? "-"} should be ${recorded ?? "absent"}`)
    .join("\n");
}

/** A field may be called `description` (events have one): only text under that name is a description. */
function keysOf(map: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(map).filter((key) => key !== "description" || typeof map[key] !== "string");
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function short(value: unknown): string | undefined {
  return JSON.stringify(value)?.slice(0, 160);
}
