/** Sends the bodies of a case and keeps of each answer what it is about. */
import type { Ask } from "../../oracle/client.js";
import type { NumberCase, NumberStep } from "./cases.js";

/** The namespace of recorded answers. */
export const recordedNamespace = "recorded";

export interface NumberAnswer {
  readonly status: number;
  readonly message?: string;
  readonly warning?: string;
  readonly shown: readonly string[];
}

export interface RecordedNumbers {
  readonly name: string;
  readonly answers: readonly NumberAnswer[];
}

export async function replay(ask: Ask, one: NumberCase): Promise<RecordedNumbers> {
  const answers: NumberAnswer[] = [];
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

export function send(ask: Ask, { method, path, body, type, accept }: NumberStep) {
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
  return body.replace(/"managedFields":\[.*?\]/gs, "");
}
