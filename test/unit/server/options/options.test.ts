/** From flags to options: defaults, what is refused, what is warned about. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FlagError } from "../../../../src/server/flags/parse.js";
import { flagTable } from "../../../../src/server/flags/table.js";
import { parseServeArguments, type ServerOptions } from "../../../../src/server/options/options.js";

function options(...argv: string[]): ServerOptions {
  const request = parseServeArguments(argv);
  assert.equal(request.kind, "serve");
  return (request as { options: ServerOptions }).options;
}

function problems(...argv: string[]): string {
  try {
    parseServeArguments(argv);
  } catch (error) {
    if (error instanceof FlagError) return error.message;
    throw error;
  }
  return "";
}

test("without flags the server is on loopback, in ./.apiserver, and durable", () => {
  const made = options();
  assert.deepEqual(
    [made.serving.address, made.serving.port, made.serving.insecurePort, made.dataDir, made.storeSync],
    ["127.0.0.1", 6443, 0, "./.apiserver", "always"],
  );
  assert.deepEqual(made.warnings, []);
});

test("folders that are not named lie in the data folder", () => {
  const made = options("--data-dir=/d");
  assert.deepEqual(
    [made.serving.certDir, made.access.adminTokenFile, made.access.kubeconfigOut],
    ["/d/pki", "/d/admin.token", "/d/kubeconfig"],
  );
});

test("every refused flag is refused with its reason when it asks for something", () => {
  const values: Readonly<Record<string, string>> = {
    bool: "=true",
    int: "=77",
    duration: "=77s",
    int32Slice: "=77",
    namedCertKey: "=a,b",
  };
  for (const flag of flagTable) {
    if (flag.support.kind !== "refused") continue;
    const value = flag.name === "watch-cache" ? "=false" : (values[flag.type] ?? "=something");
    // Flags of one feature that need each other are told so as well.
    assert.ok(problems(`--${flag.name}${value}`).includes(flag.support.why), flag.name);
  }
});

test("a refused flag set to what the server does anyway is accepted", () => {
  for (const harmless of [
    "--watch-cache=true",
    "--etcd-prefix=/registry",
    "--storage-media-type=application/json",
    "--tls-min-version=VersionTLS12",
    "--enable-bootstrap-token-auth=false",
    "--client-ca-file=",
  ]) {
    assert.equal(problems(harmless), "", harmless);
  }
});

test("kube-apiserver's default storage encoding is refused, since this server does not have it", () => {
  assert.match(problems("--storage-media-type=application/vnd.kubernetes.protobuf"), /stored as JSON/);
});

test("every ignored flag that is given leaves a warning with its reason", () => {
  assert.deepEqual(options("--profiling=false", "--endpoint-reconciler-type=none").warnings, [
    "--profiling has no effect: there are no profiling paths",
    "--endpoint-reconciler-type has no effect: no endpoints are published for the kubernetes service yet",
  ]);
});

test("service accounts have kube-apiserver's defaults, and an issuer without being asked", () => {
  const { serviceAccounts } = options();
  const issuer = "https://kubernetes.default.svc";
  assert.deepEqual(serviceAccounts.issuers, [issuer]);
  assert.deepEqual(serviceAccounts.audiences, [issuer]);
  assert.equal(serviceAccounts.maxSeconds, 0);
  assert.equal(serviceAccounts.extendExpiration, true);
  assert.deepEqual(options("--service-account-issuer=a", "--api-audiences=x,y").serviceAccounts.audiences, ["x", "y"]);
});

test("an authorization mode other than AlwaysAllow is refused", () => {
  assert.equal(problems("--authorization-mode=AlwaysAllow"), "");
  assert.match(problems("--authorization-mode=Node,RBAC"), /Node,RBAC is not there yet/);
});

test("anonymous requests stay refused under AlwaysAllow, and asking for them warns", () => {
  assert.match(options("--anonymous-auth=true").warnings[0] ?? "", /not allowed with AlwaysAllow/);
  assert.equal(options().access.openHealthPaths, true);
  assert.equal(options("--anonymous-auth=false").access.openHealthPaths, false);
});

for (const [argv, expected] of [
  [["--secure-port=70000"], /^--secure-port 70000 must be between 1 and 65535/],
  [["--insecure-port=-1"], /^--insecure-port -1 must be between 1 and 65535/],
  [["--tls-cert-file=a"], /give both or neither/],
  [["--store-sync=never"], /none of always, batched/],
  [["--transport=tcp"], /none of auto, uws, node/],
  [["--log-format=xml"], /none of text, json/],
  [["--external-hostname=a b"], /--external-hostname: "a b" is neither a host name nor an IP address/],
  [["--external-hostname=https://a"], /is neither a host name nor/],
  [["--log-level=loud"], /none of error, warn/],
  [["--runtime-config=apps=true"], /--runtime-config: runtime-config invalid key apps/],
  [["--runtime-config=apps/v1=perhaps"], /--runtime-config: invalid value of apps\/v1: perhaps/],
  [["--emulated-version=1.2"], /--emulated-version: emulation version 1.2 is not between/],
  [["--storage-version=autoscaling"], /--storage-version: "autoscaling" is not group\/version/],
  [["--token-auth-file=t", "--kubeconfig-out=k"], /give one of the two/],
  // kube-apiserver's own words.
  [["--service-account-issuer="], /^service-account-issuer should not be an empty string$/],
  [
    ["--service-account-issuer=https://a", "--service-account-issuer=https://a"],
    /^service-account-issuer "https:\/\/a" is already specified$/,
  ],
  [["--service-account-issuer=:a"], /contained a ':' but was not a valid URL/],
  [["--service-account-max-token-expiration=5m"], /must be between 1 hour and 2\^32 seconds$/],
  [["--service-account-jwks-uri=http://x"], /^service-account-jwks-uri requires https scheme, parsed as: http:\/\/x$/],
  [["--service-account-key-file=k"], /go together/],
] as const) {
  test(`${argv.join(" ")} is refused`, () => assert.match(problems(...argv), expected));
}

test("log detail is a number in kube-apiserver's way or a level in ours, which wins", () => {
  const levels = [["--v=0"], ["--v=4"], ["-v6"], ["--v=6", "--log-level=error"]].map(
    (argv) => options(...argv).log.level,
  );
  assert.deepEqual(levels, ["info", "debug", "trace", "error"]);
  assert.equal(options("--logging-format=json").log.format, "json");
});

test("help and version win over other flags", () => {
  assert.equal(parseServeArguments(["--help"]).kind, "help");
  assert.equal(parseServeArguments(["-h", "--secure-port=1"]).kind, "help");
  assert.equal(parseServeArguments(["--version"]).kind, "version");
});
