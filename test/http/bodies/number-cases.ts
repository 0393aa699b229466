/**
 * Numbers that a double does not hold or that are written in odd ways, and members of one name written twice: bodies as they are sent.
 * `NS` stands for a namespace; steps of one case build on each other.
 */

import type { BodyCase, BodyStep } from "./body-case.js";

const revisions = "/apis/apps/v1/namespaces/NS/controllerrevisions";
const pods = "/api/v1/namespaces/NS/pods";
const configMaps = "/api/v1/namespaces/NS/configmaps";
const dry = "?dryRun=All";
const patchTypes = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

const create = (path: string, body: string, type = "application/json"): BodyStep => ({
  method: "POST",
  path: `${path}${dry}`,
  body,
  type,
});
const pod = (more: string, container = ""): BodyStep =>
  create(pods, `{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"x"${container}}]${more}}}`);

const written = ["1.0", "1e2", "1E2", "100e-2", "-0", "0.0", "1.5", "9007199254740993", "9223372036854775807"];
const tooLong = ["9223372036854775808", "123456789012345678901234567890", "-9223372036854775809", "1e400"];

const fields: readonly BodyCase[] = [
  ...[...written, ...tooLong].map((number) => ({
    name: `int64 as ${number}`,
    shows: /"revision":[^,}]*/g,
    steps: [create(revisions, `{"metadata":{"name":"r"},"data":{},"revision":${number}}`)],
  })),
  ...["1.0", "2147483648", "9007199254740993", "12345678901234567890", "7"].map((number) => ({
    name: `int32 as ${number}`,
    shows: /"priority":[^,}]*/g,
    steps: [pod(`,"priority":${number}`)],
  })),
  ...["1.0", "1e1", "80.5", "99999999999", "9007199254740993", "80"].map((number) => ({
    name: `number or text as ${number}`,
    shows: /"port":[^,}]*/g,
    steps: [pod("", `,"livenessProbe":{"httpGet":{"port":${number}}}`)],
  })),
  ...["1", "1.0", "1.5", "1e3", "1E3", "12345678901234567890", "0.1e3", "100e-3", "-0", "123456789012345678"].map(
    (number) => ({
      name: `quantity as ${number}`,
      shows: /"memory":[^,}]*/g,
      steps: [pod("", `,"resources":{"requests":{"memory":${number}}}`)],
    }),
  ),
  ...["[1.0]", "[1e1]", "[null,1]", "[1,2]", "[2147483647]"].map((list) => ({
    name: `list of int64 as ${list}`,
    shows: /"supplementalGroups":\[[^\]]*\]/g,
    steps: [pod(`,"securityContext":{"supplementalGroups":${list}}`)],
  })),
  ...[
    "1",
    "9007199254740993",
    "123456789012345678901234567890",
    "-9007199254740993",
    '{"b":2,"a":[9007199254740993]}',
  ].map((value) => ({
    name: `raw value ${value}`,
    shows: /"data":.*(?=,"revision)/g,
    steps: [create(revisions, `{"metadata":{"name":"r"},"revision":1,"data":{"v":${value}}}`)],
  })),
  ...["1.0", "9007199254740993", "-0"].map((number) => ({
    name: `text as ${number}`,
    shows: /"data":/g,
    steps: [create(configMaps, `{"metadata":{"name":"c"},"data":{"a":${number}}}`)],
  })),
  {
    name: "odd numbers in unknown fields",
    shows: /"name":"c"/g,
    steps: ["1.0", "9007199254740993"].map((number) => create(configMaps, `{"metadata":{"name":"c"},"foo":${number}}`)),
  },
  {
    name: "digits in texts are no numbers",
    shows: /"data":\{[^}]*}/g,
    steps: [
      create(
        configMaps,
        `{"metadata":{"name":"c"},"data":{"a":"12345678901234567890","b":": 1.0","c":"[1.5","d":"\\":1e5"}}`,
      ),
    ],
  },
];

/** What fits, by kind of field. */
const goodValues: Readonly<Record<string, readonly string[]>> = {
  list: ["[1]"],
  map: [],
  struct: ['{"b":[]}'],
  text: ['"a"'],
  "text in a map": ['"a"'],
  "named text": ['"a"'],
  number: ["1"],
  flag: ["true"],
  time: [],
  quantity: ["1", "1.5"],
  "number or text": ['"a"', "1"],
};
const yaml = "application/yaml";
const patches: readonly BodyCase[] = ["1.0", "2e0", "9007199254740993", "9223372036854775807", "1.5", "-0"].flatMap(
  (number) => [
    {
      name: `int64 patched to ${number}`,
      shows: /"revision":[^,}]*/g,
      steps: [
        ...patched(`[{"op":"replace","path":"/revision","value":${number}}]`, `{"revision":${number}}`),
        apply(`{"apiVersion":"apps/v1","kind":"ControllerRevision","metadata":{"name":"r"},"revision":${number}}`),
        apply(`apiVersion: apps/v1\nkind: ControllerRevision\nmetadata: {name: r}\nrevision: ${number}\n`),
      ],
    },
    {
      name: `int64 and raw value in YAML as ${number}`,
      shows: /"(?:revision|data)":[^,}]*/g,
      steps: [create(revisions, `metadata: {name: y}\nrevision: ${number}\ndata: {a: ${number}}\n`, yaml)],
    },
  ],
);

