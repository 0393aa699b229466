/** Random query parameters and headers, most of them valid. */
import type { Random } from "./random.js";

type Values = readonly [usual: readonly string[], odd: readonly string[]];

const flags: Values = [
  ["true", "false", "1", "0"],
  ["", "x", "TRUE", "t", "2"],
];
const revisions = (answers: readonly number[]): Values => [
  ["", "0", ...answers.map((answer) => `{rv:${answer}}`)],
  ["x", "-1", "00", "1.5", "18446744073709551616", " "],
];
const labelSelectors: Values = [
  ["l=1", "l!=1", "l in (1,2)", "l notin (1)", "l", "!l", "m=1,l=1", "e.com/n", "", "l in (1,)", "l==2"],
  [
    "l=",
    "=1",
    "l in 1",
    "l in ()",
    "a b",
    ",",
    "l>1",
    "l<x",
    "l=1,,m",
    "!",
    "l in (1",
    "x/y/z=1",
    `${"x".repeat(64)}=1`,
    "l=-x",
    "l!",
  ],
];
const fieldSelectors: Values = [
  [
    "metadata.name=sample",
    "metadata.name!=sample",
    "metadata.namespace=NS",
    "metadata.name=NS",
    "",
    "metadata.name==sample",
  ],
  [
    "metadata.uid=x",
    "spec.nodeName=n",
    "status.phase=Running",
    "x",
    "=",
    "metadata.name",
    "metadata.name=a,metadata.name=b",
    "a\\=b=c",
    "type=Opaque",
    "metadata.name in (a)",
    ",",
    "metadata.name=",
  ],
];
const managers: Values = [
  ["a", "b", "c"],
  ["", "x".repeat(129), "a\u0001", "ä"],
];
const dryRuns: Values = [["All"], ["", "all", "None", "All,All"]];
const validations: Values = [
  ["Strict", "Warn", "Ignore"],
  ["", "strict", "x"],
];
const policies: Values = [
  ["Background", "Foreground", "Orphan"],
  ["", "orphan", "x"],
];

/** By verb, each with how often it is said, in percent. */
function tableOf(verb: string, answers: readonly number[]): Readonly<Record<string, readonly [number, Values]>> {
  const written = { dryRun: [12, dryRuns], fieldManager: [40, managers], fieldValidation: [25, validations] } as const;
  switch (verb) {
    case "list":
      return {
        labelSelector: [35, labelSelectors],
        fieldSelector: [25, fieldSelectors],
        limit: [
          35,
          [
            ["1", "2", "0", "500"],
            ["-1", "x", "", "99999999999999999999"],
          ],
        ],
        continue: [
          12,
          [
            answers.map((answer) => `{continue:${answer}}`).concat(""),
            // One of revision 1 says only how long a server has been running.
            ["x", "e30"],
          ],
        ],
        resourceVersion: [35, revisions(answers)],
        resourceVersionMatch: [
          25,
          [
            ["Exact", "NotOlderThan"],
            ["", "x", "exact"],
          ],
        ],
        timeoutSeconds: [5, [["5"], ["x", "-1", ""]]],
        sendInitialEvents: [4, flags],
        allowWatchBookmarks: [4, flags],
        watch: [
          3,
          [
            ["false", "0"],
            ["x", "no"],
          ],
        ],
      };
    case "watch":
      return {
        labelSelector: [25, labelSelectors],
        fieldSelector: [25, fieldSelectors],
        resourceVersion: [60, revisions(answers)],
        resourceVersionMatch: [25, [["NotOlderThan"], ["Exact", "x", ""]]],
        sendInitialEvents: [35, flags],
        allowWatchBookmarks: [40, flags],
        limit: [8, [["1"], ["x"]]],
        continue: [4, [["x"], ["x"]]],
      };
    case "get":
      return {
        resourceVersion: [25, revisions(answers)],
        includeObject: [
          10,
          [
            ["None", "Metadata", "Object"],
            ["", "x"],
          ],
        ],
      };
    case "delete":
      return {
        dryRun: [10, dryRuns],
        gracePeriodSeconds: [
          15,
          [
            ["0", "5", "30"],
            ["-1", "x", ""],
          ],
        ],
        propagationPolicy: [20, policies],
        orphanDependents: [8, flags],
        ignoreStoreReadErrorWithClusterBreakingPotential: [2, flags],
      };
    case "patch":
      return { ...written, force: [20, flags] };
    default:
      return written;
  }
}

const shared = {
  pretty: [
    6,
    [
      ["true", "false"],
      ["", "x", "1"],
    ],
  ],
  unknown: [3, [["x"], [""]]],
  timeout: [
    4,
    [
      ["5s", "1m"],
      ["", "0s"],
    ],
  ],
} as const;

/** `?…`, or "". */
export function randomQuery(
  random: Random,
  verb: string,
  answers: readonly number[],
  also: readonly string[] = [],
): string {
  const parts: string[] = [...also];
  for (const [name, [percent, [usual, odd]]] of Object.entries({ ...tableOf(verb, answers), ...shared })) {
    if (!random.chance(percent)) continue;
    const say = (): void => void parts.push(`${name}=${encoded(random.usually(usual, odd, 12))}`);
    say();
    if (random.chance(2)) say();
    // Whatever is no false is a watch then, and has to end.
    if (name === "watch") parts.push("timeoutSeconds=1");
  }
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

/** Marks like `{rv:1}` stay as they are. */
function encoded(value: string): string {
  return /^\{\w+:\d+\}$/.test(value) ? value : encodeURIComponent(value);
}

const json = "application/json";
const metadataOnly = "as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
const listOnly = "as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
const asTable = "as=Table;v=v1;g=meta.k8s.io";
const accepted: readonly string[] = [
  ...[json, "application/yaml", "application/vnd.kubernetes.protobuf", "*/*", "application/*"],
  ...[metadataOnly, listOnly, asTable].flatMap((as) => [
    `${json};${as}`,
    `application/vnd.kubernetes.protobuf;${as}`,
    `application/yaml;${as}`,
  ]),
  `${json};${asTable},${json}`,
  `${json};${asTable.replace("v=v1", "v=v1beta1")}`,
  `${json};${metadataOnly.replace("v=v1", "v=v1beta1")},${json}`,
];
const oddAccepted: readonly string[] = [
  ...[
    "text/html",
    "application/xml, application/json;q=0.5",
    "x",
    ",",
    "application/json;q=0",
    "*/*;q=0.1, application/yaml",
  ],
  ...[
    `${json};as=Other;v=v1;g=meta.k8s.io`,
    `${json};as=Table`,
    `${json};as=Table;g=meta.k8s.io;v=v2`,
    `${json};stream=watch`,
  ],
  ...[
    "application/vnd.kubernetes.protobuf;stream=watch",
    `${json};pretty=1`,
    `${json};charset=utf-8`,
    "APPLICATION/JSON",
    "application/cbor",
    "text/*",
  ],
];

export function randomAccept(random: Random, cbor: boolean): Readonly<Record<string, string>> {
  if (random.chance(45)) return {};
  const forms = cbor
    ? [...accepted, "application/cbor", `application/cbor;${asTable}`, `application/cbor;${metadataOnly}`]
    : accepted;
  return { Accept: random.usually(forms, oddAccepted, 8) };
}
