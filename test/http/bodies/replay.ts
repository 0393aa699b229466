/** Sends the bodies of a case and keeps of each answer what it is about. */
import type { Ask } from "../../oracle/client.js";
import type { BodyCase, BodyStep } from "./body-case.js";

/** The namespace of recorded answers. */
export const recordedNamespace = "recorded";

export interface BodyAnswer {
  readonly status: number;
  readonly message?: string;
  readonly warning?: string;
  readonly shown: readonly string[];
}

export interface RecordedBodies {
  readonly name: string;
  readonly answers: readonly BodyAnswer[];
}

export async function replay(ask: Ask, one: BodyCase): Promise<RecordedBodies> {
  const answers: BodyAnswer[] = [];
  for (const step of one.steps) {
    const { status, headers, body } = await send(ask, step);
    const { message } = status >= 400 ? (JSON.parse(body) as { readonly message: string }) : {};
    const { warning } = headers;
    answers.push({
      status,
      ...(message === undefined ? {} : { message: withoutObject(message) }),
      ...(warning === undefined ? {} : { warning: String(warning) }),
      // Members are in the order of Go's structs there, in the client's here.
      shown: [...(withoutManagedFields(body).match(one.shows) ?? [])].sort(),
    });
  }
  return { name: one.name, answers };
}

export function send(ask: Ask, { method, path, body, type, accept }: BodyStep) {
  return ask({
    method,
    path: path.replace("NS", recordedNamespace),
    ...(body === undefined ? {} : { body }),
    headers: {
      ...(type === undefined ? {} : { "Content-Type": type }),
      ...(accept === undefined ? {} : { Accept: accept }),
    },
  });
}

/** A patch that does not fit is answered with the whole object it made. */
function withoutObject(message: string): string {
  return message.replace(/Invalid value: "\{.*\}": /s, 'Invalid value: "{…}": ');
}

function withoutManagedFields(body: string): string {
  // A tab marks raw values that are kept as text; it means nothing in JSON.
  return body.replace(/"managedFields":\[.*?\]/gs, "").replaceAll(":\t", ":");
}
