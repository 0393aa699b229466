/** ComponentStatus: worked out when asked for, as recorded answers of kube-apiserver 1.36.3 have it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { componentStatuses } from "../../../api-definitions/core/ComponentStatus/health.js";

test("a component is healthy when it answers; the reason why not is its message", async () => {
  const asked: string[] = [];
  const statuses = await componentStatuses({
    store: () => Promise.resolve(),
    get: (port, path) => {
      asked.push(`${port}${path}`);
      return port === 10_259 ? Promise.resolve("ok") : Promise.reject(new Error("connection refused"));
    },
  });
  assert.deepEqual(asked, ["10259/healthz", "10257/healthz"]);
  const shown = statuses.map(({ metadata, conditions }) => [metadata.name, conditions?.[0]]);
  assert.deepEqual(shown, [
    ["scheduler", { type: "Healthy", status: "True", message: "ok" }],
    ["controller-manager", { type: "Healthy", status: "False", message: "connection refused" }],
    ["etcd-0", { type: "Healthy", status: "True", message: "ok" }],
  ]);
});
