/** Volumes that work no more, and files of one volume that lie in each other's way: kube-apiserver's warnings. */
import type { Volume, VolumeProjection } from "../../src/generated/core/v1/types.js";
import { goQuote } from "../../src/meta/go-quote.js";
import { warnOfFraction } from "./container-warnings.js";

/** By field, in kube-apiserver's order. */
const pastSources: readonly (readonly [field: keyof Volume, shown: string, advice: string])[] = [
  ["photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"],
  ["gitRepo", "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"],
  ["scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"],
  ["flocker", "flocker", "deprecated in v1.22, non-functional in v1.25+"],
  ["storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"],
  ["quobyte", "quobyte", "deprecated in v1.22, non-functional in v1.25+"],
  ["glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"],
  ["cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"],
  ["rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"],
];

/** `path`: where the pod's spec lies. */
export function warnOfVolumes(volumes: readonly Volume[], path: string, warnings: string[]): void {
  for (const [index, volume] of volumes.entries()) {
    for (const [field, shown, advice] of pastSources) {
      if (volume[field] !== undefined) warnings.push(`${path}.volumes[${index}].${shown}: ${advice}`);
    }
    const claim = volume.ephemeral?.volumeClaimTemplate?.spec;
    if (claim !== undefined) {
      warnOfClaimSize(claim, `${path}.volumes[${index}].ephemeral.volumeClaimTemplate.spec`, warnings);
    }
  }
  for (const volume of volumes) warnOfPaths(volume, warnings);
}

interface SizedClaim {
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string | number>>;
    readonly limits?: Readonly<Record<string, string | number>>;
  };
}

export function warnOfClaimSize({ resources }: SizedClaim, path: string, warnings: string[]): void {
  warnOfFraction(resources?.requests?.storage, () => `${path}.resources.requests[storage]`, warnings);
  warnOfFraction(resources?.limits?.storage, () => `${path}.resources.limits[storage]`, warnings);
}

/** A file, and what it comes from where several sources share a volume. */
interface PlacedFile {
  readonly path: string;
  readonly source: string;
}

function warnOfPaths({ name, configMap, secret, downwardAPI, projected }: Volume, warnings: string[]): void {
  const check = (what: string, files: readonly PlacedFile[]): void => {
    if (files.length < 2) return;
    for (const text of overlaps(files)) warnings.push(`volume ${goQuote(name)} (${what}): overlapping paths: ${text}`);
  };
  if (configMap?.items != null) check(`ConfigMap ${goQuote(configMap.name ?? "")}`, filesOf(configMap.items));
  if (secret?.items != null) check(`Secret ${goQuote(secret.secretName ?? "")}`, filesOf(secret.items));
  if (downwardAPI?.items != null) check("DownwardAPI", filesOf(downwardAPI.items));
  if (projected?.sources == null) return;
  const files: PlacedFile[] = [];
  for (const source of projected.sources) {
    if (isEmpty(source)) warnings.push(`volume ${goQuote(name)} (Projected) has no sources provided`);
    files.push(...projectedFiles(source));
  }
  check("Projected", files);
}

function isEmpty(value: object): boolean {
  for (const _ in value) return false;
  return true;
}

function filesOf(items: readonly { readonly path: string }[], source = ""): PlacedFile[] {
  return items.map(({ path }) => ({ path, source }));
}

function projectedFiles(projection: VolumeProjection): PlacedFile[] {
  const { configMap, secret, downwardAPI, serviceAccountToken, clusterTrustBundle, podCertificate } = projection;
  if (configMap?.items != null) return filesOf(configMap.items, `ConfigMap ${goQuote(configMap.name ?? "")}`);
  if (secret?.items != null) return filesOf(secret.items, `Secret ${goQuote(secret.name ?? "")}`);
  if (downwardAPI?.items != null) return filesOf(downwardAPI.items, "DownwardAPI");
  if (serviceAccountToken !== undefined) return filesOf([serviceAccountToken], "ServiceAccountToken");
  if (clusterTrustBundle !== undefined) {
    const { name, signerName = "" } = clusterTrustBundle;
    return filesOf([clusterTrustBundle], `ClusterTrustBundle ${goQuote(name ?? signerName)}`);
  }
  const { certificateChainPath = "", keyPath = "", credentialBundlePath = "" } = podCertificate ?? {};
  return [
    { path: certificateChainPath, source: "PodCertificate chain" },
    { path: keyPath, source: "PodCertificate key" },
    { path: credentialBundlePath, source: "PodCertificate credential bundle" },
  ].filter(({ path }) => path !== "");
}

/** More files than this in one volume are not compared; no answer has room for what could be said of them. */
const maxFiles = 1_000;

/** Characters of what is said of one volume: far more than an answer has room for, and no burden for the server. */
const maxCharacters = 100_000;

/** Pairs of which one is the other's path, or a folder on its way. */
function overlaps(files: readonly PlacedFile[]): string[] {
  const texts: string[] = [];
  let characters = 0;
  const before: PlacedFile[] = [];
  for (const { path, source } of files.slice(0, maxFiles)) {
    const file = { path: withoutSlashes(path), source };
    for (const other of before) {
      if (!inTheWay(file.path, other.path)) continue;
      const text = `${shown(file)} with ${shown(other)}`;
      texts.push(text);
      characters += text.length;
      if (characters > maxCharacters) return texts;
    }
    before.push(file);
  }
  return texts;
}

/** At its end. A pattern would look at each run of slashes from every one of them. */
function withoutSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === "/") end--;
  return path.slice(0, end);
}

function inTheWay(one: string, other: string): boolean {
  if (one === "" || other === "") return false;
  return one === other || isBelow(one, other) || isBelow(other, one);
}

function isBelow(path: string, folder: string): boolean {
  return path[folder.length] === "/" && path.startsWith(folder);
}

function shown({ path, source }: PlacedFile): string {
  return source === "" ? goQuote(path) : `${goQuote(path)} (${source})`;
}
