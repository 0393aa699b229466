/** Notes on a secret the day its token was used last. Loaded with the first such token: few clusters have one left. */
import type { LegacyAccount } from "../auth/service-account/legacy-claims.js";
import { lastUsedLabel } from "../auth/service-account/legacy-tokens.js";
import type { StorageOf } from "../registry/rest-storage.js";
import { updateObject } from "../registry/write/update.js";
import { ownWrite } from "./own-writes.js";

/** Rejects with StatusError. */
export async function noteLegacyUse(
  storageOf: StorageOf,
  { namespace, secret: name }: LegacyAccount,
  date: string,
): Promise<void> {
  const secrets = storageOf("", "secrets");
  if (secrets === undefined) return;
  await updateObject(await ownWrite(secrets, { namespace, owned: true }), {
    name,
    subresource: "",
    fromCurrent: true,
    next: ({ copy }) => {
      const secret = copy();
      secret.metadata.labels = { ...secret.metadata.labels, [lastUsedLabel]: date };
      return secret;
    },
  });
}
