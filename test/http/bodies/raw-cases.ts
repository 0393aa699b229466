/**
 * Raw values, whose text counts: kept by JSON bodies and by patches that do not touch them, written anew by every other way. And how deep
 * bodies may be. Objects of the whole cluster, so that nothing about them is immutable.
 */
import type { BodyCase, BodyStep } from "./body-case.js";

const classes = "/apis/resource.k8s.io/v1/deviceclasses";
const name = "recorded-raw";
const types = {
  json: "application/json",
  yaml: "application/yaml",
  operations: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

/** Odd in every way: numbers, escapes, order, a member written twice. */
const odd =
  '{"b":1.0, "a" : 1E+2,"c":-0, "d":12345678901234567890,"a":2,"e":"\\u0041\\u003cé","f":[ 1 , 2.50],"g":{"z":1,"y":1.0},"h":1e21}';
const spec = (value: string): string => `"spec":{"config":[{"opaque":{"driver":"a.b","parameters":${value}}}]}`;
const object = (value: string, more = ""): string =>
  `{"apiVersion":"resource.k8s.io/v1","kind":"DeviceClass","metadata":{"name":"${name}"${more}},${spec(value)}}`;
const field = "/spec/config/0/opaque/parameters";

const create = (body: string, type: keyof typeof types = "json"): BodyStep => ({
  method: "POST",
  path: `${classes}?dryRun=All`,
  body: body.replace(name, "another"),
  type: types[type],
});
const change = (body: string, type: keyof typeof types): BodyStep => ({
  method: type === "json" ? "PUT" : "PATCH",
  path: `${classes}/${name}?dryRun=All${type === "apply" ? "&fieldManager=m&force=true" : ""}`,
  body,
  type: types[type],
});

const shows = /"parameters":.*?(?=\}\}[,\]])/g;
const operation = (op: string, path: string, value: string): string =>
  `{"op":"${op}","path":"${path}","value":${value}}`;

const kept: readonly BodyCase[] = [
  {
    name: "raw text in every answer",
    shows: /"parameters": ?\{[\s\S]*?(?=\n? *\}\n? *\}\n? *\])|parameters:[\s\S]*$/g,
    steps: [
      create(object(odd)),
      { method: "GET", path: `${classes}/${name}` },
      { method: "GET", path: `${classes}/${name}?pretty=true` },
      { method: "GET", path: `${classes}?fieldSelector=metadata.name=${name}` },
    ],
  },
  {
    name: "raw text through patches of other fields",
    shows,
    steps: [
      change('{"metadata":{"labels":{"a":"b"}}}', "merge"),
      change(`[${operation("add", "/metadata/labels", '{"a":"b"}')}]`, "operations"),
      change('{"metadata":{"labels":{"a":"b"}}}', "strategic"),
      change(
        `{"apiVersion":"resource.k8s.io/v1","kind":"DeviceClass","metadata":{"name":"${name}","labels":{"a":"b"}}}`,
        "apply",
      ),
    ],
  },
  {
    name: "raw text in new values, in every form",
    shows,
    steps: [
      change(object(odd), "json"),
      change(`{${spec(odd)}}`, "merge"),
      change(`[${operation("replace", field, odd)}]`, "operations"),
      change(`{${spec(odd)}}`, "strategic"),
      change(object(odd.replace('"b":1.0', '"b":3.0')), "apply"),
      create(object(odd.replaceAll("\\u0041\\u003c", "A<")), "yaml"),
    ],
  },
  {
    name: "raw values touched by a JSON patch",
    shows,
    steps: [
      `[${operation("add", `${field}/z`, odd)}]`,
      `[${operation("add", `${field}/g/z`, "2.0")}]`,
      `[${operation("add", `${field}/f/0`, "0.50")}]`,
      `[{"op":"copy","from":"${field}","path":"/spec/config/1"},{"op":"remove","path":"/spec/config/1"}]`,
      `[{"op":"copy","from":"/spec/config/0","path":"/spec/config/1"}]`,
      `[{"op":"move","from":"${field}/g","path":"${field}/z"}]`,
      `[{"op":"remove","path":"${field}/a"}]`,
      `[{"op":"remove","path":"${field}/none"}]`,
    ].map((body) => change(body, "operations")),
  },
  {
    name: "raw values tested by a JSON patch",
    shows: /^$/,
    steps: (
      [
        ["b", "1"],
        ["b", "1.0"],
        ["a", "2"],
        ["a", "1E+2"],
        ["c", "-0"],
        ["c", "0"],
        ["d", "12345678901234567890"],
        ["d", "12345678901234567891"],
        ["f", "[1,2.50]"],
        ["f", "[1,2.5]"],
        ["g", '{"y":1.0,"z":1}'],
        ["g", '{"y":1,"z":1}'],
        ["f/1", "2.50"],
        ["h", "1e21"],
      ] as const
    ).map(([member, value]) => change(`[${operation("test", `${field}/${member}`, value)}]`, "operations")),
  },
  {
    name: "raw values that a merge patch goes into",
    shows,
    steps: ['{"z":{"b":1.0,"a":null},"y":[{"b":1,"a":1E1},null,{"c":null}]}', '{"y":{"a":[null,[{"b":null}]]}}'].map(
      (value) => change(`{${spec(value)}}`, "merge"),
    ),
  },
];

const values = ["{}", '{"a":1,"a":2}', '{"b":1,"a":2}', '{"a":{"x":1.0,"x":2}}', '{"20":1,"3":2}', '{"a":"\\ud800"}'];
const numbers = ['{"b":1e5,"a":123456789012345678901,"c":1e22,"d":0.000001,"e":9007199254740993,"f":1e-7}'];
const small: readonly BodyCase[] = [...values, ...numbers].map((value) => ({
  name: `raw ${value}`,
  shows,
  steps: [create(object(value)), ...(value.includes("\\u") ? [] : [create(object(value), "yaml")])],
}));

const nested = (levels: number): string => `${'{"a":'.repeat(levels)}7${"}".repeat(levels)}`;
const maps = "/api/v1/namespaces/NS/configmaps";
const deep: readonly BodyCase[] = [
  ...[290, 1_100, 1_600].map((levels) => ({
    name: `raw values ${levels} levels deep`,
    shows: /7(?=\}{100})/g,
    steps: [
      create(object(nested(levels))),
      create(object(nested(levels)), "yaml"),
      change(`{${spec(nested(levels))}}`, "merge"),
      change(`[${operation("replace", field, nested(levels))}]`, "operations"),
    ],
  })),
  ...[5_000, 9_999, 10_000].map((levels) => ({
    name: `unknown fields ${levels} levels deep`,
    shows: /"x"/g,
    steps: [
      ...["json", "yaml"].map((type) => ({
        method: "POST",
        path: `${maps}?dryRun=All`,
        body: `{"metadata":{"name":"d"},"x":${nested(levels)}}`,
        type: `application/${type}`,
      })),
      change(`{"x":${nested(levels)}}`, "merge"),
      change(`{"x":${nested(levels)}}`, "strategic"),
      change(`[${operation("add", "/x", nested(levels - 2))}]`, "operations"),
      change(object("{}").replace(/\}$/, `,"x":${nested(levels)}}`), "apply"),
    ],
  })),
];

export const rawCases: readonly BodyCase[] = [...kept, ...small, ...deep];

/** What the cases ask about; it is taken away again behind them. */
export const rawObjects: readonly BodyStep[] = [{ method: "POST", path: classes, body: object(odd), type: types.json }];
export const rawRemovals: readonly BodyStep[] = [{ method: "DELETE", path: `${classes}/${name}` }];
