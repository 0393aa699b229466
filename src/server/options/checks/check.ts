/** What a check of flag values is: it looks at flags that belong together, and says in kube-apiserver's words what is wrong with them. */
import type { FlagValues } from "../../flags/parse.js";

export interface Check {
  /** Names, or beginnings of names that end in `-`. The check runs when one of them was given: no flag, no work. */
  readonly of: readonly string[];
  readonly problems: (flags: FlagValues) => readonly string[];
}

/** For conditions: the text when the condition holds. */
export function when(condition: boolean, text: string): readonly string[] {
  return condition ? [text] : [];
}

export function givenAmong(flags: FlagValues, of: readonly string[]): readonly string[] {
  return flags.names.filter((name) => of.some((one) => (one.endsWith("-") ? name.startsWith(one) : name === one)));
}

/** As Go's `%q` shows a list. */
export function quotedList(items: readonly string[], separator: string): string {
  return `[${items.map((item) => JSON.stringify(item)).join(separator)}]`;
}
