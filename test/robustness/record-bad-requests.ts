/**
 * Records what a kube-apiserver answers to the bad requests:
 *
 *   TOKEN=… node dist/test/robustness/record-bad-requests.js PORT > test/robustness/bad-requests.json
 */
import { sendRaw } from "../support/raw-https.js";
import { answerOf } from "./answer-of.js";
import { badRequests, existing, nameOf, type RecordedAnswer } from "./bad-requests.js";

const port = Number(process.argv[2]);
const token = process.env.TOKEN ?? "";
const json = ["Content-Type: application/json"];
const namespace = '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"bad-requests"}}';
await sendRaw(port, token, { method: "POST", target: "/api/v1/namespaces", headers: json, body: namespace });
const answers: Record<string, RecordedAnswer> = {};
for (const request of badRequests) {
  const maps = "/api/v1/namespaces/bad-requests/configmaps";
  await sendRaw(port, token, { method: "DELETE", target: maps, headers: [], body: "" });
  await sendRaw(port, token, { method: "POST", target: maps, headers: json, body: existing });
  const answer = await sendRaw(port, token, request).catch(() => undefined);
  answers[nameOf(request)] = answer === undefined ? { code: 0 } : answerOf(answer);
}
process.stdout.write(`${JSON.stringify(answers, null, 1)}\n`);
