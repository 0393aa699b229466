/** A node: whether it takes pods, its roles, addresses and software. */
import type { Node } from "../../../src/generated/core/v1/types.js";
import { age, type Cells, findCondition, none, unknown } from "../../_shared/printing.js";

export const cells: Cells<Node> = {
  Status: status,
  Roles: roles,
  Age: age,
  Version: ({ status }) => status?.nodeInfo?.kubeletVersion ?? "",
  "Internal-IP": (node) => address(node, "InternalIP"),
  "External-IP": (node) => address(node, "ExternalIP"),
  "OS-Image": ({ status }) => status?.nodeInfo?.osImage || unknown,
  "Kernel-Version": kernel,
  "Container-Runtime": ({ status }) => status?.nodeInfo?.containerRuntimeVersion || unknown,
};

function status({ spec, status }: Node): string {
  const ready = findCondition(status?.conditions, "Ready")?.status;
  const text = ready === undefined ? "Unknown" : ready === "True" ? "Ready" : "NotReady";
  return spec?.unschedulable === true ? `${text},SchedulingDisabled` : text;
}

const rolePrefix = "node-role.kubernetes.io/";
const roleLabel = "kubernetes.io/role";

function roles({ metadata }: Node): string {
  const found = Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(rolePrefix)) return [key.slice(rolePrefix.length)];
    return key === roleLabel && value !== "" ? [value] : [];
  });
  return found.length === 0 ? none : [...new Set(found)].sort().join(",");
}

function address({ status }: Node, type: string): string {
  return status?.addresses?.find((one) => one.type === type)?.address ?? none;
}

function kernel({ status }: Node): string {
  const { kernelVersion, architecture } = status?.nodeInfo ?? {};
  const version = kernelVersion || unknown;
  return architecture ? `${version} (${architecture})` : version;
}
