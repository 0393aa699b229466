/** Names of kinds that are off without feature gates, against recorded texts of kube-apiserver 1.36.3. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hooks } from "../../../api-definitions/certificates.k8s.io/ClusterTrustBundle/hooks.js";
import type { ClusterTrustBundle } from "../../../src/generated/certificates.k8s.io/v1beta1/types.js";
import { fieldCause } from "../../../src/meta/field-error.js";
import { validateObjectMeta } from "../../../src/meta/validate-object-meta.js";

const signer = "x.io/y";
const prefixed = "ClusterTrustBundle for signerName x.io/y must be named with prefix x.io:y:";
const subdomain = /a lowercase RFC 1123 subdomain must consist of/;

const bundles: readonly (readonly [string, string | undefined, RegExp | string | undefined])[] = [
  ["a.b", undefined, undefined],
  ["x.io:y:z", signer, undefined],
  ["x.io:y:z", undefined, 'ClusterTrustBundle without signer name must not have ":" in its name'],
  ["a:b", signer, prefixed],
  ["foo", signer, prefixed],
  ["A", undefined, subdomain],
  ["x.io:y:", signer, subdomain],
  ["x.io:y:a:b", signer, subdomain],
];

for (const [name, signerName, why] of bundles) {
  test(`a bundle ${name} of ${signerName ?? "nobody"} is ${why === undefined ? "good" : "refused"}`, () => {
    const bundle: ClusterTrustBundle = {
      kind: "ClusterTrustBundle",
      apiVersion: "certificates.k8s.io/v1beta1",
      metadata: { name },
      spec: { trustBundle: "", ...(signerName === undefined ? {} : { signerName }) },
    };
    const errors = hooks.validate?.(bundle) ?? [];
    assert.equal(errors.length, why === undefined ? 0 : 1);
    const [error] = errors;
    if (error === undefined || why === undefined) return;
    const { message = "" } = fieldCause(error);
    if (typeof why === "string") assert.equal(message, `Invalid value: ${JSON.stringify(name)}: ${why}`);
    else assert.match(message, why);
  });
}

const candidates = [
  ["A", []],
  ["a.b", []],
  ["..", ["must not be '..'"]],
  ["x".repeat(254), ["must be no more than 253 characters"]],
] as const;

for (const [name, texts] of candidates) {
  test(`a lease candidate's name is a config key: ${name.slice(0, 8)}`, () => {
    const found = validateObjectMeta({ name, namespace: "n" }, { namespaced: true, nameFormat: "configMapKey" });
    const expected = texts.map((text) => `Invalid value: ${JSON.stringify(name)}: ${text}`);
    assert.deepEqual(
      found.map((error) => fieldCause(error).message),
      expected,
    );
  });
}
