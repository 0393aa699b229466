/** A small API in memory: two versions, hooks, references to shared and to other groups' types, and names that clash. */
import type { ApiModel, GroupModel, KindModel, TypeModel } from "../../../codegen/model/model.js";
import type { Schema, TypeName } from "../../../src/meta/schema.js";

export function zooModel(): ApiModel {
  return { groups: [zooGroup()], types: typeMap(zooTypes()), descriptions: zooDescriptions };
}

const zooDescriptions: ApiModel["descriptions"] = new Map([
  [
    "zoo.example.com",
    {
      file: "zoo.example.com/descriptions.yaml",
      texts: {
        Animal: { _: "A guest of the zoo.", spec: "How it is kept." },
        Group: { _: 'Some animals, called a "group".' },
      },
    },
  ],
]);

/** The same model with everything that has no order of its own in another order. */
export function shuffled(model: ApiModel): ApiModel {
  return { ...model, types: new Map([...model.types].reverse()) };
}

/** The same model as a user's project has it: types that are not the group's own come from the package. */
export function withExternalTypes(model: ApiModel): ApiModel {
  const types = [...model.types.values()].map((type) => ({
    ...type,
    external: !type.name.startsWith("zoo.example.com/"),
  }));
  return { ...model, types: typeMap(types) };
}

export function typeMap(types: readonly TypeModel[]): ReadonlyMap<TypeName, TypeModel> {
  return new Map(types.map((type) => [type.name, type]));
}

function zooGroup(): GroupModel {
  return {
    dir: "zoo.example.com",
    name: "zoo.example.com",
    openapiPackage: "com.example.zoo",
    priority: 1000,
    versions: [
      { name: "v1", priority: 10, servedByDefault: true },
      { name: "v1beta1", priority: 5, servedByDefault: false },
    ],
    featureGates: { Swimming: { alpha: "1.33", beta: "1.35", onInBeta: false } },
    kinds: [animal(), conventional("CSIGroup", false), conventional("Group", true)],
    file: "zoo.example.com/group.yaml",
  };
}

/** Always there, and here to stay. */
const lasting = {
  introduced: undefined,
  deprecated: undefined,
  removed: undefined,
  replacement: undefined,
  deprecationWarning: undefined,
};

function animal(): KindModel {
  return {
    ...conventional("Animal", true),
    shortNames: ["an"],
    categories: ["all"],
    versions: [
      { ...lasting, name: "v1", type: "zoo.example.com/v1/Animal", servedByDefault: true },
      {
        ...lasting,
        name: "v1beta1",
        type: "zoo.example.com/v1beta1/Animal",
        servedByDefault: false,
        deprecationWarning: "zoo.example.com/v1beta1 Animal is deprecated; use v1",
      },
    ],
    subresources: [{ name: "status", verbs: ["get", "patch", "update"], featureGate: "Swimming" }],
    columns: [
      { name: "Name", type: "string", format: "name", priority: 0, path: "metadata.name" },
      { name: "Legs", type: "integer", priority: 1, path: "spec.legs" },
    ],
    selectableFields: { "spec.keeper": "spec.keeper" },
    strategy: { bumpGenerationOn: ["spec"] },
    featureGate: "Swimming",
    hooks: "zoo.example.com/Animal/hooks.ts",
  };
}

function conventional(kind: string, namespaced: boolean): KindModel {
  const plural = `${kind.toLowerCase()}s`;
  return {
    kind,
    featureGate: undefined,
    listKind: `${kind}List`,
    plural,
    singular: kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced,
    versions: [{ ...lasting, name: "v1", type: `zoo.example.com/v1/${kind}`, servedByDefault: true }],
    storageVersion: "v1",
    verbs: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
    subresources: [],
    columns: undefined,
    selectableFields: {},
    strategy: {},
    storagePrefix: `zoo.example.com/${plural}`,
    storedAs: undefined,
    description: undefined,
    hooks: undefined,
    dir: `zoo.example.com/${kind}`,
    file: `zoo.example.com/${kind}/kind.yaml`,
  };
}

