/** Names of tags, operations and types. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseMedia } from "../../../../src/endpoints/openapi/accept.js";
import { operationScope, tagOf, typeNamer } from "../../../../src/endpoints/openapi/names.js";
import { groups } from "../../../../src/generated/index.js";

const scopes: readonly (readonly [group: string, version: string, tag: string, scope: string])[] = [
  ["", "v1", "core_v1", "CoreV1"],
  ["apps", "v1", "apps_v1", "AppsV1"],
  ["rbac.authorization.k8s.io", "v1", "rbacAuthorization_v1", "RbacAuthorizationV1"],
  ["wardle.example.com", "v1alpha1", "wardleExampleCom_v1alpha1", "WardleExampleComV1alpha1"],
  ["my-group.io", "v1", "myGroupIo_v1", "MyGroupIoV1"],
];

for (const [group, version, tag, scope] of scopes) {
  test(`operations of ${group === "" ? "the core group" : group} are tagged ${tag}`, () => {
    assert.equal(tagOf(group, version), tag);
    assert.equal(operationScope(group, version), scope);
  });
}

test("a type is named after its group's package, a group nobody defined after its name turned round", () => {
  const nameOf = typeNamer(groups, { "meta/v1/Quantity": "io.k8s.apimachinery.pkg.api.resource.Quantity" });
  assert.equal(nameOf("core/v1/PodSpec"), "io.k8s.api.core.v1.PodSpec");
  assert.equal(nameOf("meta/v1/Quantity"), "io.k8s.apimachinery.pkg.api.resource.Quantity");
  assert.equal(nameOf("stable.example.com/v1/CronTab"), "com.example.stable.v1.CronTab");
});

const pb = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

/** As the real server answered. */
const accepts: readonly (readonly [accept: string | undefined, chosen: string | undefined])[] = [
  [undefined, "application/json"],
  ["", "application/json"],
  ["*/*", "application/json"],
  ["application/*", "application/json"],
  ["application/json, */*", "application/json"],
  [pb, pb],
  [`application/json;q=0.5,${pb}`, pb],
  [`text/html,${pb};q=0.1`, pb],
  ["text/html", undefined],
  ["application/yaml", undefined],
];

for (const [accept, chosen] of accepts) {
  test(`Accept: ${accept ?? "(none)"} gets ${chosen ?? "406"}`, () => {
    assert.equal(chooseMedia(accept, ["application/json", pb]), chosen);
  });
}
