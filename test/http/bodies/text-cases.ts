/**
 * Texts in odd forms: halves of surrogate pairs, members written twice in JSON patches, numbers that run over or are none, values shown in
 * messages, names whose bytes are no text, and patches of what an object says of itself.
 */
import type { BodyCase, BodyStep } from "./body-case.js";

const maps = "/api/v1/namespaces/NS/configmaps";
const deployments = "/apis/apps/v1/namespaces/NS/deployments";
const json = "application/json";
const yaml = "application/yaml";
const patchTypes = {
  operations: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};
type PatchType = keyof typeof patchTypes;

const post = (path: string, body: string, type = json): BodyStep => ({
  method: "POST",
  path: `${path}?dryRun=All`,
  body,
  type,
});
const patch = (path: string, body: string, type: PatchType, query = ""): BodyStep => ({
  method: "PATCH",
  path: `${path}?dryRun=All${type === "apply" ? "&fieldManager=m&force=true" : ""}${query}`,
  body,
  type: patchTypes[type],
});
const map = `${maps}/texts`;
const data = (value: string): string =>
  `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"texts"},"data":{"a":"${value}"}}`;
const shown = /"(?:labels|data)":\{[^}]*\}/g;

const halves: readonly BodyCase[] = ["\\ud800", "a\\uDC00b", "\\ud83d\\ude00", "\\ud800\\ud800", "\\\\ud800"].map(
  (text) => ({
    name: `the text ${text}`,
    shows: shown,
    steps: [
      post(maps, data(text).replace("texts", "t")),
      post(maps, data(text).replace("texts", "t"), yaml),
      post(maps, `metadata: {name: t}\n\ndata:\n  a: "${text}"\n`, yaml),
      post(maps, `{"metadata":{"name":"t"},"x${text}":1}`),
      patch(map, `[{"op":"add","path":"/data/b","value":"${text}"}]`, "operations"),
      patch(map, data(text), "merge"),
      patch(map, data(text), "strategic"),
      patch(map, data(text), "apply"),
    ],
  }),
);

const modes = ["", "&fieldValidation=Ignore", "&fieldValidation=Strict"];
const inModes = (bodies: readonly string[], type: PatchType): BodyStep[] =>
  bodies.flatMap((body) => modes.map((mode) => patch(map, body, type, mode)));

const twice: BodyCase = {
  name: "members written twice in JSON patches",
  shows: shown,
  steps: inModes(
    [
      '[{"op":"add","op":"remove","path":"/data/a","value":"2"}]',
      '[{"op":"add","path":"/data/b","value":"1","value":"2"}]',
      '[{"op":"add","path":"/data","value":{"x":"1","x":"2"}}]',
      '[{"op":"add","path":"/metadata/labels","value":{"x":"1","y":"3","x":"2"}}]',
      '[{"op":"replace","path":"/metadata","value":{"name":"texts","labels":{"x":"1"},"labels":{"y":"2"}}}]',
      '[{"op":"add","path":"/metadata/labels","value":{"x":"1","x":"2"}},{"op":"add","path":"/metadata/labels/z","value":"q"}]',
      '[{"op":"replace","path":"","value":{"metadata":{"name":"texts"},"data":{"x":"1"},"data":{"y":"2"}}}]',
    ],
    "operations",
  ),
};

const replicas = (number: string): string =>
  `{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"texts"},"spec":{"replicas":${number}}}`;
const numbers: readonly BodyCase[] = ["4294967297", "-2147483649", "9223372036854775808", "1e400", "12e0300"].map(
  (number) => ({
    name: `int32 patched to ${number}`,
    shows: /"replicas":[^,}]*/g,
    steps: (["merge", "strategic", "apply"] as const).map((type) =>
      patch(`${deployments}/texts`, replicas(number), type),
    ),
  }),
);

const messages: readonly BodyCase[] = ["a>b", "<x>&", "a\\u2028b", "\\u0007", "\\u00a0\\u007f\\ufeff", "ü"].map(
  (text) => ({
    name: `messages that show ${text}`,
    shows: /^$/,
    steps: [
      post(
        "/api/v1/namespaces/NS/services",
        `{"metadata":{"name":"s"},"spec":{"sessionAffinity":"${text}","ports":[{"port":1}]}}`,
      ),
      post(maps, `{"metadata":{"name":"${text}"}}`),
      post(maps, `{"metadata":{"name":"t","labels":{"a":"${text}"}}}`),
    ],
  }),
);

const names: BodyCase = {
  name: "names whose bytes are no text",
  shows: /^$/,
  steps: ["%ff", "a%ff", "%c3%28", "%E2%82", "%F0%9F%98%80", "%e2%80%a8"].flatMap((name) => [
    { method: "GET", path: `${maps}/${name}` },
    { method: "DELETE", path: `${maps}/${name}` },
    { method: "PUT", path: `${maps}/${name}`, body: '{"metadata":{"name":"x"}}', type: json },
  ]),
};

