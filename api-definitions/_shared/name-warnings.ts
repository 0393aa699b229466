/** Names that are allowed but make trouble where they become host names. */
import { dns1123Label } from "../../src/meta/formats.js";
import type { KubeObject } from "../../src/meta/object.js";

/** For kinds whose pods are named after them. */
export function warnOfPodNames(object: KubeObject): readonly string[] {
  return warning(object, "this is used in Pod names and hostnames");
}

export function warnOfHostname(object: KubeObject): readonly string[] {
  return warning(object, "this is used in the Pod's hostname");
}

function warning({ metadata }: KubeObject, use: string): readonly string[] {
  const faults = dns1123Label(metadata.name ?? "");
  if (faults.length === 0) return [];
  const advice = "which can result in surprising behavior; a DNS label is recommended";
  return [`metadata.name: ${use}, ${advice}: [${faults.join(" ")}]`];
}
