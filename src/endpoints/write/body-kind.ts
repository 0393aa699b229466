/** What a subresource sends and receives where that is another kind than its parent: Scale, Binding, Eviction. */
import { byteFieldsOf } from "../../meta/byte-fields.js";
import { compileDecoder } from "../../meta/compile/decoder.js";
import { compileDefaulter } from "../../meta/compile/defaulter.js";
import { formatGroupVersion } from "../../meta/object.js";
import { compileProtobufKind } from "../../meta/protobuf/kind.js";
import { defineResource } from "../../registry/generated-api.v1.js";
import { type KindRuntime, loadKindRuntime, type VersionRuntime } from "../../registry/kind-runtime.js";
import type { ResourceDefinition, Subresource } from "../../registry/resource-definition.js";
import { oncePer } from "../../util/get-or-add.js";

/** What reading and writing bodies asks of a kind. */
export type BodyVersion = Pick<
  VersionRuntime,
  "apiVersion" | "byteFields" | "decoder" | "protobuf" | "setDefaults" | "type"
>;

/** The parent's schemas hold its subresources' kinds too. */
export function bodyVersion({ schemas }: KindRuntime, bodyKind: NonNullable<Subresource["bodyKind"]>): BodyVersion {
  const { group, version, kind } = bodyKind;
  const type = `${group === "" ? "core" : group}/${version}/${kind}`;
  const apiVersion = formatGroupVersion(group, version);
  return {
    apiVersion,
    type,
    decoder: compileDecoder(schemas, type),
    setDefaults: compileDefaulter(schemas, type),
    byteFields: () => byteFieldsOf(schemas, type),
    protobuf: () => compileProtobufKind({ schemas, type, apiVersion, kind }),
  };
}

/** A subresource's body as a kind of its own, one without hooks that nobody stores; undefined: its body is the parent's. */
export function bodyRuntime(parent: ResourceDefinition, subresource: Subresource): Promise<KindRuntime> | undefined {
  const { bodyKind } = subresource;
  return bodyKind === undefined ? undefined : runtimesOf(parent)(bodyKind);
}

const runtimesOf = oncePer((parent: ResourceDefinition) =>
  oncePer(({ group, version, kind }: NonNullable<Subresource["bodyKind"]>) =>
    loadKindRuntime(
      defineResource({
        group,
        kind,
        plural: kind.toLowerCase(),
        namespaced: parent.namespaced,
        versions: [
          { name: version, servedByDefault: true, type: `${group === "" ? "core" : group}/${version}/${kind}` },
        ],
        storagePrefix: null,
        load: async () => ({ schemas: (await parent.load()).schemas, hooks: {} }),
      }),
      // It has no hooks to ask.
      () => 0,
    ),
  ),
);
