/** What data cannot say about this kind. */
import type { Secret } from "../../../src/generated/core/v1/types.js";
import { immutableField } from "../../../src/meta/field-error.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { sealedErrors } from "../../_shared/sealed.js";
import { setDefaults } from "./defaults.js";
import { cells } from "./printer.js";
import { tlsWarnings } from "./tls-warnings.js";

export const hooks: KindHooks<Secret> = {
  warningsOnCreate: tlsWarnings,
  warningsOnUpdate: tlsWarnings,
  cells,
  setDefaults,
  validateUpdate: (next, previous) => [
    ...(next.type === previous.type ? [] : [immutableField("type", next.type ?? "")]),
    ...sealedErrors(next, previous, ["data"]),
  ],
};
