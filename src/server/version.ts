/**
 * What `/version` answers: Kubernetes' shape and numbers, so that clients' skew checks work, with this program's own
 * version as build metadata, which semantic version parsers (kubectl's and client-go's too) skip when comparing.
 */
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

export function versionInfo(packageVersion: string): VersionInfo {
  const [major = "", minor = ""] = kubernetesVersion.split(".");
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
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
