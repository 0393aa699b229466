/**
 * Who gets in: the tokens of `--token-auth-file`, or the server's own admin token.
 */
import { readFile } from "node:fs/promises";
import { adminCaller, ensureAdminToken } from "../../auth/admin-token.js";
import type { Caller } from "../../auth/caller.js";
import { createLoopbackToken } from "../../auth/insecure-port.js";
import { type Authenticator, createRequestAuthenticator } from "../../auth/request-authenticator.js";
import { createTokenAuthenticator } from "../../auth/token-authenticator.js";
import { parseTokenFile, type TokenFile, TokenFileError } from "../../auth/token-file.js";
import type { AccessOptions } from "../options/options.js";
import { fileError, folderError, StartError } from "./start-error.js";

export interface Access {
  readonly authenticator: Authenticator;
  /** Absent with a token file: the server then knows no token that is its own to hand out. */
  readonly adminToken?: string;
  /** The administrator's, for the insecure port; made for this process, never shown. */
  readonly loopbackToken: string;
  /** To log once the server starts. */
  readonly warnings: readonly string[];
}

/** Throws `StartError`. */
export async function prepareAccess(options: AccessOptions): Promise<Access> {
  const { tokenFile, adminTokenFile, openHealthPaths } = options;
  const loopbackToken = createLoopbackToken();
  const authenticatorFor = (callers: Iterable<readonly [string, Caller]>): Authenticator => {
    const tokens = createTokenAuthenticator(new Map([...callers, [loopbackToken, adminCaller]]));
    return createRequestAuthenticator({ tokens, openHealthPaths });
  };
  if (tokenFile !== undefined) {
    const { callers, warnings } = await readTokens(tokenFile);
    return { authenticator: authenticatorFor(callers), loopbackToken, warnings };
  }
  const adminToken = await ensureAdminToken(adminTokenFile).catch((error: unknown) => {
    throw folderError(adminTokenFile, "--data-dir", error);
  });
  return { authenticator: authenticatorFor([[adminToken, adminCaller]]), adminToken, loopbackToken, warnings: [] };
}

async function readTokens(path: string): Promise<TokenFile> {
  const flag = "--token-auth-file";
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw fileError(path, flag, error);
  });
  try {
    return parseTokenFile(text, path);
  } catch (error) {
    if (!(error instanceof TokenFileError)) throw error;
    throw new StartError(`${path} (${flag}): ${error.message}`, { cause: error });
  }
}
