/** The tester of random requests, without a server: what it draws is decided by the seed, and can be cut short. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { kindsServed, servedByDefault } from "./cases/kinds.js";
import { type Draw, stepOf, without } from "./random/draw.js";
import { drawSequence } from "./random/draw-request.js";
import { Random } from "./random/random.js";

const [kind] = kindsServed(servedByDefault);

test("the same seed draws the same requests, and another seed others", () => {
  assert.ok(kind !== undefined);
  const drawn = (seed: number) => drawSequence(new Random(seed), { kind, cbor: false, protobuf: () => undefined }, 20);
  assert.deepEqual(drawn(7), drawn(7));
  assert.notDeepEqual(drawn(7), drawn(8));
  assert.ok(drawn(7).length >= 20);
});

test("without a request, later ones name the answers they named before, and one whose answer is needed stays", () => {
  const draws: readonly Draw[] = [
    { method: "POST", path: "/a", body: {} },
    { method: "GET", path: "/b" },
    { method: "PUT", path: "/a", from: 1 },
    { method: "GET", path: "/c?resourceVersion={rv:3}" },
  ];
  assert.deepEqual(without(draws, 1), [draws[0], draws[2], { method: "GET", path: "/c?resourceVersion={rv:2}" }]);
  assert.equal(without(draws, 0), undefined);
  assert.equal(without(draws, 2), undefined);
});

test("the body of a draw is the answer it names, changed as it says", () => {
  const { body } = stepOf({ method: "PUT", path: "/a", from: 1, body: { metadata: { labels: { b: "2" } }, x: null } });
  assert.ok(typeof body === "function");
  const shown = [{ metadata: { name: "n", labels: { a: "1" } } }];
  assert.deepEqual(body(shown), { metadata: { name: "n", labels: { a: "1", b: "2" } }, x: null });
});
