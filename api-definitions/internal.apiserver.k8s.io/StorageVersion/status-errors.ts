/** What servers may say in a StorageVersion's status; rules and words are kube-apiserver's recorded answers. */
import type {
  ServerStorageVersion,
  StorageVersion,
  StorageVersionCondition,
} from "../../../src/generated/internal.apiserver.k8s.io/v1alpha1/types.js";
import { type FieldError, invalidValue, required } from "../../../src/meta/field-error.js";
import { dns1035Label, dns1123Subdomain, qualifiedName } from "../../../src/meta/formats.js";

export function statusErrors({ status }: StorageVersion): readonly FieldError[] {
  const servers = status?.storageVersions ?? [];
  return [
    ...servers.flatMap((server, index) => serverErrors(server, index, servers)),
    ...commonVersionErrors(servers, status?.commonEncodingVersion),
    ...conditionErrors(status?.conditions ?? []),
  ];
}

function serverErrors(
  server: ServerStorageVersion,
  index: number,
  servers: readonly ServerStorageVersion[],
): readonly FieldError[] {
  const { apiServerID = "", encodingVersion = "", decodableVersions, servedVersions } = server;
  const at = `status.storageVersions[${index}]`;
  const decodable = decodableVersions ?? [];
  const id = `${at}.apiServerID`;
  const repeated = servers.findIndex((one) => (one.apiServerID ?? "") === apiServerID) < index;
  const errors: FieldError[] = repeated
    ? [{ type: "FieldValueDuplicate", field: id, value: apiServerID, detail: "", rule: "duplicate" }]
    : dns1123Subdomain(apiServerID).map((why) => wrong(id, apiServerID, why));
  errors.push(...versionErrors(`${at}.encodingVersion`, encodingVersion));
  for (const [n, version] of decodable.entries()) {
    errors.push(...versionErrors(`${at}.decodableVersions[${n}]`, version));
  }
  if (!decodable.includes(encodingVersion)) {
    const why = `decodableVersions must include encodingVersion ${encodingVersion}`;
    errors.push(wrong(`${at}.decodableVersions`, decodable, why));
  }
  for (const [n, version] of (servedVersions ?? []).entries()) {
    const field = `${at}.servedVersions[${n}]`;
    errors.push(...versionErrors(field, version));
    if (decodable.includes(version)) continue;
    const list = `[${decodable.join(" ")}]`;
    const why = `individual served version : ${version} must be included in decodableVersions : ${list}`;
    errors.push(wrong(field, version, why));
  }
  return errors;
}

/** `v1` or `apps/v1`. */
function versionErrors(field: string, text: string): readonly FieldError[] {
  const parts = text.split("/");
  if (parts.length > 2) {
    const [label = ""] = dns1035Label("");
    const kind = label.replace("a DNS-1035 label must", "an apiVersion is a DNS-1035 label, which must");
    return [wrong(field, text, `${kind} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyVersion')`)];
  }
  const version = parts.at(-1) ?? "";
  const group = parts.length === 2 ? parts[0] : undefined;
  return [
    ...(group === undefined ? [] : partErrors("group part", group, dns1123Subdomain)),
    ...partErrors("version part", version, dns1035Label),
  ].map((why) => wrong(field, text, why));
}

function partErrors(part: string, text: string, check: (text: string) => readonly string[]): readonly string[] {
  return text === "" ? [`${part}: must be non-empty`] : check(text).map((why) => `${part}: ${why}`);
}

function commonVersionErrors(
  servers: readonly ServerStorageVersion[],
  common: string | undefined,
): readonly FieldError[] {
  const field = "status.commonEncodingVersion";
  const [first, ...others] = servers.map(({ encodingVersion = "" }) => encodingVersion);
  const agreed = others.every((one) => one === first) ? first : undefined;
  if (agreed === common) return [];
  if (agreed === undefined) {
    const nobody = "or if there is no server reporting the supported versions yet";
    return [wrong(field, common, `should be nil if servers do not agree on the same encoding version, ${nobody}`)];
  }
  const why = common === undefined ? "the common encoding version is" : "the actual common encoding version is";
  return [wrong(field, common ?? null, `${why} ${agreed}`)];
}

function conditionErrors(conditions: readonly StorageVersionCondition[]): readonly FieldError[] {
  return conditions.flatMap(({ type = "", status = "", reason = "" }, index) => {
    // kube-apiserver leaves `conditions` out of these paths
    const at = `status[${index}]`;
    const first = conditions.findIndex((one) => one.type === type);
    const why = `the type of the condition is not unique, it also appears in conditions[${first}]`;
    return [
      ...(first < index ? [wrong(`${at}.type`, type, why)] : []),
      ...qualifiedName(type).map((text) => wrong(`${at}.type`, type, text)),
      ...qualifiedName(status).map((text) => wrong(`${at}.status`, status, text)),
      ...(reason === "" ? [required(`${at}.reason`)] : []),
    ];
  });
}

function wrong(field: string, value: unknown, why: string): FieldError {
  return invalidValue(field, value, why, "storageVersion");
}
