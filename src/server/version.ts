/**
 * What `/version` answers: Kubernetes' shape and numbers, so that clients' skew checks work, with this program's own
 * version as build metadata, which semantic version parsers (kubectl's and client-go's too) skip when comparing.
 */
import { releaseBefore } from "../meta/release.js";

export interface VersionInfo {
  readonly major: string;
  readonly minor: string;
  readonly emulationMajor: string;
  readonly emulationMinor: string;
  readonly minCompatibilityMajor: string;
  readonly minCompatibilityMinor: string;
  readonly gitVersion: string;
  readonly gitCommit: string;
  readonly gitTreeState: string;
  readonly buildDate: string;
  readonly goVersion: string;
  readonly compiler: string;
  readonly platform: string;
}

/** The Kubernetes release whose behaviour is followed. */
export const kubernetesVersion = "1.36.3";

const architectures: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386" };

/** The same without its patch: `1.36`. */
export const binaryRelease = kubernetesVersion.split(".").slice(0, 2).join(".");

export interface Releases {
  /** Whose API is served: `1.36`. */
  readonly emulated: string;
  /** The oldest that must be able to read what is stored. */
  readonly minCompatibility: string;
}

const ownReleases: Releases = { emulated: binaryRelease, minCompatibility: releaseBefore(binaryRelease, 1) };

export function versionInfo(packageVersion: string, releases: Releases = ownReleases): VersionInfo {
  const [major = "", minor = ""] = kubernetesVersion.split(".");
  const [emulationMajor = "", emulationMinor = ""] = releases.emulated.split(".");
  const [minCompatibilityMajor = "", minCompatibilityMinor = ""] = releases.minCompatibility.split(".");
  return {
    major,
    minor,
    emulationMajor,
    emulationMinor,
    minCompatibilityMajor,
    minCompatibilityMinor,
    gitVersion: `v${kubernetesVersion}+apiserver.${packageVersion}`,
    gitCommit: "",
    gitTreeState: "",
    // No build stamps the code: the same sources are the same program.
    buildDate: "1970-01-01T00:00:00Z",
    // The field is Kubernetes' own; a client only prints it.
    goVersion: `node${process.versions.node}`,
    compiler: "v8",
    platform: `${process.platform}/${architectures[process.arch] ?? process.arch}`,
  };
}
