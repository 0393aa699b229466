/** A pod for cases about pods, in the service account it needs on a server with admission. */
import type { Step } from "../case.js";
import { post, quietly } from "./steps.js";

export const pods = "/api/v1/namespaces/NS/pods";
export const pod = `${pods}/p`;

/** Two silent steps: the second makes the pod, so that `{rv:2}` and `{uid:2}` are the pod's as it was made. */
export function aPod(spec: object = {}, metadata: object = {}): readonly Step[] {
  return [
    quietly(post("/api/v1/namespaces/NS/serviceaccounts", { metadata: { name: "default" } })),
    quietly(
      post(pods, {
        metadata: { name: "p", labels: { app: "x" }, ...metadata },
        spec: {
          serviceAccountName: "default",
          automountServiceAccountToken: false,
          containers: [{ name: "c", image: "i" }],
          ...spec,
        },
      }),
    ),
  ];
}
