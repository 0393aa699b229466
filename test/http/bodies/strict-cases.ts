/** Fields nobody knows and members written twice: every write, in every form, with every choice of fieldValidation. */
import type { BodyCase, BodyStep } from "./body-case.js";

const core = "/api/v1/namespaces/NS";
const deployments = "/apis/apps/v1/namespaces/NS/deployments";
const modes = ["", "Ignore", "Warn", "Strict", "Maybe"];
const patchTypes = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

interface Sent extends Omit<BodyStep, "method"> {
  readonly method?: string;
}

/** One request in every mode; nothing is stored. */
function inEveryMode(name: string, { method = "POST", path, ...rest }: Sent): BodyCase {
  return {
    name: `strictness: ${name}`,
    shows: /"(?:foo|bar)":[^,}]*/g,
    steps: modes.map((mode) => ({
      method,
      path: `${path}${path.includes("?") ? "&" : "?"}dryRun=All${mode === "" ? "" : `&fieldValidation=${mode}`}`,
      ...rest,
    })),
  };
}

const json = "application/json";
const yaml = "application/yaml";
const container = '{"name":"c","image":"x","foo":1,"ports":[{"containerPort":80,"bar":2,"bar":3}]}';
const deployment = (name: string): string =>
  `{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"${name}","foo":1},"spec":{"selector":{"matchLabels":{"a":"b"}},` +
  `"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[${container}]}},"replicas":1,"replicas":2}}`;
const yamlMap = "metadata: {name: y, foo: 1}\ndata: {a: b}\ndata: {c: d, c: e}\nfoo: 1\n";
const many = Array.from({ length: 105 }, (_, at) => `"f${at}":1`).join(",");

const creates: readonly BodyCase[] = [
  inEveryMode("create in JSON", { path: deployments, body: deployment("made"), type: json }),
  inEveryMode("create in YAML", { path: `${core}/configmaps`, body: yamlMap, type: yaml }),
  inEveryMode("create with more faults than are told", {
    path: `${core}/configmaps`,
    body: `{"metadata":{"name":"m"},${many}}`,
    type: json,
  }),
  inEveryMode("create with fields of another case", {
    path: `${core}/configmaps`,
    body: '{"Metadata":{"name":"x"},"metadata":{"name":"m","Labels":{"a":"b"}},"Data":{"a":"b"}}',
    type: json,
  }),
  inEveryMode("create with faults inside raw data", {
    path: "/apis/apps/v1/namespaces/NS/controllerrevisions",
    body: '{"metadata":{"name":"m"},"data":{"a":1,"a":2},"revision":1}',
    type: json,
  }),
  inEveryMode("create with odd names", {
    path: `${core}/configmaps`,
    body: '{"metadata":{"name":"m"},"":1,"a.b":2,"ü":3,"a\\nb":4,"a\\"b":5,"__proto__":6}',
    type: json,
  }),
  inEveryMode("a question nobody stores", {
    path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    body: '{"spec":{"nonResourceAttributes":{"path":"/x","verb":"get","foo":1}}}',
    type: json,
  }),
];

const updates: readonly BodyCase[] = [
  inEveryMode("update in JSON", {
    method: "PUT",
    path: `${deployments}/strict`,
    body: deployment("strict"),
    type: json,
  }),
  inEveryMode("update in YAML", {
    method: "PUT",
    path: `${core}/configmaps/strict`,
    body: "metadata: {name: strict, foo: 1}\ndata: {a: b}\nfoo: 1\n",
    type: yaml,
  }),
  inEveryMode("update of the status", {
    method: "PUT",
    path: `${deployments}/strict/status`,
    body: deployment("strict").replace(/}$/, ',"status":{"replicas":1,"foo":1}}'),
    type: json,
  }),
  inEveryMode("update of the scale", {
    method: "PUT",
    path: `${deployments}/strict/scale`,
    body: '{"metadata":{"name":"strict"},"spec":{"replicas":1,"foo":1,"replicas":3},"bar":1}',
    type: json,
  }),
];

const fields = '{"metadata":{"foo":1,"labels":{"x":"y"}},"spec":{"bar":2,"replicas":1,"replicas":2}}';
const patches: readonly BodyCase[] = ["", "/status", "/scale"].flatMap((subresource) => [
  ...(["merge", "strategic"] as const)
    .filter((type) => subresource !== "/scale" || type === "merge")
    .map((type) =>
      inEveryMode(`a ${type} patch of deployments${subresource}`, {
        method: "PATCH",
        path: `${deployments}/strict${subresource}`,
        body: fields,
        type: patchTypes[type],
      }),
    ),
  inEveryMode(`a json patch of deployments${subresource}`, {
    method: "PATCH",
    path: `${deployments}/strict${subresource}`,
    body: '[{"op":"add","x":1,"path":"/metadata/foo","op":"add","value":1,"extra":2},{"op":"add","path":"/spec/bar","value":1,"op":"add"}]',
    type: patchTypes.json,
  }),
]);

const applies: readonly BodyCase[] = [
  inEveryMode("apply in JSON", {
    method: "PATCH",
    path: `${deployments}/strict?fieldManager=m&force=true`,
    body: '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"strict"},"spec":{"replicas":1,"replicas":2}}',
    type: patchTypes.apply,
  }),
  inEveryMode("apply of fields nobody knows", {
    method: "PATCH",
    path: `${deployments}/strict?fieldManager=m&force=true`,
    body: "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: strict}\nspec: {replicas: 1, foo: 2}\n",
    type: patchTypes.apply,
  }),
];

/** Options in a body are all there are: those of the query do not count. */
const deletion = (options: string): BodyCase =>
  inEveryMode(`options of a delete: ${options}`, {
    method: "DELETE",
    path: `${core}/configmaps/strict`,
    body: `{${options},"dryRun":["All"]}`,
    type: json,
  });
const deletes: readonly BodyCase[] = [
  deletion('"foo":1'),
  deletion('"gracePeriodSeconds":1,"gracePeriodSeconds":2'),
  deletion('"gracePeriodSeconds":1.0'),
  deletion('"gracePeriodSeconds":1e2'),
  deletion('"gracePeriodSeconds":9007199254740993'),
  deletion('"gracePeriodSeconds":9223372036854775808'),
  deletion('"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"foo":1}'),
];

export const strictCases: readonly BodyCase[] = [...creates, ...updates, ...patches, ...applies, ...deletes];

/** What is updated, patched and deleted. */
export const strictObjects: readonly BodyStep[] = [
  [
    deployments,
    '{"metadata":{"name":"strict"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"x"}]}}}}',
  ],
  [`${core}/configmaps`, '{"metadata":{"name":"strict"}}'],
].map(([path = "", body = ""]) => ({ method: "POST", path, body, type: json }));
