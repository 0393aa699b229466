/** The Warning text of a deprecated version, from the releases kind.yaml names; the sentences are kube-apiserver's. */
import assert from "node:assert/strict";
import test from "node:test";
import { deprecationWarning } from "../../../codegen/emit/deprecation.js";
import type { KindVersionModel } from "../../../codegen/model/model.js";

const version = (name: string, life: Partial<KindVersionModel>): KindVersionModel => ({
  name,
  type: "",
  servedByDefault: true,
  introduced: undefined,
  deprecated: undefined,
  removed: undefined,
  replacement: undefined,
  deprecationWarning: undefined,
  ...life,
});

const cases: readonly [rule: string, args: Parameters<typeof deprecationWarning>, text: string | undefined][] = [
  ["a lasting version has none", ["apps", "Deployment", version("v1", { introduced: "1.9" })], undefined],
  [
    "deprecation without an end",
    ["", "ComponentStatus", version("v1", { deprecated: "1.19" })],
    "v1 ComponentStatus is deprecated in v1.19+",
  ],
  [
    "with a replacement",
    ["", "Endpoints", version("v1", { deprecated: "1.33", replacement: "discovery.k8s.io/v1/EndpointSlice" })],
    "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
  ],
  [
    "with an end and a replacement in the core group",
    ["a.io", "Old", version("v1beta1", { deprecated: "1.3", removed: "1.6", replacement: "core/v1/New" })],
    "a.io/v1beta1 Old is deprecated in v1.3+, unavailable in v1.6+; use v1 New",
  ],
  [
    "an own text wins",
    ["a.io", "Old", version("v1beta1", { deprecated: "1.3", deprecationWarning: "use another" })],
    "use another",
  ],
];

for (const [rule, args, text] of cases) {
  test(`deprecation warning: ${rule}`, () => assert.equal(deprecationWarning(...args), text));
}
