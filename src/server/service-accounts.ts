/** What lets service accounts in: keys, issuer and authenticator, made from the options. */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type AccountAuthenticator, createAccountAuthenticator } from "../auth/service-account/authenticator.js";
import { createTokenIssuer } from "../auth/service-account/issuer.js";
import { givenKeys, type KeyRing, ownKey } from "../auth/service-account/key-ring.js";
import { KeyTextError, parseSigningKey, parseVerifyingKeys } from "../auth/service-account/keys.js";
import type { LegacyOptions } from "../auth/service-account/legacy-tokens.js";
import { TokenUses } from "../auth/service-account/token-uses.js";
import type { TokenIssuer } from "../registry/resource-definition.js";
import type { StorageOf } from "../registry/rest-storage.js";
import type { Clock } from "../util/clock.js";
import type { ServiceAccountOptions } from "./options/service-account-options.js";
import { fileError, StartError } from "./start/start-error.js";

export interface ServiceAccounts {
  readonly issuer: TokenIssuer;
  readonly keys: KeyRing;
  readonly authenticator: (storageOf: StorageOf, noteUse: LegacyOptions["noteUse"]) => AccountAuthenticator;
  readonly uses: TokenUses;
}

/** Clients of old read their pod's token once; kubelets ask for a little more than an hour so that it can be told. */
const extendedSeconds = 365 * 24 * 60 * 60;

/** Throws `StartError`. */
export async function prepareServiceAccounts(options: ServiceAccountOptions, clock: Clock): Promise<ServiceAccounts> {
  const { issuers, audiences, maxSeconds, extendExpiration, lookup } = options;
  const keys = await keysOf(options, clock);
  const uses = new TokenUses();
  const limits = { maxSeconds, extendedSeconds: extendExpiration ? extendedSeconds : 0 };
  return {
    issuer: createTokenIssuer({ issuer: issuers[0] ?? "", audiences, limits, keys, newId: randomUUID }),
    keys,
    authenticator: (storageOf, noteUse) => {
      const legacy = { lookup, noteUse };
      return createAccountAuthenticator({
        issuers,
        keys,
        storageOf,
        now: () => clock.nowMs(),
        uses,
        audiences,
        legacy,
      });
    },
    uses,
  };
}

async function keysOf({ signingKeyFile, keyFiles, ownKeyFile }: ServiceAccountOptions, clock: Clock): Promise<KeyRing> {
  if (signingKeyFile === undefined) return ownKey(ownKeyFile, () => clock.nowMs());
  const signing = await readKeys(signingKeyFile, "--service-account-signing-key-file", parseSigningKey);
  const others = keyFiles.map((file) => readKeys(file, "--service-account-key-file", parseVerifyingKeys));
  return givenKeys(signing, (await Promise.all(others)).flat());
}

async function readKeys<T>(path: string, flag: string, parse: (pem: string) => T): Promise<T> {
  const pem = await readFile(path, "utf8").catch((error: unknown) => {
    throw fileError(path, flag, error);
  });
  try {
    return parse(pem);
  } catch (error) {
    if (!(error instanceof KeyTextError)) throw error;
    throw new StartError(`${path} (${flag}): ${error.message}`, { cause: error });
  }
}
