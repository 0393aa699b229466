/** The query of a request as Go reads it: a pair with a broken escape, or with a semicolon, is not there at all. */
import { textOfBytes, unescapedBytes } from "../../meta/go-quote.js";
import type { QueryValues } from "../../registry/resource-definition.js";

export function queryOf(query: string): QueryValues {
  if (!query.includes("%") && !query.includes(";")) return new URLSearchParams(query);
  const pairs = query.split("&").filter((pair) => !brokenEscape.test(pair) && !pair.includes(";"));
  const text = pairs.join("&");
  // Bytes that are no text become this one by URLSearchParams, and messages show them.
  return highByte.test(text) && !isText(text) ? new BytesQuery(pairs) : new URLSearchParams(text);
}

export const brokenEscape = /%(?![0-9A-Fa-f]{2})/;
const highByte = /%[89A-Fa-f]/;

function isText(query: string): boolean {
  try {
    decodeURIComponent(query);
    return true;
  } catch {
    return false;
  }
}

/** A query with bytes that are no text, which `textOfBytes` keeps. */
class BytesQuery implements QueryValues {
  private readonly pairs: readonly (readonly [string, string])[];
  constructor(pairs: readonly string[]) {
    this.pairs = pairs.map((pair) => {
      const at = pair.indexOf("=");
      return at === -1 ? [unescaped(pair), ""] : [unescaped(pair.slice(0, at)), unescaped(pair.slice(at + 1))];
    });
  }

  get(wanted: string): string | null {
    return this.getAll(wanted)[0] ?? null;
  }

  getAll(wanted: string): string[] {
    return this.pairs.flatMap(([name, value]) => (name === wanted ? [value] : []));
  }

  has(wanted: string): boolean {
    return this.pairs.some(([name]) => name === wanted);
  }
}

function unescaped(text: string): string {
  return textOfBytes(unescapedBytes(text.replaceAll("+", " ")));
}