const versionless: BodyCase = {
  name: "patches that leave an object without a version",
  shows: shown,
  steps: [
    ...inModes(
      [
        '{"apiVersion":null}',
        '{"apiVersion":""}',
        '{"apiVersion":null,"kind":null}',
        '{"apiVersion":null,"kind":"Foo"}',
        '{"apiVersion":null,"data":5,"foo":1}',
        '{"apiVersion":null,"metadata":{"name":"zz"}}',
      ],
      "merge",
    ),
    ...inModes(['{"apiVersion":null}'], "strategic"),
    ...inModes(
      [
        '[{"op":"remove","path":"/apiVersion"}]',
        '[{"op":"replace","path":"","value":{"metadata":{"name":"texts"},"data":{"x":"1"},"data":{"y":"2"}}}]',
        '[{"op":"replace","path":"","value":{"kind":"ConfigMap","metadata":{"name":"texts"}}}]',
        '[{"op":"replace","path":"","value":{"apiVersion":"v1","metadata":{"name":"texts"}}}]',
      ],
      "operations",
    ),
    patch(`${deployments}/texts`, '{"apiVersion":null,"kind":"Foo"}', "merge"),
    patch(`${deployments}/texts`, '{"apiVersion":null}', "merge"),
  ],
};

const oddNames = ['{"a\\nb":1}', '{"metadata":{"c\\"d":1,"é":2,"a\\u0007":3,"\\u2028":4}}', '{"a\\\\b":1}'];
const found: readonly BodyCase[] = [
  {
    name: "odd names of unknown fields in patches",
    shows: /^$/,
    steps: (["merge", "strategic"] as const).flatMap((type) => inModes(oddNames, type)),
  },
  {
    name: "escapes of JSON that YAML does not know",
    shows: shown,
    steps: [
      post(maps, '{"metadata":{"name":"t"},"data":{"a":"\\/"}}', yaml),
      post(maps, '{"metadata":{"name":"t"},"data":{"a":"\\\\/ \\u00e9"}}', yaml),
      post(maps, '{"metadata":{"name":"t"},"data":{"a":"\u007f"}}', yaml),
      patch(map, data("\\/"), "apply"),
      patch(map, data("\u0085\u0090"), "apply"),
      patch(map, data("1").replace('"a"', "1").replace('{"name"', '{name"'), "apply"),
    ],
  },
  {
    name: "images by whose names nobody can tell whether they change",
    shows: /"imagePullPolicy":"[^"]*"/g,
    steps: [
      ...["x", "X", "}}y", "a/b", "a/B", "a:latest", "a:1", "a:", "UP/a", "UP.x/a", "localhost:5000/a", " a", "a--b"],
      ...[
        "a___b",
        "a..b",
        "-a",
        "a/",
        `a:latest@sha256:${"0".repeat(64)}`,
        `a@sha256:${"0".repeat(64)}`,
        "0".repeat(64),
      ],
    ].map((image) =>
      patch(
        `${deployments}/texts`,
        `{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"${image}","imagePullPolicy":null}]}}}}`,
        "merge",
      ),
    ),
  },
];

const ofItself: readonly BodyCase[] = [
  ...found,
  versionless,
  {
    name: "JSON patches of what an object says of itself, and of no object",
    shows: shown,
    steps: inModes(
      [
        '[{"op":"add","path":"/apiVersion","value":null}]',
        '[{"op":"add","path":"/kind","value":null}]',
        '[{"op":"remove","path":"/apiVersion"}]',
        '[{"op":"add","path":"/apiVersion","value":"v2"}]',
        '[{"op":"add","path":"/kind","value":"Secret"}]',
        '[{"op":"add","path":"/kind","value":1}]',
        '[{"op":"add","path":"/data","value":1}]',
        '[{"op":"replace","path":"","value":null}]',
        '[{"op":"replace","path":"","value":[]}]',
        "{}",
        '"x"',
        "null",
        "[[]]",
        "[null]",
        '[{"op":1}]',
        "",
        "[",
      ],
      "operations",
    ),
  },
  ...(["merge", "strategic"] as const).map((type) => ({
    name: `${type} patches of what an object says of itself, and of no object`,
    shows: shown,
    steps: inModes(
      [
        '{"apiVersion":null}',
        '{"kind":null}',
        '{"apiVersion":"v2"}',
        '{"kind":"Secret"}',
        '{"kind":1}',
        "[]",
        '"x"',
        "1",
        "null",
        "true",
        "",
        "{",
        '{"data":1}',
        '{"metadata":null}',
        '{"metadata":1}',
        '{"data":{"a":1}}',
        '{"data":{"a":null}}',
      ],
      type,
    ),
  })),
];

export const textCases: readonly BodyCase[] = [...halves, twice, ...numbers, ...messages, names, ...ofItself];

/** What the cases ask about. */
export const textObjects: readonly BodyStep[] = [
  { method: "POST", path: maps, body: data("MQ=="), type: json },
  {
    method: "POST",
    path: deployments,
    body:
      '{"metadata":{"name":"texts"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},' +
      '"spec":{"containers":[{"name":"c","image":"x"}]}}}}',
    type: json,
  },
];
export const textRemovals: readonly BodyStep[] = [map, `${deployments}/texts`].map((path) => ({
  method: "DELETE",
  path,
}));