function patched(operations: string, fieldsOnly: string): BodyStep[] {
  return (["json", "merge", "strategic"] as const).map((type) => ({
    method: "PATCH",
    path: `${revisions}/r${dry}`,
    body: type === "json" ? operations : fieldsOnly,
    type: patchTypes[type],
  }));
}

function apply(body: string): BodyStep {
  const path = `${revisions}/r${dry}&fieldManager=m&force=true`;
  return { method: "PATCH", path, body, type: patchTypes.apply };
}

const misfits: readonly BodyCase[] = Object.entries({
  list: '"securityContext":{"supplementalGroups":$}',
  map: '"nodeSelector":$',
  struct: '"dnsConfig":$',
  text: '"nodeName":$',
  "text in a map": '"nodeSelector":{"a":$}',
  "named text": '"restartPolicy":$',
  number: '"priority":$',
  flag: '"hostNetwork":$',
  time: '"x":1},"metadata":{"creationTimestamp":$',
  quantity: '"overhead":{"cpu":$}',
  "number or text": '"containers":[{"name":"c","livenessProbe":{"httpGet":{"port":$}}}]',
}).map(([what, field]) => ({
  name: `a strategic patch whose ${what} is of another type`,
  shows: /^$/,
  steps: ['"a"', "1", "1.5", "true", "[1]", '{"b":[]}']
    .filter((value) => !goodValues[what]?.includes(value))
    .map((value) => ({
      method: "PATCH",
      path: `${pods}/patched${dry}&fieldValidation=Ignore`,
      body: `{"spec":{${field.replace("$", value)}}}`,
      type: patchTypes.strategic,
    })),
}));

const kept: readonly BodyCase[] = [
  {
    name: "long numbers are kept by the store, by patches of other fields and in every form",
    shows: /"(?:revision|data)":(?:\{[^}]*}|\d+)|(?:revision|[vw]): [\d.e+]+|,\d{16,},/g,
    steps: [
      {
        method: "POST",
        path: revisions,
        body: '{"metadata":{"name":"big"},"revision":9007199254740993,"data":{"v":9007199254740993,"w":-9007199254740995}}',
        type: "application/json",
      },
      { method: "GET", path: `${revisions}/big` },
      { method: "GET", path: `${revisions}/big`, accept: yaml },
      { method: "GET", path: `${revisions}/big?pretty=true` },
      { method: "GET", path: `${revisions}?fieldSelector=metadata.name=big` },
      {
        method: "GET",
        path: `${revisions}/big`,
        accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
      },
      ...(["merge", "strategic"] as const).map((type) => ({
        method: "PATCH",
        path: `${revisions}/big`,
        body: `{"metadata":{"labels":{"a":"${type}"}}}`,
        type: patchTypes[type],
      })),
      {
        method: "PATCH",
        path: `${revisions}/big`,
        body: '[{"op":"test","path":"/revision","value":9007199254740993},{"op":"add","path":"/metadata/labels/c","value":"d"}]',
        type: patchTypes.json,
      },
      {
        method: "PATCH",
        path: `${revisions}/big`,
        body: '[{"op":"test","path":"/revision","value":9007199254740992}]',
        type: patchTypes.json,
      },
      {
        method: "PATCH",
        path: `${revisions}/big?fieldManager=m`,
        body: '{"apiVersion":"apps/v1","kind":"ControllerRevision","metadata":{"name":"big","labels":{"e":"f"}},"revision":9007199254740993}',
        type: patchTypes.apply,
      },
      {
        method: "PUT",
        path: `${revisions}/big`,
        body: '{"metadata":{"name":"big"},"revision":9007199254740994,"data":{"v":9007199254740993,"w":-9007199254740995}}',
        type: "application/json",
      },
      { method: "GET", path: `${revisions}/big` },
    ],
  },
];

const twice = (name: string, shows: RegExp, path: string, body: string): BodyCase => ({
  name: `written twice: ${name}`,
  shows,
  steps: ["Warn", "Ignore", "Strict"].map((mode) => ({
    method: "POST",
    path: `${path}${dry}&fieldValidation=${mode}`,
    body,
    type: "application/json",
  })),
});
const data = /"data":\{[^}]*}/g;
const named = (rest: string): string => `{"metadata":{"name":"p"},${rest}}`;
const inSpec = (rest: string): string => named(`"spec":{"containers":[{"name":"c","image":"x"}],${rest}}`);

