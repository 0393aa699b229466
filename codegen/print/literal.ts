/**
 * Data as a TypeScript expression: on one line while it fits, else one member per line. Compact to review, stable byte for byte:
 * members keep the order they have.
 */
import { isIdentifier } from "./names.js";

const maxWidth = 120;
const step = "  ";

/** Source text as a value: printed as it is (`async () => …`). */
export class Expression {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** `indent` is the indentation of the line the expression starts on, `column` where on that line it starts. */
export function printLiteral(value: unknown, indent = "", column = indent.length): string {
  const flat = printFlat(value);
  // 2: what follows the value on its line (a comma, a bracket)
  if (!flat.includes("\n") && column + flat.length + 2 <= maxWidth) return flat;
  const inner = indent + step;
  if (Array.isArray(value) && value.length > 0) {
    const lines = value.map((item: unknown) => `${inner}${printLiteral(item, inner)},\n`);
    return `[\n${lines.join("")}${indent}]`;
  }
  if (isRecord(value)) {
    const lines = members(value).map(([key, item]) => {
      const head = `${inner}${printKey(key)}: `;
      return `${head}${printLiteral(item, inner, head.length)},\n`;
    });
    if (lines.length > 0) return `{\n${lines.join("")}${indent}}`;
  }
  return value instanceof Expression ? value.text.replaceAll("\n", `\n${indent}`) : flat;
}

function printFlat(value: unknown): string {
  if (value instanceof Expression) return value.text;
  if (Array.isArray(value)) return `[${value.map(printFlat).join(", ")}]`;
  if (isRecord(value)) {
    const parts = members(value).map(([key, item]) => `${printKey(key)}: ${printFlat(item)}`);
    return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
  }
  return JSON.stringify(value);
}

function members(value: Record<string, unknown>): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}

/** A plain `__proto__` key would set the prototype instead of a member. */
function printKey(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return isIdentifier(key) ? key : JSON.stringify(key);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Expression);
}
