/**
 * Writes the kubeconfig that lets kubectl in: one cluster, one user, one context, the certificate inside.
 * The file is replaced in one step, with mode 0600: it holds the token.
 */
import { chmod, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder } from "../util/make-folder.js";

export interface KubeconfigContent {
  /** `https://127.0.0.1:6443` */
  readonly server: string;
  /** PEM a client should trust. */
  readonly certificateAuthority: string;
  readonly user: string;
  readonly token: string;
}

export async function writeKubeconfig(path: string, content: KubeconfigContent): Promise<void> {
  makeFolder(dirname(path));
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, formatKubeconfig(content), { mode: 0o600 });
    await chmod(temporary, 0o600);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Every value goes out as a JSON string, which YAML reads as it is. */
export function formatKubeconfig(content: KubeconfigContent): string {
  const name = "apiserver";
  const caData = Buffer.from(content.certificateAuthority).toString("base64");
  return [
    "apiVersion: v1",
    "kind: Config",
    "clusters:",
    `- name: ${name}`,
    "  cluster:",
    `    server: ${JSON.stringify(content.server)}`,
    `    certificate-authority-data: ${caData}`,
    "users:",
    `- name: ${JSON.stringify(content.user)}`,
    "  user:",
    `    token: ${JSON.stringify(content.token)}`,
    "contexts:",
    `- name: ${name}`,
    "  context:",
    `    cluster: ${name}`,
    `    user: ${JSON.stringify(content.user)}`,
    `current-context: ${name}`,
    "",
  ].join("\n");
}
