/** Metadata rules and selectors against kube-apiserver's recorded answers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldCause } from "../../../src/meta/field-error.js";
import { parseFieldSelector } from "../../../src/meta/field-selector.js";
import { compileLabelSelector, labelSelectorText, parseLabelSelector } from "../../../src/meta/label-selector.js";
import type { ObjectMeta } from "../../../src/meta/object.js";
import type { StatusCause } from "../../../src/meta/status.js";
import {
  dedupeOwnerReferences,
  keepSystemMetadata,
  type NameFormat,
  parseResourceVersion,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from "../../../src/meta/validate-object-meta.js";
import { recordedAnswers } from "./answers.js";

interface MetaRow {
  readonly kind: "ConfigMap" | "Namespace" | "Role";
  readonly metadata: ObjectMeta;
  readonly causes: readonly StatusCause[];
}

const nameFormats: Record<MetaRow["kind"], NameFormat> = {
  ConfigMap: "dns1123Subdomain",
  Namespace: "dns1123Label",
  Role: "pathSegment",
};

for (const { kind, metadata, causes } of recordedAnswers<MetaRow>("object-meta")) {
  const shown = JSON.stringify(metadata).slice(0, 90);
  test(`metadata of a ${kind} is judged as kube-apiserver judges it: ${shown}`, () => {
    const namespaced = kind !== "Namespace";
    const filled: ObjectMeta = namespaced ? { namespace: "meta", ...metadata } : { ...metadata };
    // kube-apiserver makes the name before it looks: its random end is told apart by leaving it out of the comparison.
    if (metadata.generateName !== undefined && metadata.name === undefined)
      filled.name = `${metadata.generateName}abcde`;
    const found = validateObjectMeta(filled, { namespaced, nameFormat: nameFormats[kind] }).map(fieldCause);
    assert.deepEqual(found.map(withoutRandomEnd), causes.map(withoutRandomEnd));
  });
}

function withoutRandomEnd(cause: StatusCause): StatusCause {
  const message = cause.message ?? "";
  return cause.field === "metadata.name"
    ? { ...cause, message: message.replace(/^(Invalid value: "[^"]*[-/])[a-z0-9]{5}"/, '$1"') }
    : cause;
}

interface SelectorRow {
  readonly selector: string;
  readonly matches?: readonly string[];
  readonly error?: string;
}

const labelled: Readonly<Record<string, Record<string, string>>> = {
  s0: {},
  s1: { a: "b" },
  s2: { a: "c", n: "5" },
  s3: { a: "", n: "10" },
  s4: { in: "in", n: "x" },
  s5: { "x.y/z": "q", n: "3" },
};

for (const row of recordedAnswers<SelectorRow>("label-selectors")) {
  test(`the label selector ${JSON.stringify(row.selector)} selects or fails as in kube-apiserver`, () => {
    const parsed = parseLabelSelector(row.selector);
    if (!parsed.ok) return assert.equal(parsed.error, row.error);
    const matching = Object.keys(labelled).filter((name) => parsed.filter.matches(labelled[name]));
    assert.deepEqual({ matches: matching }, { matches: row.matches });
    const again = parseLabelSelector(parsed.filter.canonical);
    assert.ok(again.ok);
    assert.equal(again.filter.canonical, parsed.filter.canonical, "the canonical text reads back as itself");
    assert.deepEqual(
      Object.keys(labelled).filter((name) => again.filter.matches(labelled[name])),
      matching,
    );
    for (const [label, value] of parsed.filter.labelEquals) {
      for (const name of matching) assert.equal(labelled[name]?.[label], value);
    }
    return undefined;
  });
}

for (const row of recordedAnswers<SelectorRow>("field-selectors")) {
  test(`the field selector ${JSON.stringify(row.selector)} selects or fails as in kube-apiserver`, () => {
    const parsed = parseFieldSelector(row.selector, { labels: [] });
    if (!parsed.ok) return assert.equal(parsed.error, row.error);
    const matching = Object.keys(labelled).filter((name) =>
      parsed.filter.matches((label) => (label === "metadata.name" ? name : "meta")),
    );
    assert.deepEqual({ matches: matching }, { matches: row.matches });
    const again = parseFieldSelector(parsed.filter.canonical, { labels: [] });
    assert.ok(again.ok);
    assert.equal(again.filter.canonical, parsed.filter.canonical);
    return undefined;
  });
}

test("a kind with selectable fields names the label it does not support", () => {
  const labels = ["spec.nodeName"];
  const error = (text: string): string | undefined => {
    const parsed = parseFieldSelector(text, { labels });
    return parsed.ok ? undefined : parsed.error;
  };
  assert.equal(error("spec.nodeName=x,metadata.name=y"), undefined);
  assert.equal(error("x=a"), "field label not supported: x");
  const custom = parseFieldSelector("x=a", {
    labels,
    unsupported: (label) => `field label "${label}" not supported for Job`,
  });
  assert.deepEqual(custom, { ok: false, error: 'field label "x" not supported for Job' });
});

test("field equalities are offered to an index", () => {
  const parsed = parseFieldSelector("b=2,a==1,c!=3", { labels: ["a", "b", "c"] });
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.filter.fieldEquals, [
    ["a", "1"],
    ["b", "2"],
  ]);
  assert.equal(parsed.filter.canonical, "a=1,b=2,c!=3");
});

test("the structured and the text form of a label selector are the same filter", () => {
  const structured = compileLabelSelector({
    matchLabels: { b: "2" },
    matchExpressions: [
      { key: "a", operator: "In", values: ["y", "x"] },
      { key: "c", operator: "NotIn", values: ["z"] },
      { key: "d", operator: "Exists" },
      { key: "e", operator: "DoesNotExist" },
    ],
  });
  const text = parseLabelSelector("a in (x,y),b=2,c notin (z),d,!e");
  assert.ok(structured.ok && text.ok);
  assert.equal(structured.filter.canonical, text.filter.canonical);
  assert.equal(structured.filter.matches({ a: "x", b: "2", d: "" }), true);
  assert.equal(structured.filter.matches({ a: "x", b: "2", d: "", e: "" }), false);
});

test("an absent label selector matches nothing and an empty one everything", () => {
  const absent = compileLabelSelector(undefined);
  const empty = compileLabelSelector({});
  assert.ok(absent.ok && empty.ok);
  assert.equal(absent.filter.matches({}), false);
  assert.equal(empty.filter.matches(undefined), true);
  assert.equal(empty.filter.everything, true);
});

test("a structured selector reads as text in the order of keys, values sorted, labels before expressions", () => {
  const matchExpressions = [
    { key: "b", operator: "NotIn", values: ["y", "x"] },
    { key: "a", operator: "Exists" },
    { key: "d", operator: "DoesNotExist" },
    { key: "c", operator: "In", values: ["z"] },
  ];
  assert.equal(labelSelectorText({ matchLabels: { b: "1" }, matchExpressions }), "a,b=1,b notin (x,y),c in (z),!d");
  assert.equal(labelSelectorText({}), "");
  assert.equal(labelSelectorText({ matchExpressions: [{ key: "a", operator: "Like" }] }), undefined);
});

test("a structured label selector with an unknown operator or a bad value is refused", () => {
  const unknown = compileLabelSelector({ matchExpressions: [{ key: "a", operator: "Like" }] });
  assert.deepEqual(unknown, { ok: false, error: '"Like" is not a valid label selector operator' });
  assert.equal(compileLabelSelector({ matchLabels: { a: "b c" } }).ok, false);
  assert.equal(compileLabelSelector({ matchExpressions: [{ key: "a", operator: "In", values: [] }] }).ok, false);
});

test("labels named like members of every object are not found by accident", () => {
  const parsed = parseLabelSelector("toString");
  assert.ok(parsed.ok);
  assert.equal(parsed.filter.matches({}), false);
});

const stored: ObjectMeta = {
  name: "u",
  namespace: "n",
  uid: "1",
  creationTimestamp: "2026-01-01T00:00:00Z",
  finalizers: ["a/b"],
};
const deleting: ObjectMeta = { ...stored, deletionTimestamp: "2026-01-02T00:00:00Z", deletionGracePeriodSeconds: 0 };

/** Each row: what kube-apiserver 1.36.3 answered to an update with these fields changed. */
const updates: readonly (readonly [
  string,
  ObjectMeta,
  Partial<Record<keyof ObjectMeta, unknown>>,
  readonly string[],
])[] = [
  ["another creation time is put right", stored, { creationTimestamp: "2020-01-01T00:00:00Z" }, []],
  ["no creation time is filled in", stored, { creationTimestamp: undefined }, []],
  ["no uid is filled in", stored, { uid: "" }, []],
  [
    "a deletion time cannot be set",
    stored,
    { deletionTimestamp: "2020-01-01T00:00:00Z" },
    ['metadata.deletionTimestamp: Invalid value: "2020-01-01T00:00:00Z": field is immutable'],
  ],
  [
    "a grace period cannot be set",
    stored,
    { deletionGracePeriodSeconds: 5 },
    ["metadata.deletionGracePeriodSeconds: Invalid value: 5: field is immutable"],
  ],
  ["a finalizer can be added", stored, { finalizers: ["a/b", "c/d"] }, []],
  ["another deletion time is put right", deleting, { deletionTimestamp: "2020-01-01T00:00:00Z" }, []],
  ["no deletion time is filled in", deleting, { deletionTimestamp: undefined }, []],
  ["no grace period is filled in", deleting, { deletionGracePeriodSeconds: undefined }, []],
  [
    "another grace period is refused",
    deleting,
    { deletionGracePeriodSeconds: 5 },
    ["metadata.deletionGracePeriodSeconds: Invalid value: 5: field is immutable"],
  ],
  [
    "no finalizer can be added while deleting",
    deleting,
    { finalizers: ["a/b", "c/d"] },
    [
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"c/d"}',
    ],
  ],
  [
    "no finalizer can be replaced while deleting",
    deleting,
    { finalizers: ["e/f", "c/d"] },
    [
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"c/d", "e/f"}',
    ],
  ],
  ["a finalizer can be removed while deleting", deleting, { finalizers: [] }, []],
];

