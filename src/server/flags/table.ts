/**
 * Every flag `apiserver serve` takes: the 172 that kube-apiserver 1.36 shows, those it hides, and a few of its own.
 */
import { accessFlags } from "./access.js";
import { auditingFlags } from "./auditing.js";
import { genericFlags } from "./generic.js";
import { miscFlags } from "./misc.js";
import { ownFlags } from "./own.js";
import { servingFlags } from "./serving.js";
import { storageFlags } from "./storage.js";
import type { FlagSpec } from "./types.js";

export const flagTable: readonly FlagSpec[] = [
  ...ownFlags,
  ...servingFlags,
  ...accessFlags,
  ...genericFlags,
  ...storageFlags,
  ...miscFlags,
  ...auditingFlags,
];
