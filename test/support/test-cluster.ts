/**
 * What programs under test talk to: a server of their own or, with `APISERVER_TEST_KUBECONFIG`, a running cluster, so that the tests
 * themselves can be proved on a kube-apiserver. Each has a fresh namespace, which its kubeconfig names, and a folder for files.
 */
import { randomBytes } from "node:crypto";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kubectl } from "./program.js";
import { ServerProcess } from "./server-process.js";

export interface TestCluster {
  readonly kubectl: Kubectl;
  readonly kubeconfig: string;
  readonly folder: string;
  readonly namespace: string;
  /** Ends the server if it is the test's own, and removes what was made. */
  close(): Promise<void>;
}

/** `kubectl` is the path of one; `kubeconfig` that of a running cluster. */
export async function openTestCluster(
  kubectlPath: string,
  foreign = process.env.APISERVER_TEST_KUBECONFIG,
): Promise<TestCluster> {
  const folder = await mkdtemp(join(tmpdir(), "apiserver-kubectl-home-"));
  const server = foreign === undefined ? await ServerProcess.start() : undefined;
  const kubeconfig = join(folder, "kubeconfig");
  const namespace = `t-${randomBytes(4).toString("hex")}`;
  const kubectl = new Kubectl({ path: kubectlPath, kubeconfig, folder, namespace });
  const close = async (): Promise<void> => {
    await kubectl.run(`delete namespace ${namespace} --wait=false`);
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await copyFile(server?.kubeconfig ?? foreign ?? "", kubeconfig);
    await kubectl.ok("create -f -", { input: `{apiVersion: v1, kind: Namespace, metadata: {name: ${namespace}}}` });
    await kubectl.ok(`config set-context --current --namespace=${namespace}`);
    // A kube-apiserver admits no pod before a controller has made its namespace's service account.
    if (foreign !== undefined) await kubectl.run("create serviceaccount default");
  } catch (error) {
    await close();
    throw error;
  }
  return { kubectl, kubeconfig, folder, namespace, close };
}
