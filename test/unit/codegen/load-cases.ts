/** Small spoiled definitions: each says which diagnostic it gives, and where. Files lie over the sound ones. */
import type { DiagnosticCode } from "../../../codegen/diagnostics.js";
import type { Files } from "./definitions-folder.js";

export interface LoadCase {
  readonly rule: DiagnosticCode;
  readonly files: Files;
  /** `file:line:column`. */
  readonly at: string;
  /** A part of the mend or message that must be there. */
  readonly says?: string;
  /** Files of the sound folder to leave out. */
  readonly without?: readonly string[];
}

const kind = "example.com/Widget/kind.yaml";
const schema = "example.com/Widget/v1.schema.yaml";
const group = "example.com/group.yaml";
const descriptions = "example.com/descriptions.yaml";

/** The own type with one more type beside it. */
function withType(body: string): Files {
  return { [schema]: `Widget:\n  properties:\n    spec: { $ref: WidgetSpec }\nWidgetSpec:\n${body}` };
}

function gated(life: string): string {
  return `versions: { v1: {} }\nfeatureGates:\n  Flying: ${life}\n`;
}

const gadget: Files = {
  "example.com/Gadget/kind.yaml": "",
  "example.com/Gadget/v1.schema.yaml": "Gadget: { properties: {} }\n",
};

