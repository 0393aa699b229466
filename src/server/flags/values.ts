/**
 * Checks and reads flag values the way kube-apiserver's flag types do, with its complaints: a complaint is a string, undefined is fine.
 */
import { isIP } from "node:net";
import { parseQuantity } from "../../meta/quantity.js";
import { CsvError, readCsv } from "../../util/csv.js";
import { durationFault } from "../../util/durations.js";
import { boolFault, floatFault, integerFault, smallIntegerFault, unsignedFault } from "../../util/go-number.js";
import { kubernetesVersion } from "../version.js";
import type { FlagType } from "./types.js";

/** Comma list; an item may be quoted with `"` to hold commas. Throws `CsvError`. */
export function splitList(text: string): readonly string[] {
  return readCsv(text)[0]?.fields ?? [];
}

export function complaintAbout(type: FlagType, text: string): string | undefined {
  return complaints[type]?.(text);
}

const complaints: Readonly<Partial<Record<FlagType, (text: string) => string | undefined>>> = {
  bool: boolFault,
  int: (text) => integerFault(text, 64),
  Level: (text) => unsignedFault(text, 32),
  float: (text) => floatFault(text, 64),
  float32: (text) => floatFault(text, 32),
  duration: durationFault,
  ip: ipFault,
  strings: listFault,
  stringToString: pairFault,
  portRange: portRangeFault,
  int32Slice: (text) => firstFault(text.split(","), (item) => integerFault(item, 32)),
  quantity: quantityFault,
  namedCertKey: certKeyFault,
  "pattern=N,...": (text) => firstFault(text.split(","), patternFault),
  "version[=true]": versionFault,
};

function firstFault(items: readonly string[], fault: (item: string) => string | undefined): string | undefined {
  for (const item of items) {
    const found = fault(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ipFault(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === "" || (isIP(trimmed) !== 0 && !trimmed.includes("%"))) return undefined;
  return `failed to parse IP: ${JSON.stringify(text)}`;
}

function listFault(text: string): string | undefined {
  try {
    readCsv(text);
    return undefined;
  } catch (error) {
    if (error instanceof CsvError) return error.message;
    throw error;
  }
}

/** One pair is taken as it stands, commas and all. */
export function splitPairs(text: string): readonly string[] {
  return text.split("=").length > 2 ? splitList(text) : [text.replaceAll(/^"+|"+$/g, "")];
}

function pairFault(text: string): string | undefined {
  if (!text.includes("=")) return `${text} must be formatted as key=value`;
  return listFault(text.split("=").length > 2 ? text : "") ?? firstFault(splitPairs(text), pairOfListFault);
}

function pairOfListFault(item: string): string | undefined {
  return item.includes("=") ? undefined : `${item} must be formatted as key=value`;
}

/** `30000-32767`, `30000+100` or one port. */
function portRangeFault(text: string): string | undefined {
  const value = text.trim();
  if (value === "") return undefined;
  const isOffset = !value.includes("-") && value.includes("+");
  const at = value.indexOf(isOffset ? "+" : "-");
  const [low, high] = at === -1 ? [value, value] : [value.slice(0, at), value.slice(at + 1)];
  const fault = smallIntegerFault(low) ?? smallIntegerFault(high);
  if (fault !== undefined) return fault;
  const end = isOffset ? Number(low) + Number(high) : Number(high);
  if (Number(low) > 65535 || end > 65535) return `the port range cannot be greater than 65535: ${value}`;
  return end < Number(low) ? `end port cannot be less than start port: ${value}` : undefined;
}

function quantityFault(text: string): string | undefined {
  const parsed = parseQuantity(text);
  return parsed.ok ? undefined : parsed.error;
}

function certKeyFault(text: string): string | undefined {
  const colon = text.indexOf(":");
  if (colon !== -1 && text.slice(colon + 1).trim() === "") return "empty names list is not allowed";
  const files = colon === -1 ? text : text.slice(0, colon);
  return files.split(",").length === 2 ? undefined : "expected comma separated certificate and key file paths";
}

function patternFault(item: string): string | undefined {
  if (item === "") return undefined;
  const [pattern, level, ...more] = item.split("=");
  const quoted = JSON.stringify(item);
  if (!pattern || !level || more.length > 0) return `${quoted} does not have the pattern=N format`;
  const fault = unsignedFault(level, 32);
  return fault === undefined ? undefined : `parsing verbosity in ${quoted}: ${fault}`;
}

function versionFault(text: string): string | undefined {
  if (text === "raw" || !text.startsWith("v")) return text === "raw" ? undefined : boolFault(text);
  const release = /^v(\d+\.\d+\.\d+)(?=[-+]|$)/.exec(text)?.[1];
  if (release === undefined) return `illegal version string ${JSON.stringify(text)}`;
  if (release === kubernetesVersion) return undefined;
  const own = `default version "v${kubernetesVersion}"`;
  return `version ${JSON.stringify(text)} must match major/minor/patch of ${own}`;
}
