/** Every kind of the generated groups in every version, and the API machinery's own: what the codecs' tests run over. */
import { machineryTypes } from "../../../../src/meta/protobuf/machinery-types.data.js";
import type { SchemaSet, TypeName } from "../../../../src/meta/schema.js";

export interface KindUnderTest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly schemas: SchemaSet;
  readonly type: TypeName;
}

/** By `<apiVersion> <kind>`. */
export async function allKinds(): Promise<ReadonlyMap<string, KindUnderTest>> {
  const { groups } = await import("../../../../src/generated/index.js");
  const kinds = new Map<string, KindUnderTest>();
  const add = (kind: KindUnderTest): unknown => kinds.set(`${kind.apiVersion} ${kind.kind}`, kind);
  for (const { name, resources } of groups) {
    for (const resource of resources) {
      const { schemas } = await resource.load();
      for (const version of resource.versions) {
        const apiVersion = name === "" ? version.name : `${name}/${version.name}`;
        add({ apiVersion, kind: resource.kind, schemas, type: version.type });
      }
      for (const { bodyKind } of resource.subresources) {
        if (bodyKind === undefined || bodyKind.kind.endsWith("Options")) continue;
        const { group, version, kind } = bodyKind;
        const apiVersion = group === "" ? version : `${group}/${version}`;
        add({ apiVersion, kind, schemas, type: `${group === "" ? "core" : group}/${version}/${kind}` });
      }
    }
  }
  const machinery = new Map(Object.entries(machineryTypes));
  for (const kind of ["Status", "APIGroup", "APIGroupList", "APIResourceList", "APIVersions", "DeleteOptions"]) {
    add({ apiVersion: "v1", kind, schemas: machinery, type: `meta/v1/${kind}` });
  }
  return kinds;
}
