/**
 * `--emulated-version`, `--min-compatibility-version` and their companions: which release of Kubernetes the API is that of, and which
 * releases must be able to read what is stored. Rules and complaints are kube-apiserver's. Pure.
 */
import { compareReleases, releaseBefore } from "../../meta/release.js";
import type { FlagValues } from "../flags/parse.js";
import { binaryRelease, type Releases } from "../version.js";

export interface EffectiveVersions extends Releases {
  /** Versions that came after the emulated release are served where the same resource has a served beta or stable one. */
  readonly forwardCompatible: boolean;
  /** `--runtime-config` may name versions that came after the emulated release. */
  readonly runtimeConfigForwardCompatible: boolean;
}

/** The oldest release that can be emulated. */
const oldestRelease = releaseBefore(binaryRelease, 3);

/** Complaints go to `problems`. */
export function effectiveVersionsFrom(flags: FlagValues, problems: string[]): EffectiveVersions {
  const emulated = releaseFrom(flags, "emulated-version", problems) ?? binaryRelease;
  const asked = releaseFrom(flags, "min-compatibility-version", problems);
  const minCompatibility = asked ?? later(releaseBefore(emulated, 1), oldestRelease);
  if (!isBetween(emulated, oldestRelease, binaryRelease)) {
    const range = `[${oldestRelease}, ${binaryRelease}.0]`;
    problems.push(`--emulated-version: emulation version ${emulated} is not between ${range}`);
  } else if (!isBetween(minCompatibility, oldestRelease, emulated)) {
    const range = `[${oldestRelease}, ${emulated}]`;
    problems.push(
      `--min-compatibility-version: minCompatibilityVersion version ${minCompatibility} is not between ${range}`,
    );
  }
  for (const [flag, field] of forwardFlags) {
    if (!flags.bool(flag) || emulated !== binaryRelease) continue;
    const why = "cannot be set to true if the emulation version is the same as the binary version";
    problems.push(`--${flag}: ServerRunOptions.${field} ${why}`);
  }
  return {
    emulated,
    minCompatibility,
    forwardCompatible: flags.bool("emulation-forward-compatible"),
    runtimeConfigForwardCompatible: flags.bool("runtime-config-emulation-forward-compatible"),
  };
}

const forwardFlags = [
  ["emulation-forward-compatible", "EmulationForwardCompatible"],
  ["runtime-config-emulation-forward-compatible", "RuntimeConfigEmulationForwardCompatible"],
] as const;

/** Metrics hidden since one release ago can be shown; there are none here, but the value is checked. */
export function checkHiddenMetricsVersion(flags: FlagValues, problems: string[]): void {
  const value = flags.string("show-hidden-metrics-for-version");
  const previous = releaseBefore(binaryRelease, 1);
  if (value === "" || value === previous) return;
  const why = `must be omitted or have the value '${previous}'; only the previous minor version is allowed`;
  problems.push(
    `--show-hidden-metrics-for-version: metrics.showHiddenMetricsForVersion: ` +
      `Invalid value: ${JSON.stringify(value)}: ${why}`,
  );
}

/** Items are `1.35` or `kube=1.35`; kube is the only component there is. */
function releaseFrom(flags: FlagValues, name: string, problems: string[]): string | undefined {
  const items = flags.list(name).filter((item) => item !== "");
  const given = items.map((item) => (item.includes("=") ? item : `kube=${item}`));
  const complain = (problem: string): undefined => void problems.push(`--${name}: ${problem}`);
  const [first, second] = given;
  if (first === undefined) return undefined;
  const component = first.slice(0, first.indexOf("="));
  if (component !== "kube") return complain(`component not registered: ${component}`);
  if (second !== undefined) return complain(`duplicate version flag, ${first} and ${second}`);
  const text = first.slice(first.indexOf("=") + 1);
  const numbers = /^\s*v?(\d+(?:\.\d+)*)/.exec(text)?.[1]?.split(".");
  if (numbers === undefined) return complain(`could not parse ${JSON.stringify(text)} as version`);
  const [major = "", minor, patch = "0"] = numbers;
  if (minor === undefined) return complain(`illegal version string ${JSON.stringify(text)}`);
  if (Number(patch) !== 0) return complain(`patch version not allowed, got: ${first}`);
  return `${Number(major)}.${Number(minor)}`;
}

function later(a: string, b: string): string {
  return compareReleases(a, b) < 0 ? b : a;
}

function isBetween(release: string, from: string, to: string): boolean {
  return compareReleases(from, release) <= 0 && compareReleases(release, to) <= 0;
}
