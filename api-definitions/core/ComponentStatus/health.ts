/** The components kube-apiserver asks for their health, at the ports they have by default, and the store. */
import type { ComponentStatus } from "../../../src/generated/core/v1/types.js";
import type { Probe } from "../../../src/registry/resource-definition.js";

const components: readonly { readonly name: string; readonly ask: (probe: Probe) => Promise<string> }[] = [
  { name: "scheduler", ask: (probe) => probe.get(10_259, "/healthz") },
  { name: "controller-manager", ask: (probe) => probe.get(10_257, "/healthz") },
  { name: "etcd-0", ask: (probe) => probe.store().then(() => "ok") },
];

export function componentStatuses(probe: Probe): Promise<readonly ComponentStatus[]> {
  return Promise.all(
    components.map(async ({ name, ask }): Promise<ComponentStatus> => {
      const [status, message] = await ask(probe).then(
        (answer) => ["True", answer] as const,
        (error: unknown) => ["False", error instanceof Error ? error.message : String(error)] as const,
      );
      return {
        kind: "ComponentStatus",
        apiVersion: "v1",
        metadata: { name },
        conditions: [{ type: "Healthy", status, message }],
      };
    }),
  );
}