for (const [name, prev, change, expected] of updates) {
  test(`on update of metadata ${name}`, () => {
    const next = { ...prev, ...change } as ObjectMeta;
    keepSystemMetadata(next, prev);
    const texts = validateObjectMetaUpdate(next, prev).map((error) => {
      const cause = fieldCause(error);
      return `${cause.field}: ${cause.message}`;
    });
    assert.deepEqual(texts, expected);
  });
}

test("annotations may hold 256 KiB together and not a byte more", () => {
  const rules = { namespaced: true, nameFormat: "dns1123Subdomain" } as const;
  const meta = (bytes: number): ObjectMeta => ({ name: "a", namespace: "b", annotations: { a: "x".repeat(bytes) } });
  assert.deepEqual(validateObjectMeta(meta(262143), rules), []);
  assert.deepEqual(validateObjectMeta(meta(262144), rules).map(fieldCause), [
    {
      reason: "FieldValueTooLong",
      field: "metadata.annotations",
      message: "Too long: may not be more than 262144 bytes",
    },
  ]);
});

test("a cluster-scoped object has no namespace and a namespaced one needs it", () => {
  const rules = { nameFormat: "dns1123Subdomain" } as const;
  const fields = (meta: ObjectMeta, namespaced: boolean): string[] =>
    validateObjectMeta(meta, { ...rules, namespaced }).map((error) => `${error.field} ${error.type}`);
  assert.deepEqual(fields({ name: "a", namespace: "b" }, false), ["metadata.namespace FieldValueForbidden"]);
  assert.deepEqual(fields({ name: "a" }, true), ["metadata.namespace FieldValueRequired"]);
  assert.deepEqual(fields({ name: "a", namespace: "B" }, true), ["metadata.namespace FieldValueInvalid"]);
});

test("a resourceVersion is a uint64 or fails as Go's parser does", () => {
  assert.deepEqual(parseResourceVersion(""), { ok: true, revision: 0n });
  assert.deepEqual(parseResourceVersion("18446744073709551615"), { ok: true, revision: 18446744073709551615n });
  const error = (text: string): string => `strconv.ParseUint: parsing "${text}": `;
  assert.deepEqual(parseResourceVersion("abc"), { ok: false, error: `${error("abc")}invalid syntax` });
  assert.deepEqual(parseResourceVersion("-1"), { ok: false, error: `${error("-1")}invalid syntax` });
  const big = "99999999999999999999999";
  assert.deepEqual(parseResourceVersion(big), { ok: false, error: `${error(big)}value out of range` });
});

test("repeated owner references are dropped with a warning", () => {
  const owner = { apiVersion: "v1", kind: "Pod", name: "p", uid: "u" };
  const meta: ObjectMeta = { ownerReferences: [owner, { ...owner }, { ...owner, uid: "v" }] };
  assert.match(dedupeOwnerReferences(meta) ?? "", /duplicate UID\(s\) observed: u$/);
  assert.equal(meta.ownerReferences?.length, 2);
  assert.equal(dedupeOwnerReferences(meta), undefined);
});
