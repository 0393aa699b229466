/** A caller as reviews show it. */
import type { UserInfo } from "../../src/generated/authentication.k8s.io/v1/types.js";
import type { Caller } from "../../src/registry/resource-definition.js";

/** What is empty is left out. */
export function userInfo({ name, uid, groups, extra }: Caller): UserInfo {
  const info: UserInfo = {};
  if (name !== "") info.username = name;
  if (uid !== "") info.uid = uid;
  if (groups.length > 0) info.groups = [...groups];
  const entries = Object.entries(extra);
  if (entries.length > 0) info.extra = Object.fromEntries(entries.map(([key, values]) => [key, [...values]]));
  return info;
}
