/** Small user documents for the importer's tests. */

export const cronTabCrd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: crontabs.stable.example.com
spec:
  group: stable.example.com
  scope: Namespaced
  names: { plural: crontabs, singular: crontab, kind: CronTab, shortNames: [ct], categories: [all] }
  conversion: { strategy: Webhook }
  versions:
    - name: v1beta1
      served: true
      storage: false
      deprecated: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: { type: object, x-kubernetes-preserve-unknown-fields: true }
      subresources: { status: {} }
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            apiVersion: { type: string }
            kind: { type: string }
            metadata: { type: object }
            spec:
              type: object
              required: [schedule]
              properties:
                schedule: { type: string, minLength: 9 }
                image: { type: string, default: nginx }
                replicas: { type: integer, minimum: 1, maximum: 10, default: 1 }
                port: { x-kubernetes-int-or-string: true, anyOf: [{ type: integer }, { type: string }] }
                either: { type: object, properties: { a: { type: string } }, oneOf: [{ required: [a] }] }
            status: { type: object, properties: { replicas: { type: integer } } }
      subresources:
        status: {}
        scale: { specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas }
      additionalPrinterColumns:
        - { name: Schedule, type: string, jsonPath: .spec.schedule, description: When it runs. }
        - { name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status', priority: 1 }
      selectableFields: [{ jsonPath: .spec.image }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: not-a-crd }
`;

const gvk = { group: "shop.example.com", version: "v1", kind: "Order" };
const metaPrefix = "io.k8s.apimachinery.pkg.apis.meta.v1";

/** Schemas of one group with a kind, its list, and a type of its own; `ref` is the prefix of references. */
function orderSchemas(ref: string): Record<string, unknown> {
  return {
    "com.example.shop.v1.Order": {
      type: "object",
      properties: {
        apiVersion: { type: "string" },
        kind: { type: "string" },
        metadata: { default: {}, allOf: [{ $ref: `${ref}${metaPrefix}.ObjectMeta` }] },
        spec: { default: {}, allOf: [{ $ref: `${ref}com.example.shop.v1.OrderSpec` }] },
      },
      "x-kubernetes-group-version-kind": [gvk],
    },
    "com.example.shop.v1.OrderSpec": {
      type: "object",
      required: ["item"],
      properties: {
        item: { type: "string", default: "" },
        notes: { type: "array", items: { type: "string", default: "" }, "x-kubernetes-list-type": "atomic" },
        price: { allOf: [{ $ref: `${ref}io.k8s.apimachinery.pkg.api.resource.Quantity` }] },
        shape: { type: "object", anyOf: [{ required: ["a"] }] },
      },
    },
    "com.example.shop.v1.OrderList": {
      type: "object",
      required: ["items"],
      properties: {
        apiVersion: { type: "string" },
        items: { type: "array", items: { default: {}, allOf: [{ $ref: `${ref}com.example.shop.v1.Order` }] } },
        kind: { type: "string" },
        metadata: { allOf: [{ $ref: `${ref}${metaPrefix}.ListMeta` }] },
      },
      "x-kubernetes-group-version-kind": [{ ...gvk, kind: "OrderList" }],
    },
    [`${metaPrefix}.ObjectMeta`]: { type: "object" },
    [`${metaPrefix}.ListMeta`]: { type: "object" },
    "io.k8s.apimachinery.pkg.api.resource.Quantity": { type: "string" },
  };
}

const operation = (action: string): Record<string, unknown> => ({
  "x-kubernetes-action": action,
  "x-kubernetes-group-version-kind": gvk,
});
const collection = "/apis/shop.example.com/v1/namespaces/{namespace}/orders";

const paths = {
  "/apis/shop.example.com/v1/orders": { get: operation("list") },
  [collection]: {
    get: { ...operation("list"), parameters: [{ name: "watch", in: "query" }] },
    post: operation("post"),
  },
  [`${collection}/{name}`]: { get: operation("get"), put: operation("put"), delete: operation("delete") },
  [`${collection}/{name}/status`]: { get: operation("get"), put: operation("put"), patch: operation("patch") },
};

export const ordersV2 = { swagger: "2.0", definitions: orderSchemas("#/definitions/"), paths };
export const ordersV3 = { openapi: "3.0.0", components: { schemas: orderSchemas("#/components/schemas/") }, paths };

export const ordersDiscovery = {
  kind: "APIResourceList",
  groupVersion: "shop.example.com/v1",
  resources: [
    {
      name: "orders",
      singularName: "order",
      namespaced: true,
      kind: "Order",
      verbs: ["create", "get", "list"],
      shortNames: ["or"],
      categories: ["all"],
      storageVersionHash: "x",
    },
  ],
};

export const ordersProtobuf = {
  "com.example.shop.v1": {
    OrderSpec: { item: [1, "string"], notes: [2, "repeated string"], extra: [3, "Extra"] },
    Extra: { price: [4, "k8s.io.apimachinery.pkg.api.resource.Quantity"], shape: [5, "Shape"] },
  },
};
