/** Runs a scenario and keeps what it is about: the status and the warnings of each answer. */
import type { Case } from "../../oracle/case.js";
import type { Ask } from "../../oracle/client.js";

/** The namespace of recorded answers. */
export const recordedNamespace = "recorded";

export interface Warned {
  readonly status: number;
  /** Values of Warning headers, as they were sent. */
  readonly warnings: readonly string[];
}

export interface RecordedWarnings {
  readonly scenario: string;
  readonly answers: readonly Warned[];
}

export async function replay(ask: Ask, scenario: Case): Promise<RecordedWarnings> {
  const answers: Warned[] = [];
  for (const { method, path, body, headers } of scenario.steps) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const reply = await ask({
      method,
      path: filled(path),
      ...(text === undefined ? {} : { body: filled(text) }),
      ...(headers === undefined ? {} : { headers }),
    });
    answers.push({ status: reply.status, warnings: warningsOf(reply.headers.warning) });
  }
  return { scenario: scenario.name, answers };
}

function filled(text: string): string {
  return text.replaceAll(/\bNS\b/g, recordedNamespace);
}

/** Several headers arrive as one value, joined by commas. */
function warningsOf(header: string | string[] | undefined): string[] {
  if (header === undefined) return [];
  const text = Array.isArray(header) ? header.join(", ") : header;
  return text.match(/299 - "(?:[^"\\]|\\.)*"/gs) ?? [text];
}