const doubles: readonly BodyCase[] = [
  twice("a map", data, configMaps, named('"data":{"a":"1","b":"2"},"data":{"b":"3","c":"4"}')),
  twice("a map, then null", data, configMaps, named('"data":{"a":"1"},"data":null')),
  twice("null, then a map", data, configMaps, named('"data":null,"data":{"a":"1"}')),
  twice("a key of a map", data, configMaps, named('"data":{"a":"1","a":"2"}')),
  twice(
    "metadata",
    /"(?:labels|annotations)":\{[^}]*}/g,
    configMaps,
    '{"metadata":{"name":"p","labels":{"a":"b"}},"metadata":{"annotations":{"x":"y"},"labels":{"c":"d"}}}',
  ),
  twice("a name", /"name":"[^"]*"/g, configMaps, '{"metadata":{"name":"p","name":"q"}}'),
  twice("a name, then null", /"name":"[^"]*"/g, configMaps, '{"metadata":{"name":"p","name":null}}'),
  twice(
    "a list",
    /"finalizers":\[[^\]]*\]/g,
    configMaps,
    '{"metadata":{"name":"p","finalizers":["a.b/c","d.e/f"],"finalizers":["x.y/z"]}}',
  ),
  twice(
    "a list of structs, whose items show through",
    /"(?:containers|env|command)":\[[^\]]*\]|"image":"[^"]*"/g,
    pods,
    named(
      '"spec":{"containers":[{"name":"c","image":"x","command":["a"],"env":[{"name":"A","value":"1"}]},{"name":"d","image":"y"}],' +
        '"containers":[{"name":"e","image":"z","env":[{"name":"B"}]}]}',
    ),
  ),
  twice(
    "a struct in a struct",
    /"seLinuxOptions":\{[^}]*}|"runAs\w+":\d+/g,
    pods,
    inSpec(
      '"securityContext":{"runAsUser":5,"seLinuxOptions":{"user":"u"}},"securityContext":{"runAsGroup":6,"seLinuxOptions":{"role":"r"}}',
    ),
  ),
  twice("a pointer, then null", /"priority":[^,}]*/g, pods, inSpec('"priority":5,"priority":null')),
  twice("bytes", /"binaryData":\{[^}]*}/g, configMaps, named('"binaryData":{"a":"MQ=="},"binaryData":{"b":"Mg=="}')),
  twice(
    "raw data",
    /"data":.*(?=,"revision)/g,
    revisions,
    named('"data":{"a":{"b":1}},"data":{"a":{"c":2}},"revision":1'),
  ),
  twice(
    "quantities",
    /"hard":\{[^}]*}/g,
    "/api/v1/namespaces/NS/resourcequotas",
    named('"spec":{"hard":{"cpu":"1","cpu":"2"},"hard":{"pods":"3"}}'),
  ),
  twice(
    "a map with a long number near it",
    data,
    configMaps,
    named('"data":{"a":"1"},"data":{"b":"2"},"foo":9007199254740993'),
  ),
  twice(
    "a kind",
    /"kind":[^,]*/g,
    configMaps,
    '{"kind":"Foo","kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"p"}}',
  ),
  {
    name: "written twice in patches",
    shows: /"(?:labels|annotations)":\{[^}]*}/g,
    steps: [
      '{"metadata":{"labels":{"a":"b"},"labels":{"c":"d"}}}',
      '{"metadata":{"labels":{"a":"b"}},"metadata":{"annotations":{"c":"d"}}}',
    ].flatMap((body) => patched("[]", body).slice(1)),
  },
  {
    name: "written twice in YAML and in a configuration",
    shows: data,
    steps: [
      create(configMaps, 'metadata: {name: x}\ndata: {a: "1"}\ndata: {b: "2"}\n', yaml),
      {
        method: "PATCH",
        path: `${configMaps}/applied${dry}&fieldManager=m`,
        body: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"applied"},"data":{"a":"1"},"data":{"b":"2"}}',
        type: patchTypes.apply,
      },
      ...["Warn", "Strict", "Ignore"].map((mode) => ({
        method: "PATCH",
        path: `${configMaps}/applied${dry}&fieldManager=m&fieldValidation=${mode}`,
        body: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied}\ndata: {a: x}\ndata: {b: y, b: z}\n",
        type: patchTypes.apply,
      })),
    ],
  },
];

export const numberCases: readonly BodyCase[] = [...fields, ...patches, ...misfits, ...kept, ...doubles];

/** The objects that patches are sent to. */
export const patchedObjects: readonly BodyStep[] = [
  [revisions, '{"metadata":{"name":"r"},"revision":1,"data":{"v":1}}'],
  [pods, '{"metadata":{"name":"patched"},"spec":{"containers":[{"name":"c","image":"x"}]}}'],
].map(([path = "", body = ""]) => ({ method: "POST", path, body, type: "application/json" }));
