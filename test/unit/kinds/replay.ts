/** Runs a scenario against a server and gives its answers in comparable form: without uids, times and revisions. */
import type { BodyMaker, Case, Shown, Step } from "../../oracle/case.js";
import type { Question, Reply } from "../../oracle/client.js";
import { comparable } from "../../oracle/normalise.js";

/** The namespace of recorded answers. */
export const recordedNamespace = "recorded";

export interface Recorded {
  readonly scenario: string;
  readonly answers: readonly { readonly status: number; readonly warning?: string; readonly body: unknown }[];
}

export type Ask = (question: Question) => Promise<Reply>;

export async function replay(ask: Ask, scenario: Case): Promise<Recorded> {
  const replies: Reply[] = [];
  for (const step of scenario.steps) replies.push(await ask(questionOf(step, replies)));
  const answers = replies.map((reply) => {
    const { status, headers, body } = comparable(reply);
    const warning = headers["warning"];
    return { status, ...(warning === undefined ? {} : { warning }), body };
  });
  return { scenario: scenario.name, answers };
}

function questionOf({ method, path, body, headers }: Step, replies: readonly Reply[]): Question {
  const filled = (text: string): string => text.replaceAll(/\bNS\b/g, recordedNamespace);
  const made = typeof body === "function" ? (body as BodyMaker)(replies.map(shown)) : body;
  return {
    method,
    path: filled(path),
    ...(made === undefined ? {} : { body: filled(JSON.stringify(made)) }),
    ...(headers === undefined ? {} : { headers }),
  };
}

function shown({ body }: Reply): Shown {
  return { metadata: {}, ...(JSON.parse(body) as Partial<Shown>) };
}
