/** Validators that take JSON schemas out of our documents accept what a kube-apiserver serves and find what is wrong. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Ajv, type ErrorObject } from "ajv";
import { parseAllDocuments } from "yaml";
import { createOpenApiRoutes } from "../../../../src/endpoints/openapi/openapi-routes.js";
import { groups } from "../../../../src/generated/index.js";
import { core, platform, workloads } from "../../../kubectl/kind-cases.js";
import { readFixture, repositoryRoot } from "../../../support/fixture.js";
import { extractSchemas, type Schema } from "../../../support/json-schemas.js";
import { builtIn } from "./built-in.js";
import { ask } from "./tools.js";

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

type Validate = (object: Manifest) => readonly ErrorObject[];
type Schemas = Readonly<Record<string, Schema>>;

const routes = createOpenApiRoutes({ ...builtIn, known: groups, now: () => 0 });

async function documentAt<T>(path: string): Promise<T> {
  const answer = await ask(routes, path);
  assert(answer !== undefined, path);
  return JSON.parse(answer.body.toString("utf8")) as T;
}

async function schemasOfV3(): Promise<Schemas> {
  const { paths } = await documentAt<{ paths: Readonly<Record<string, unknown>> }>("/openapi/v3");
  const all: Record<string, Schema> = {};
  for (const path of Object.keys(paths)) {
    const { components } = await documentAt<{ components?: { schemas?: Schemas } }>(`/openapi/v3/${path}`);
    Object.assign(all, components?.schemas);
  }
  return all;
}

const sources: Readonly<Record<string, () => Promise<Schemas>>> = {
  v2: async () => (await documentAt<{ definitions: Schemas }>("/openapi/v2")).definitions,
  v3: schemasOfV3,
};

/** A validator of all kinds in the document; throws when a schema does not compile. */
async function validatorFor(source: string): Promise<{ validate: Validate; kinds: readonly string[] }> {
  const { document, kinds } = extractSchemas(source, (await sources[source]?.()) ?? {});
  // Kubernetes' own keywords and formats mean nothing to a validator of JSON.
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(document);
  const compiled = new Map(
    [...kinds].map(([kind, name]) => [kind, ajv.compile({ $ref: `${source}#/definitions/${name}` })] as const),
  );
  const validate: Validate = (object) => {
    const check = compiled.get(`${object.apiVersion} ${object.kind}`);
    assert(check !== undefined, `no schema of ${object.apiVersion} ${object.kind}`);
    return check(object) ? [] : (check.errors ?? []);
  };
  return { validate, kinds: [...kinds.keys()] };
}

/** Objects as a kube-apiserver served them, and manifests it took. */
function goodObjects(): readonly Manifest[] {
  const served = readFixture<readonly { object: Manifest }[]>("test/unit/printers/golden/tables.json");
  const written = [...core, ...workloads, ...platform].map(({ apiVersion, kind, body }) => ({
    apiVersion,
    kind,
    metadata: { name: "x" },
    ...body,
  }));
  const text = readFileSync(join(repositoryRoot(), "test/kubectl/application.yaml"), "utf8");
  const application = parseAllDocuments(text.replaceAll(/\bREPLICAS\b/g, "2")).map((one) => one.toJS() as Manifest);
  // A required list that is empty is served as null; validators refuse that of a kube-apiserver too.
  const whole = served.map(({ object }) => object).filter((object) => !JSON.stringify(object).includes(":null"));
  return [...whole, ...written, ...application];
}

const container = { name: "main", image: "web:1" };
const deployment = (template: object, more: object = {}): Manifest & { readonly spec: object } => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  spec: { selector: {}, template, ...more },
});
const service = (port: object): Manifest & { readonly spec: object } => ({
  apiVersion: "v1",
  kind: "Service",
  spec: { ports: [port] },
});

interface BadCase {
  readonly object: Manifest;
  /** Where it is wrong, and which keyword says so. */
  readonly at: string;
  readonly keyword: string;
}

const bad: Readonly<Record<string, BadCase>> = {
  "a misspelt field": {
    object: deployment({ spec: { containers: [{ ...container, imagee: "x" }] } }),
    at: "/spec/template/spec/containers/0",
    keyword: "additionalProperties",
  },
  "a missing required field": {
    object: deployment({ spec: { containers: [{ image: "web:1" }] } }),
    at: "/spec/template/spec/containers/0",
    keyword: "required",
  },
  "a text for a number": {
    object: deployment({ spec: { containers: [container] } }, { replicas: "2" }),
    at: "/spec/replicas",
    keyword: "type",
  },
  "a list for an object": { object: deployment([] as unknown as object), at: "/spec/template", keyword: "type" },
  "a fraction for a port": { object: service({ port: 80.5 }), at: "/spec/ports/0/port", keyword: "type" },
  "a truth for a port or its name": {
    object: service({ port: 80, targetPort: true }),
    at: "/spec/ports/0/targetPort",
    keyword: "oneOf",
  },
  "a number for a text in a map": {
    object: { apiVersion: "v1", kind: "ConfigMap", ...{ data: { a: 1 } } },
    at: "/data/a",
    keyword: "type",
  },
};

const mayBe: readonly Manifest[] = [
  service({ port: 80, targetPort: "http" }),
  service({ port: 80, targetPort: 8080 }),
  deployment({ spec: { containers: [{ ...container, resources: { limits: { cpu: 2, memory: "1Gi" } } }] } }),
  deployment({ spec: { containers: [container] } }, { replicas: null }),
];

for (const source of Object.keys(sources)) {
  test(`${source}: a schema of every kind compiles and accepts what a kube-apiserver serves and takes`, async () => {
    const { validate, kinds } = await validatorFor(source);
    assert(kinds.length > 100, `${kinds.length} kinds`);
    const found = [...goodObjects(), ...mayBe].map((object) => ({ object, errors: validate(object) }));
    assert(found.length > 200, `${found.length} objects`);
    assert.deepEqual(
      found.filter(({ errors }) => errors.length > 0),
      [],
    );
  });

  test(`${source}: what is wrong in a manifest is found, and where`, async () => {
    const { validate } = await validatorFor(source);
    for (const [what, { object, at, keyword }] of Object.entries(bad)) {
      const errors = validate(object);
      assert(
        errors.some((error) => error.instancePath === at && error.keyword === keyword),
        `${what}: ${JSON.stringify(errors)}`,
      );
    }
  });
}
