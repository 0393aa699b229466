/** Request metrics as a scrape sees them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { buildInfoFamily, gateFamily, MetricsRegistry } from "../../../../src/server/metrics/metrics-registry.js";
import { RequestGate } from "../../../../src/server/request-gate.js";
import { versionInfo } from "../../../../src/server/version.js";
import { readFixture } from "../../../support/fixture.js";

const pods = { group: "", version: "v1", resource: "pods", subresource: "", scope: "resource", verb: "GET" } as const;

async function printed(fill: (metrics: MetricsRegistry) => void): Promise<string> {
  const metrics = new MetricsRegistry();
  fill(metrics);
  return metrics.print();
}

test("a route keeps one recorder", () => {
  const { requests } = new MetricsRegistry();
  assert.equal(requests.recorderFor(pods), requests.recorderFor({ ...pods }));
  assert.notEqual(requests.recorderFor(pods), requests.recorderFor({ ...pods, verb: "PUT" }));
});

test("requests are counted by code under kube-apiserver's labels", async () => {
  const text = await printed(({ requests }) => {
    const recorder = requests.recorderFor(pods);
    for (const code of [200, 404, 200]) recorder.observe(code, 0.001, 10);
  });
  const labels =
    'component="apiserver",group="",resource="pods",scope="resource",subresource="",verb="GET",version="v1",dry_run=""';
  assert.ok(text.includes(`apiserver_request_total{${labels},code="200"} 2`), text.slice(0, 2000));
  assert.ok(text.includes(`apiserver_request_total{${labels},code="404"} 1`));
});

test("a duration falls into the first bucket that holds it, bounds included, and buckets add up", async () => {
  const text = await printed(({ requests }) => {
    const recorder = requests.recorderFor(pods);
    for (const seconds of [0.005, 0.006, 100]) recorder.observe(200, seconds, 0);
  });
  const buckets = [...text.matchAll(/apiserver_request_duration_seconds_bucket\{.*le="([^"]+)"\} (\d+)/g)];
  const counts = new Map(buckets.map(([, bound, count]) => [bound, count]));
  assert.deepEqual(
    [counts.get("0.005"), counts.get("0.025"), counts.get("60"), counts.get("+Inf")],
    ["1", "2", "2", "3"],
  );
  assert.match(text, /apiserver_request_duration_seconds_sum\{.*\} 100\.011/);
});

test("dry runs are a series of their own, but not where kube-apiserver has no such label", async () => {
  const text = await printed(({ requests }) => {
    requests.recorderFor(pods).observe(200, 0.001, 10);
    requests.recorderFor({ ...pods, dryRun: "All" }).observe(200, 0.001, 2000);
  });
  assert.equal(text.match(/^apiserver_request_total\{/gm)?.length, 2);
  assert.equal(text.match(/^apiserver_response_sizes_count\{.*\} 2$/gm)?.length, 1);
  assert.equal(text.match(/^apiserver_request_sli_duration_seconds_count\{.*\} 1$/gm)?.length, 1);
});

test("the objective's histogram leaves watches out, and dry runs", async () => {
  const text = await printed(({ requests }) => requests.recorderFor({ ...pods, verb: "WATCH" }).observe(200, 60, 0));
  assert.ok(!text.includes("apiserver_request_sli_duration_seconds_count{"));
});

test("large bounds are written as Go writes them", async () => {
  const text = await printed(({ requests }) => requests.recorderFor(pods).observe(200, 0, 5));
  assert.ok(text.includes('le="1e+06"') && text.includes('le="100000"') && text.includes('le="1e+09"'));
});

test("watches and their events are counted", async () => {
  const text = await printed(({ requests }) => {
    const watches = requests.longRunningFor({ ...pods, verb: "WATCH" });
    watches.started();
    watches.started();
    watches.ended();
    const events = requests.watchRecorderFor({ group: "", version: "v1", resource: "pods" });
    events.observe(1500);
    events.observe(100, 4);
  });
  assert.match(text, /apiserver_longrunning_requests\{.*verb="WATCH".*\} 1/);
  assert.match(text, /apiserver_watch_events_total\{group="",version="v1",resource="pods"\} 5/);
  assert.match(text, /apiserver_watch_events_sizes_bucket\{.*le="2048"\} 5/);
});

test("the process is measured too", async () => {
  assert.match(await printed(() => {}), /process_resident_memory_bytes \d+/);
});

test("every family under one of kube-apiserver's prefixes is one it has, with the same type", async () => {
  const recorded = readFixture<Record<string, string>>("test/unit/server/metrics/golden/kube-metric-types.json");
  const text = await printed((metrics) => {
    metrics.add(gateFamily(new RequestGate({ maxReadOnlyInFlight: 0, maxMutatingInFlight: 0 })));
    metrics.add(buildInfoFamily(versionInfo("0.0.0")));
  });
  const ours = [...text.matchAll(/^# TYPE ((?:apiserver|kubernetes)_\w+) (\w+)$/gm)];
  assert.ok(ours.length >= 9);
  for (const [, name = "", type] of ours) assert.equal(type, recorded[name], name);
});

test("requests that were turned away are counted apart", async () => {
  const text = await printed(({ requests }) => {
    for (const verb of ["LIST", "LIST", "WATCH"]) requests.terminated({ ...pods, scope: "cluster", verb }, 429);
  });
  const series = (verb: string): RegExp =>
    new RegExp(
      `^apiserver_request_terminations_total\\{.*resource="pods",scope="cluster",.*verb="${verb}".*code="429"\\} (\\d+)$`,
      "m",
    );
  assert.equal(series("LIST").exec(text)?.[1], "2");
  assert.equal(series("WATCH").exec(text)?.[1], "1");
  assert.doesNotMatch(text, /^apiserver_request_total\{/m);
});
