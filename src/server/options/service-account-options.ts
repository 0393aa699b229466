/** The flags of service accounts' tokens, checked; with kube-apiserver's texts where it would refuse them too. Touches no file. */
import { join } from "node:path";
import { urlFault } from "../../util/go-url.js";
import type { FlagValues } from "../flags/parse.js";

export interface ServiceAccountOptions {
  /** The first signs; tokens of all are accepted. */
  readonly issuers: readonly string[];
  /** What this server's tokens are good for. */
  readonly audiences: readonly string[];
  /** Absent: the server's own key. */
  readonly signingKeyFile?: string;
  readonly keyFiles: readonly string[];
  /** Where the server keeps a key of its own when none is given. */
  readonly ownKeyFile: string;
  /** 0: no limit. */
  readonly maxSeconds: number;
  readonly extendExpiration: boolean;
  /** Tokens kept in secrets are good only while their secret and account are there. */
  readonly lookup: boolean;
  /** Absent: this server's own path. */
  readonly jwksUri?: string;
}

const hourMs = 3600 * 1000;
const longestMs = 2 ** 32 * 1000;

export function serviceAccountsFrom(flags: FlagValues, certDir: string, problems: string[]): ServiceAccountOptions {
  const issuers = flags.list("service-account-issuer");
  const audiences = flags.list("api-audiences");
  const signingKeyFile = flags.string("service-account-signing-key-file");
  const keyFiles = flags.list("service-account-key-file");
  const maxMs = flags.durationMs("service-account-max-token-expiration");
  const jwksUri = flags.string("service-account-jwks-uri");
  problems.push(...issuerProblems(issuers));
  if (keyFiles.length > 0 && signingKeyFile === "") {
    problems.push(
      "--service-account-signing-key-file and --service-account-key-file go together: give both, or the first only",
    );
  }
  if (maxMs !== 0 && (maxMs < hourMs || maxMs > longestMs)) {
    problems.push("the service-account-max-token-expiration must be between 1 hour and 2^32 seconds");
  }
  const jwksFault = urlFault(jwksUri);
  if (jwksFault !== undefined) problems.push(`service-account-jwks-uri must be a valid URL: ${jwksFault}`);
  else if (jwksUri !== "" && !/^https:/i.test(jwksUri)) {
    problems.push(`service-account-jwks-uri requires https scheme, parsed as: ${jwksUri}`);
  }
  return {
    issuers,
    audiences: audiences.length > 0 ? audiences : issuers,
    ...(signingKeyFile === "" ? {} : { signingKeyFile }),
    keyFiles,
    ownKeyFile: join(certDir, "sa.key"),
    maxSeconds: maxMs / 1000,
    extendExpiration: flags.bool("service-account-extend-token-expiration"),
    lookup: flags.bool("service-account-lookup"),
    ...(jwksUri === "" ? {} : { jwksUri }),
  };
}

function issuerProblems(issuers: readonly string[]): readonly string[] {
  return issuers.flatMap((issuer, at) => {
    if (issuer === "") return ["service-account-issuer should not be an empty string"];
    if (issuers.indexOf(issuer) < at) return [`service-account-issuer ${JSON.stringify(issuer)} is already specified`];
    const fault = issuer.includes(":") ? urlFault(issuer) : undefined;
    if (fault === undefined) return [];
    return [`service-account-issuer ${JSON.stringify(issuer)} contained a ':' but was not a valid URL: ${fault}`];
  });
}

/** An issuer whose documents clients can find; kube-apiserver serves those of no other. */
export function isHttps(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === "https:";
}
