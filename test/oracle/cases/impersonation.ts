/** `kubectl --as`: who a request counts as, and what is said of headers that make no user. */
import { certificateRequest } from "../../unit/kinds/certificate-request.js";
import type { Case, Step } from "../case.js";
import { get, post, steps } from "./steps.js";

type Headers = NonNullable<Step["headers"]>;

const reviews = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
const review = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
const requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
const whoIs = (headers: Headers): Step => ({ ...post(reviews, review), headers });

const [user, group, uid] = ["Impersonate-User", "Impersonate-Group", "Impersonate-Uid"];
const extra = (key: string): string => `Impersonate-Extra-${key}`;
const account = "system:serviceaccount:ns:robot";

export const impersonationCases: readonly Case[] = [
  steps(
    "impersonated users",
    whoIs({ [user]: "jane" }),
    whoIs({ [user]: "jane", [group]: "x" }),
    whoIs({ [user]: "jane", [group]: ["x", "a,b", "x"] }),
    whoIs({ [user]: "jane", [group]: "system:authenticated" }),
    whoIs({ [user]: "jane", [group]: "system:masters" }),
    whoIs({ [user]: "jane", [uid]: "u1" }),
    whoIs({ [user]: "jane", [extra("Scopes")]: ["a", "b"], [extra("acme.com%2Fproject")]: "p" }),
    whoIs({ [user]: "jane", [extra("a%20b")]: "v", [extra("%zz")]: "v", [extra("%ff")]: "v" }),
    whoIs({ [user]: "jane", "Impersonate-Foo": "v" }),
    whoIs({ [user]: "system:node:n1" }),
    get("/version", { [user]: "jane" }),
  ),
  steps(
    "impersonated service accounts",
    whoIs({ [user]: account }),
    whoIs({ [user]: account, [group]: "x" }),
    whoIs({ [user]: account, [uid]: "7" }),
    whoIs({ [user]: "system:serviceaccount:ns" }),
    whoIs({ [user]: "system:serviceaccount:NS:robot" }),
    whoIs({ [user]: "system:serviceaccount:ns:a_b" }),
    whoIs({ [user]: "system:serviceaccount:ns:a:b" }),
  ),
  steps(
    "impersonation without a user",
    whoIs({ [group]: "x" }),
    whoIs({ [group]: ["x", 'y"z'], [uid]: "u1", [extra("b")]: "1", [extra("a")]: ["2", "3"] }),
    get("/version", { [group]: "x" }),
    get("/nowhere", { [group]: "x" }),
    get("/api/v1/namespaces/NS/configmaps", { [group]: "x" }),
  ),
  steps("an impersonated user's certificate signing request", {
    ...post(`${requests}?dryRun=All`, {
      metadata: { name: "jane" },
      spec: { request: certificateRequest, signerName: "example.com/a", usages: ["client auth"] },
    }),
    headers: { [user]: "jane", [group]: ["system:masters", "x"], [uid]: "u1", [extra("scopes")]: "a" },
  }),
];
