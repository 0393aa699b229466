/**
 * What a scene about tokens works with: a server started with `sceneFlags`, the keys it knows, and a notebook of what it answered, with
 * everything that is new in each run written in the same way. The same bench stands in front of a real kube-apiserver when answers are
 * recorded.
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ask } from "../../oracle/client.js";

/** `one` signs; `two` is known; `stranger` is not. */
export type KeyName = "one" | "two" | "stranger";
export type Keys = Readonly<Record<KeyName, string>>;

export const issuers = ["https://new.example", "https://old.example"] as const;

/** Makes the keys, as files too. */
export function makeKeys(folder: string): Keys {
  const rsa = (): string =>
    generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const keys = { one: rsa(), two: privateKey.export({ type: "sec1", format: "pem" }).toString(), stranger: rsa() };
  for (const [name, pem] of Object.entries(keys)) writeFileSync(join(folder, `${name}.key`), pem, { mode: 0o600 });
  return keys;
}

export function sceneFlags(folder: string): readonly string[] {
  return [
    ...issuers.map((issuer) => `--service-account-issuer=${issuer}`),
    `--service-account-signing-key-file=${join(folder, "one.key")}`,
    ...["one", "two"].map((name) => `--service-account-key-file=${join(folder, `${name}.key`)}`),
    "--api-audiences=api,other",
    "--service-account-max-token-expiration=2h",
  ];
}

export interface Note {
  readonly question: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface SignOptions {
  readonly key?: KeyName;
  /** Absent: the key's own. */
  readonly header?: Readonly<Record<string, unknown>>;
}

export interface TokenBench {
  readonly namespace: string;
  /** Asks and notes the answer; without a token as the administrator. */
  ask(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
  /** Asks without noting it. */
  quietly(method: string, path: string, body?: unknown): Promise<Answer>;
  whoAmI(token: string): Promise<Answer>;
  review(token: string, audiences?: readonly string[]): Promise<Answer>;
  /** A token of an account, the answer noted. */
  tokenOf(account: string, spec?: object): Promise<string>;
  sign(claims: object, options?: SignOptions): string;
  /** What was written is seen by the authenticators. */
  settle(): Promise<void>;
  readonly notes: readonly Note[];
}

const authentication = "/apis/authentication.k8s.io/v1";
const namespaced = (namespace: string): string => `/api/v1/namespaces/${namespace}`;

export interface BenchOptions {
  readonly ask: Ask;
  readonly keys: Keys;
  readonly namespace: string;
  readonly settle: () => Promise<void>;
}

export function tokenBench({ ask, keys, namespace, settle }: BenchOptions): TokenBench {
  const notes: Note[] = [];
  const uids = new Map<string, string>();
  const send = async (method: string, path: string, body?: unknown, token?: string) => {
    const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    if (method === "PATCH") headers["Content-Type"] = "application/merge-patch+json";
    return ask({ method, path, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  };
  const quietly = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const reply = await send(method, path, body);
    return { status: reply.status, body: JSON.parse(reply.body) as Answer["body"] };
  };
  const noted = async (method: string, path: string, body?: unknown, token?: string): Promise<Answer> => {
    const reply = await send(method, path, body, token);
    const parsed = JSON.parse(reply.body) as Answer["body"];
    const kept = ["content-type", "warning", "www-authenticate", "cache-control"].flatMap((name) => {
      const value = reply.headers[name];
      return value === undefined ? [] : [[name, plain(String(value), uids)] as const];
    });
    const text = plain(JSON.stringify(parsed), uids).replaceAll(namespace, "<namespace>");
    const question = `${method} ${path.replaceAll(namespace, "<namespace>")}`;
    notes.push({ question, status: reply.status, headers: Object.fromEntries(kept), body: JSON.parse(text) });
    return { status: reply.status, body: parsed };
  };
  return {
    namespace,
    notes,
    ask: noted,
    quietly,
    settle,
    whoAmI: (token) => noted("POST", `${authentication}/selfsubjectreviews`, {}, token),
    review: (token, audiences) =>
      noted("POST", `${authentication}/tokenreviews`, { spec: { token, ...(audiences ? { audiences } : {}) } }),
    tokenOf: async (account, spec = {}) => {
      const { body } = await noted("POST", `${namespaced(namespace)}/serviceaccounts/${account}/token`, { spec });
      return String((body["status"] as { readonly token?: string } | undefined)?.token);
    },
    sign: (claims, options = {}) => signed(claims, keys[options.key ?? "one"], options.header ?? {}),
  };
}

function signed(claims: object, pem: string, header: Readonly<Record<string, unknown>>): string {
  const key = createPrivateKey(pem);
  const isRsa = key.asymmetricKeyType === "rsa";
  const der = createPublicKey(key).export({ type: "spki", format: "der" });
  const kid = createHash("sha256").update(der).digest("base64url");
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const input = `${encode({ alg: isRsa ? "RS256" : "ES256", kid, ...header })}.${encode(claims)}`;
  const signature = sign("sha256", Buffer.from(input), isRsa ? key : { key, dsaEncoding: "ieee-p1363" });
  return `${input}.${signature.toString("base64url")}`;
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const jwt = /eyJ[\w-]+\.eyJ[\w-]+(\.[\w-]*)?/g;

/** Tokens as what they say, uids in the order they are met, no times. */
function plain(text: string, uids: Map<string, string>): string {
  return text
    .replaceAll(jwt, (token) => JSON.stringify(contentOf(token)).slice(1, -1).replaceAll('"', "'"))
    .replaceAll(/ZXlK[\w+/=]+/g, "<token in base64>")
    .replaceAll(uuid, (uid) => {
      if (!uids.has(uid)) uids.set(uid, `<uid ${uids.size + 1}>`);
      return uids.get(uid) as string;
    })
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "<time>")
    .replaceAll(/\d{4}-\d\d-\d\d/g, "<date>")
    .replaceAll(/"resourceVersion":"\d+"/g, '"resourceVersion":"<revision>"');
}

function contentOf(token: string): object {
  const [header = {}, claims = {}] = token
    .split(".", 2)
    .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
  const { kid: _, ...kept } = header as Record<string, unknown>;
  const { jti, iat, ...rest } = claims as Record<string, unknown>;
  const sinceIssue = (name: string, value: unknown): unknown =>
    ["exp", "nbf", "warnafter"].includes(name) && typeof value === "number"
      ? typeof iat === "number"
        ? value - iat
        : "<seconds>"
      : value;
  const relative = JSON.parse(JSON.stringify(rest, sinceIssue)) as object;
  return { ...kept, ...(typeof jti === "string" ? { jti: "<id>" } : {}), ...relative };
}