function zooTypes(): TypeModel[] {
  const zoo = (version: string, name: string, schema: Schema, folder = name): TypeModel => ({
    name: `zoo.example.com/${version}/${name}`,
    schema,
    file: `zoo.example.com/${folder}/${version}.schema.yaml`,
    openapiName: `com.example.zoo.${version}.${name}`,
    external: false,
  });
  return [
    zoo("v1", "Animal", animalSchema("v1")),
    zoo("v1beta1", "Animal", animalSchema("v1beta1")),
    zoo("v1", "AnimalSpec", animalSpec, "Animal"),
    zoo("v1beta1", "AnimalSpec", { ...animalSpec, required: [] }, "Animal"),
    zoo("v1", "AnimalStatus", animalStatus, "Animal"),
    zoo("v1beta1", "AnimalStatus", animalStatus, "Animal"),
    zoo("v1", "Group", objectSchema({})),
    zoo("v1", "CSIGroup", objectSchema({})),
    ...sharedTypes(),
  ];
}

const animalSpec: Schema = {
  type: "object",
  description: "What somebody wants of the animal.",
  required: ["keeper", "diet"],
  properties: {
    keeper: { type: "string", format: "dns1123Subdomain", description: "Who feeds it.", protobuf: 1 },
    legs: { type: "integer", format: "int32", default: 4, minimum: 0, protobuf: 2 },
    diet: { enum: ["Plants", "Meat"], type: "string", protobuf: 3 },
    port: { $ref: "meta/v1/IntOrString", protobuf: 4 },
    aliases: { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set", protobuf: 5 },
    tags: { type: "object", additionalProperties: { type: "string" }, protobuf: 6 },
    cage: {
      type: "object",
      properties: {
        width: { type: "number" },
        doors: { type: "array", items: { enum: ["In", "Out"], type: "string" } },
      },
      protobuf: 7,
    },
    extra: { type: "object", "x-kubernetes-preserve-unknown-fields": true, protobuf: 8 },
    "odd-name": { type: "boolean", nullable: true, protobuf: 9 },
    __proto__x: { type: "string" },
  },
};

const animalStatus: Schema = {
  type: "object",
  properties: {
    // a type of another module with the name of one of this module
    group: { $ref: "other.example.com/v1/Group", protobuf: 1 },
    seen: { $ref: "meta/v1/Time", protobuf: 2 },
  },
};

function animalSchema(version: string): Schema {
  return objectSchema({
    spec: { $ref: `zoo.example.com/${version}/AnimalSpec`, protobuf: 2 },
    status: { $ref: `zoo.example.com/${version}/AnimalStatus`, protobuf: 3 },
  });
}

function objectSchema(rest: Readonly<Record<string, Schema>>): Schema {
  return {
    type: "object",
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { $ref: "meta/v1/ObjectMeta", protobuf: 1 },
      ...rest,
    },
  };
}

function sharedTypes(): TypeModel[] {
  const meta = (name: string, schema: Schema, openapiName: string): TypeModel => ({
    name: `meta/v1/${name}`,
    schema,
    file: "_shared/types.yaml",
    openapiName,
    external: false,
  });
  const machinery = "io.k8s.apimachinery.pkg";
  return [
    meta(
      "ObjectMeta",
      { type: "object", properties: { name: { type: "string", protobuf: 1 } } },
      `${machinery}.apis.meta.v1.ObjectMeta`,
    ),
    meta("Time", { type: "string", format: "date-time" }, `${machinery}.apis.meta.v1.Time`),
    meta("IntOrString", { "x-kubernetes-int-or-string": true }, `${machinery}.util.intstr.IntOrString`),
    {
      name: "other.example.com/v1/Group",
      schema: { type: "object", properties: { size: { type: "integer", protobuf: 1 } } },
      file: "other.example.com/types.v1.yaml",
      openapiName: "com.example.other.v1.Group",
      external: false,
    },
  ];
}
