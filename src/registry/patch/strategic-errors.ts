/** Failures of a strategic merge patch, with kube-apiserver's codes: 400 for a malformed directive, 500 for everything else. */
import { badRequest, StatusError } from "../../meta/status.js";

/** The directive is there but has the wrong form. */
export function badDirective(what: "retainKeys" | (string & {})): StatusError {
  return badRequest(`invalid patch format of ${what}`);
}

/** kube-apiserver answers 500 without a reason to a patch that contradicts the schema or itself; so does this. */
export function unprocessable(message: string): StatusError {
  return new StatusError({ kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, code: 500 });
}
