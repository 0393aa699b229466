/** Texts that are long and odd are read once: a pattern that goes over them again and again would never end here. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ignoredSelectors } from "../../../api-definitions/_shared/access-selectors.js";
import { podWarnings } from "../../../api-definitions/_shared/pod-warnings.js";
import { tlsWarnings } from "../../../api-definitions/core/Secret/tls-warnings.js";
import type { Pod, Secret } from "../../../src/generated/core/v1/types.js";

test("headers of a certificate may have any number of colons", () => {
  const text = `-----BEGIN CERTIFICATE-----\n${"::::\n".repeat(200)}x\n-----END CERTIFICATE-----\n`;
  const data = { "tls.crt": Buffer.from(text).toString("base64"), "tls.key": "" };
  const secret: Secret = { apiVersion: "v1", kind: "Secret", metadata: {}, type: "kubernetes.io/tls", data };
  assert.deepEqual(tlsWarnings(secret), ["tls: failed to find any PEM data in key input"]);
  const key = Buffer.from(text.replaceAll("CERTIFICATE", "PRIVATE KEY")).toString("base64");
  assert.deepEqual(tlsWarnings({ ...secret, data: { ...data, "tls.key": key } }), ["x509: malformed certificate"]);
});

test("paths of files may have any number of slashes", () => {
  const slashes = "/".repeat(500_000);
  const items = [
    { key: "a", path: `a${slashes}x` },
    { key: "b", path: `b${slashes}` },
    { key: "c", path: "b" },
  ];
  const spec = { containers: [], volumes: [{ name: "v", configMap: { name: "m", items } }] };
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec } as Pod;
  assert.deepEqual(podWarnings(pod), ['volume "v" (ConfigMap "m"): overlapping paths: "b" with "b"']);
});

test("of a thousand long paths in each other's way no more is said than anybody could be told", () => {
  const path = "p".repeat(2_500);
  const items = Array.from({ length: 1_000 }, (_, at) => ({ key: `${at}`, path }));
  const spec = { containers: [], volumes: [{ name: "v", configMap: { name: "m", items } }] };
  const texts = podWarnings({ apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec } as Pod);
  assert.equal(texts[0], `volume "v" (ConfigMap "m"): overlapping paths: "${path}" with "${path}"`);
  assert.equal(texts.length, 20);
});

test("selectors of access reviews may have any number of spaces", () => {
  const rawSelector = " ".repeat(500_000);
  const told = "spec.resourceAttributes.fieldSelector ignored due to parse error";
  assert.equal(ignoredSelectors({ fieldSelector: { rawSelector } }), told);
  assert.equal(ignoredSelectors({ fieldSelector: { rawSelector: `${rawSelector}a=b, c!=d` } }), undefined);
});
