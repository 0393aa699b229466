/** What scenes about tokens have in common: the objects they are about. */
import type { TokenBench } from "./bench.js";

export interface TokenScene {
  readonly name: string;
  readonly play: (bench: TokenBench) => Promise<void>;
}

export const core = ({ namespace }: TokenBench): string => `/api/v1/namespaces/${namespace}`;

export async function account(bench: TokenBench, name = "robot"): Promise<string> {
  const { body } = await bench.quietly("POST", `${core(bench)}/serviceaccounts`, { metadata: { name } });
  return uidOf(body);
}

export function uidOf(body: Readonly<Record<string, unknown>>): string {
  return (body["metadata"] as { readonly uid: string }).uid;
}

export async function pod(bench: TokenBench, nodeName?: string): Promise<string> {
  const spec = {
    serviceAccountName: "robot",
    containers: [{ name: "c", image: "i" }],
    ...(nodeName ? { nodeName } : {}),
  };
  const { body } = await bench.quietly("POST", `${core(bench)}/pods`, { metadata: { name: "p" }, spec });
  await bench.settle();
  return uidOf(body);
}
