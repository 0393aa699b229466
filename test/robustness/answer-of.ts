/** An answer's parts that are compared: its code and, of a Status, reason and message. */
import type { RawAnswer } from "../support/raw-https.js";
import type { RecordedAnswer } from "./bad-requests.js";

export function answerOf({ status, body }: RawAnswer): RecordedAnswer {
  const found = parsed(body);
  if (found?.kind !== "Status") return { code: status };
  const { reason, message } = found;
  return {
    code: status,
    ...(typeof reason === "string" ? { reason } : {}),
    ...(typeof message === "string" ? { message: steady(message) } : {}),
  };
}

/** Without what differs from run to run. */
function steady(message: string): string {
  return message
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "UID")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, "TIME")
    .replaceAll(/resourceVersion(\W+)\d+/g, "resourceVersion$1N");
}

function parsed(body: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
