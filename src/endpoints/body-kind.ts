/** What a subresource sends and receives where that is another kind than its parent: Scale, Binding, Eviction. */
import { byteFieldsOf } from "../meta/byte-fields.js";
import { compileDecoder } from "../meta/compile/decoder.js";
import { compileDefaulter } from "../meta/compile/defaulter.js";
import { formatGroupVersion } from "../meta/object.js";
import { compileProtobufKind } from "../meta/protobuf/kind.js";
import type { KindRuntime, VersionRuntime } from "../registry/kind-runtime.js";
import type { Subresource } from "../registry/resource-definition.js";

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