export const loadCases: readonly LoadCase[] = [
  { rule: "yaml-syntax", files: { [kind]: "shortNames: [a\nplural: b\n" }, at: `${kind}:2:1` },
  { rule: "duplicate-key", files: { [kind]: "plural: widgets\nplural: widgets\n" }, at: `${kind}:2:1`, says: "plural" },
  { rule: "empty-file", files: { [group]: "# nothing\n" }, at: `${group}:1:1` },
  {
    rule: "unknown-key",
    files: { [kind]: "scope: Cluster\nshortnames: [w]\n" },
    at: `${kind}:2:1`,
    says: "did you mean shortNames?",
  },
  { rule: "missing-key", files: { [group]: "priority: 5\n" }, at: `${group}:1:1`, says: "versions" },
  { rule: "wrong-type", files: { [kind]: "shortNames: wd\n" }, at: `${kind}:1:13`, says: "a list" },
  { rule: "wrong-value", files: { [kind]: "scope: Clustr\n" }, at: `${kind}:1:8`, says: "did you mean Cluster?" },
  {
    // Only this: the kind's own type is not missing, it is in a file that could not be taken.
    rule: "wrong-value",
    files: { "example.com/Widget/v1.schema.yaml": "Widget: { properties: { spec: { type: intger } } }\n" },
    at: "example.com/Widget/v1.schema.yaml:1:39",
    says: "did you mean integer?",
  },
  { rule: "wrong-format", files: { [kind]: "plural: Widgets\n" }, at: `${kind}:1:9` },
  { rule: "unexpected-file", files: { "example.com/types.yaml": "A: {}\n" }, at: "example.com/types.yaml:1:1" },
  { rule: "missing-file", files: {}, without: [kind], at: "example.com/Widget:1:1", says: "kind.yaml" },
  {
    rule: "unknown-version",
    files: { "example.com/Widget/v2.schema.yaml": "Widget: { properties: {} }\n" },
    at: "example.com/Widget/v2.schema.yaml:1:1",
  },
  { rule: "no-version", files: {}, without: [schema], at: `${kind}:1:1` },
  { rule: "unused-version", files: { [group]: "versions:\n  v1: {}\n  v1beta1: {}\n" }, at: `${group}:3:3` },
  {
    rule: "duplicate-type",
    files: { "example.com/types.v1.yaml": "A: { type: string }\nWidget: { type: string }\n" },
    at: `${schema}:1:1`,
  },
  {
    rule: "missing-kind-type",
    files: { [schema]: "Wodget: { properties: {} }\n" },
    at: `${schema}:1:1`,
    says: "Widget",
  },
  {
    rule: "unknown-ref",
    files: withType("  properties:\n    a: { $ref: WidgetSpek }\n"),
    at: `${schema}:6:16`,
    says: "WidgetSpec",
  },
  {
    rule: "required-unknown",
    files: withType(
      "  required: [size, colr]\n  properties:\n    size: { type: string }\n    color: { type: string }\n",
    ),
    at: `${schema}:5:20`,
    says: "color",
  },
  { rule: "type-missing", files: withType("  properties:\n    a: { minLength: 3 }\n"), at: `${schema}:6:8` },
  { rule: "items-missing", files: withType("  properties:\n    a: { type: array }\n"), at: `${schema}:6:8` },
  {
    rule: "keyword-misplaced",
    files: withType("  properties:\n    a: { type: integer, maxLength: 3 }\n"),
    at: `${schema}:6:25`,
  },
  {
    rule: "protobuf-duplicate",
    files: withType("  properties:\n    a: { type: string, protobuf: 1 }\n    b: { type: string, protobuf: 1 }\n"),
    at: `${schema}:7:34`,
    says: "a",
  },
  {
    rule: "protobuf-range",
    files: withType("  properties:\n    a: { type: string, protobuf: 19500 }\n"),
    at: `${schema}:6:34`,
  },
  {
    rule: "protobuf-partial",
    files: withType("  properties:\n    a: { type: string, protobuf: 1 }\n    b: { type: string }\n"),
    at: `${schema}:7:5`,
  },
  {
    rule: "list-map-keys",
    files: withType(
      "  properties:\n    a:\n      type: array\n      x-kubernetes-list-type: map\n      x-kubernetes-list-map-keys: [nam]\n      items: { $ref: WidgetSpec }\n",
    ),
    at: `${schema}:9:36`,
  },
  {
    rule: "list-map-keys-missing",
    files: withType(
      "  properties:\n    a: { type: array, x-kubernetes-list-type: map, items: { $ref: WidgetSpec } }\n",
    ),
    at: `${schema}:6:47`,
  },
  {
    rule: "enum-type",
    files: withType("  properties:\n    a: { type: string, enum: [b, 3] }\n"),
    at: `${schema}:6:34`,
  },
  {
    rule: "default-type",
    files: withType("  properties:\n    a: { type: integer, default: three }\n"),
    at: `${schema}:6:34`,
  },
  {
    rule: "default-not-in-enum",
    files: withType("  properties:\n    a: { type: string, enum: [b], default: c }\n"),
    at: `${schema}:6:44`,
  },
  {
    rule: "pattern-invalid",
    files: withType('  properties:\n    a: { type: string, pattern: "(" }\n'),
    at: `${schema}:6:33`,
  },
  {
    rule: "limits-crossed",
    files: withType("  properties:\n    a: { type: integer, minimum: 3, maximum: 2 }\n"),
    at: `${schema}:6:34`,
  },
  { rule: "storage-version", files: { [kind]: "storageVersion: v2\n" }, at: `${kind}:1:17` },
  {
    rule: "release-order",
    files: { [kind]: 'versions:\n  v1: { introduced: "1.35", deprecated: "1.34" }\n' },
    at: `${kind}:2:41`,
    says: "1.34",
  },
  {
    rule: "release-order",
    files: { [kind]: 'versions:\n  v1: { deprecated: "1.9", removed: "1.9" }\n' },
    at: `${kind}:2:37`,
  },
  {
    rule: "gate-unknown",
    files: { [group]: gated('{ beta: "1.34" }'), [kind]: "featureGate: Fyling\n" },
    at: `${kind}:1:14`,
    says: "did you mean Flying?",
  },
  {
    rule: "gate-unknown",
    files: { [kind]: "subresources:\n  status: { featureGate: Flying }\n" },
    at: `${kind}:2:26`,
    says: "take it out",
  },
  {
    rule: "gate-order",
    files: { [group]: gated('{ alpha: "1.35", beta: "1.34" }') },
    at: `${group}:3:34`,
    says: "1.35",
  },
  {
    rule: "release-alone",
    files: { [kind]: 'versions:\n  v1: { removed: "1.35" }\n' },
    at: `${kind}:2:18`,
    says: "never deprecated",
  },
  {
    rule: "short-name-duplicate",
    files: { ...gadget, [kind]: "shortNames: [xx, wd]\n", "example.com/Gadget/kind.yaml": "shortNames: [wd]\n" },
    at: `${kind}:1:18`,
    says: "Gadget",
  },
  {
    rule: "plural-duplicate",
    files: {
      ...gadget,
      "example.com/Gadget/kind.yaml": "plural: widgets\n",
      "exceptions.yaml": "- kind: example.com/Gadget\n  rule: plural\n  reason: to be like the other one\n",
    },
    at: `${kind}:1:1`,
    says: "Gadget",
  },
  {
    rule: "storage-prefix-duplicate",
    files: { ...gadget, "example.com/Gadget/kind.yaml": "storagePrefix: things\n", [kind]: "storagePrefix: things\n" },
    at: `${kind}:1:16`,
  },
  {
    rule: "path-unknown",
    files: { [kind]: "columns:\n  - { name: Size, type: integer, path: spec.siz }\n" },
    at: `${kind}:2:40`,
    says: "did you mean size?",
  },
  {
    rule: "path-unknown",
    files: { [kind]: "selectableFields: [spec.colour]\n" },
    at: `${kind}:1:20`,
    says: "did you mean color?",
  },
  {
    rule: "body-unknown",
    files: { [kind]: "subresources:\n  bind: { body: example.com/v1/Bond }\n" },
    at: `${kind}:2:17`,
  },
  {
    rule: "strategy-field-unknown",
    files: { [kind]: "strategy: { bumpGenerationOn: [spek] }\n" },
    at: `${kind}:1:32`,
    says: "spec",
  },
  { rule: "scale-target-missing", files: { [kind]: "subresources:\n  scale: {}\n" }, at: `${kind}:2:10` },
  { rule: "name-convention", files: { [kind]: "plural: widgetry\n" }, at: `${kind}:1:1`, says: "widgets" },
  {
    rule: "name-convention",
    files: withType("  properties:\n    a: { type: string }\n    Big: { type: string }\n"),
    at: `${schema}:7:5`,
    says: "camelCase",
  },
  {
    rule: "description-unknown",
    files: { [descriptions]: "Widget: { spec: What is wanted. }\nWidgetSpecs:\n  size: How big.\n" },
    at: `${descriptions}:2:1`,
    says: "did you mean WidgetSpec?",
  },
  {
    rule: "description-unknown",
    files: { [descriptions]: "WidgetSpec:\n  _: A wish.\n  sise: How big.\n" },
    at: `${descriptions}:3:3`,
    says: "did you mean size?",
  },
  {
    rule: "description-unknown",
    files: { [descriptions]: "Widget: { _like: WidgetSpek }\nWidgetSpec: { size: How big. }\n" },
    at: `${descriptions}:1:18`,
    says: "did you mean WidgetSpec?",
  },
  { rule: "wrong-type", files: { [descriptions]: "WidgetSpec: { size: 3 }\n" }, at: `${descriptions}:1:21` },
  {
    rule: "exception-unused",
    files: { "exceptions.yaml": "- kind: example.com/Widget\n  rule: plural\n  reason: none at all here\n" },
    at: "exceptions.yaml:1:3",
  },
  {
    rule: "sample-invalid",
    files: {
      "example.com/Widget/samples/valid/a.yaml":
        "apiVersion: example.com/v1\nkind: Widget\nmetadata: { name: a }\nspec:\n  size: big\n",
    },
    at: "example.com/Widget/samples/valid/a.yaml:5:9",
    says: "spec.size",
  },
  {
    rule: "sample-kind",
    files: { "example.com/Widget/samples/valid/a.yaml": "apiVersion: example.org/v1\nkind: Widget\n" },
    at: "example.com/Widget/samples/valid/a.yaml:1:1",
  },
  {
    rule: "sample-kind",
    files: { "example.com/Widget/samples/valid/a.yaml": "kind: Widget\n" },
    at: "example.com/Widget/samples/valid/a.yaml:1:1",
    says: "without an apiVersion Widget",
  },
  {
    rule: "sample-version",
    files: { "example.com/Widget/samples/valid/a.yaml": "apiVersion: example.com/v2\nkind: Widget\n" },
    at: "example.com/Widget/samples/valid/a.yaml:1:1",
    says: "add Widget/v2.schema.yaml",
  },
  {
    rule: "kind-folder",
    files: { "example.com/my-gadget/kind.yaml": "scope: Cluster\n" },
    at: "example.com/my-gadget:1:1",
    says: "as in MyGadget",
  },
  {
    rule: "sample-expectation",
    files: { "example.com/Widget/samples/invalid/a.yaml": "apiVersion: example.com/v1\nkind: Widget\n" },
    at: "example.com/Widget/samples/invalid/a.yaml:1:1",
  },
  {
    rule: "sample-not-refused",
    files: {
      "example.com/Widget/samples/invalid/a.yaml":
        "# expect: spec.size type\napiVersion: example.com/v1\nkind: Widget\nspec: { size: 3 }\n",
    },
    at: "example.com/Widget/samples/invalid/a.yaml:2:1",
  },
];
