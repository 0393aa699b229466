/** Flags of authentication, authorization and admission. Which of them have an effect here is another question (`flags/access.ts`). */
import { urlFault } from "../../../util/go-url.js";
import type { FlagValues } from "../../flags/parse.js";
import { type Check, givenAmong, quotedList, when } from "./check.js";

export const accessChecks: readonly Check[] = [
  { of: ["oidc-", "authentication-config"], problems: openIdProblems },
  { of: ["requestheader-"], problems: requestHeaderProblems },
  { of: ["service-account-"], problems: signingProblems },
  { of: ["authorization-"], problems: authorizationProblems },
  {
    of: ["admission-control", "enable-admission-plugins", "disable-admission-plugins"],
    problems: admissionProblems,
  },
];

function openIdProblems(flags: FlagValues): readonly string[] {
  const given = givenAmong(flags, ["oidc-"]);
  if (given.length === 0) return [];
  if (flags.string("authentication-config") !== "") {
    return ["authentication-config file and oidc-* flags are mutually exclusive"];
  }
  const claims = flags.isSet("oidc-required-claim") ? flags.list("oidc-required-claim") : [];
  const malformed = claims.find((claim) => !claim.includes("="));
  if (malformed !== undefined) {
    const flag = '"--oidc-required-claim" flag';
    return [`invalid argument ${JSON.stringify(malformed)} for ${flag}: malformed pair, expect string=string`];
  }
  const issuer = flags.string("oidc-issuer-url");
  if (issuer === "" || flags.string("oidc-client-id") === "") {
    return ["oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set"];
  }
  return [...issuerProblems(flags, issuer), ...signingAlgorithmProblems(flags)];
}

function issuerProblems(flags: FlagValues, issuer: string): readonly string[] {
  const invalid = `Invalid value: ${JSON.stringify(issuer)}`;
  if (flags.list("service-account-issuer").includes(issuer)) {
    const own = flags.list("service-account-issuer").join(" ");
    return [`issuer.url: ${invalid}: URL must not overlap with disallowed issuers: [${own}]`];
  }
  const fault = issuerUrlFault(issuer);
  return [
    ...when(fault !== undefined, `invalid authentication configuration: jwt[0].issuer.url: ${invalid}: ${fault}`),
    ...when(
      flags.string("oidc-username-claim") === "",
      "invalid authentication configuration: jwt[0].claimMappings.username: Required value: claim or expression is required",
    ),
  ];
}

function issuerUrlFault(issuer: string): string | undefined {
  const parsed = urlFault(issuer);
  if (parsed !== undefined) return parsed;
  if (!/^https:/i.test(issuer)) return "URL scheme must be https";
  if (/^[^?#]*\/\/[^/?#]*@/.test(issuer)) return "URL must not contain a username or password";
  if (/^[^#]*\?./s.test(issuer)) return "URL must not contain a query";
  return /#./s.test(issuer) ? "URL must not contain a fragment" : undefined;
}

const signingAlgorithms: ReadonlySet<string> = new Set(
  ["RS", "ES", "PS"].flatMap((family) => ["256", "384", "512"].map((bits) => family + bits)),
);

function signingAlgorithmProblems(flags: FlagValues): readonly string[] {
  const unknown = flags.list("oidc-signing-algs").find((name) => !signingAlgorithms.has(name));
  return unknown === undefined ? [] : [`oidc: unsupported signing alg: ${JSON.stringify(unknown)}`];
}

const headerLists = ["username-headers", "group-headers", "uid-headers", "extra-headers-prefix"];

function requestHeaderProblems(flags: FlagValues): readonly string[] {
  const uidHeaders = flags.list("requestheader-uid-headers");
  const lacksStandard = uidHeaders.length > 0 && !uidHeaders.some((one) => one.toLowerCase() === "x-remote-uid");
  return [
    ...headerLists
      .map((name) => `requestheader-${name}`)
      .filter((name) => flags.list(name).some((item) => item.trim() === ""))
      .map((name) => `empty value in ${JSON.stringify(name)}`),
    ...when(
      lacksStandard,
      "--requestheader-uid-headers is set without specifying the standard X-Remote-Uid header - API aggregation will not work",
    ),
  ];
}

function signingProblems(flags: FlagValues): readonly string[] {
  const both =
    flags.string("service-account-signing-endpoint") !== "" && flags.string("service-account-signing-key-file") !== "";
  const names = "service-account-signing-key-file and service-account-signing-endpoint";
  return when(both, `${names} are mutually exclusive and cannot be set at the same time`);
}

export const authorizationModes: ReadonlySet<string> = new Set([
  "ABAC",
  "AlwaysAllow",
  "AlwaysDeny",
  "Node",
  "RBAC",
  "Webhook",
]);

function authorizationProblems(flags: FlagValues): readonly string[] {
  const policyFile = flags.string("authorization-policy-file");
  const webhookFile = flags.string("authorization-webhook-config-file");
  if (flags.string("authorization-config") !== "") {
    const others = givenAmong(flags, ["authorization-mode", "authorization-webhook-"]);
    const why = "can not be specified when --authorization-mode or --authorization-webhook-* flags are defined";
    return when(others.length > 0, `--authorization-config ${why}`);
  }
  const modes = flags.isSet("authorization-mode") ? flags.list("authorization-mode") : [];
  const has = (mode: string): boolean => modes.includes(mode);
  return [
    ...modes.filter((mode) => !authorizationModes.has(mode)).map(unknownMode),
    ...when(has("ABAC") && policyFile === "", "authorization-mode ABAC's authorization policy file not passed"),
    ...when(has("Webhook") && webhookFile === "", "authorization-mode Webhook's authorization config file not passed"),
    ...when(!has("ABAC") && policyFile !== "", "cannot specify --authorization-policy-file without mode ABAC"),
    ...when(
      !has("Webhook") && webhookFile !== "",
      "cannot specify --authorization-webhook-config-file without mode Webhook",
    ),
    ...when(
      new Set(modes).size < modes.length,
      `authorization-mode ${quotedList(modes, " ")} has mode specified more than once`,
    ),
  ];
}

function unknownMode(mode: string): string {
  return `authorization-mode ${JSON.stringify(mode)} is not a valid mode`;
}

/** As kube-apiserver 1.36 has them. */
const admissionPlugins: ReadonlySet<string> = new Set(
  `AlwaysAdmit AlwaysDeny AlwaysPullImages CertificateApproval CertificateSigning CertificateSubjectRestriction
  ClusterTrustBundleAttest DefaultIngressClass DefaultStorageClass DefaultTolerationSeconds DenyServiceExternalIPs
  EventRateLimit ExtendedResourceToleration ImagePolicyWebhook JobValidation LimitPodHardAntiAffinityTopology
  LimitRanger MutatingAdmissionPolicy MutatingAdmissionWebhook NamespaceAutoProvision NamespaceExists
  NamespaceLifecycle NodeDeclaredFeatureValidator NodeRestriction OwnerReferencesPermissionEnforcement
  PersistentVolumeClaimResize PodGroupProtection PodGroupWorkloadExists PodNodeSelector PodResizeValidator PodSecurity
  PodTolerationRestriction PodTopologyLabels Priority ResourceQuota RuntimeClass ServiceAccount
  StorageObjectInUseProtection TaintNodesByCondition ValidatingAdmissionPolicy ValidatingAdmissionWebhook`.split(/\s+/),
);

function admissionProblems(flags: FlagValues): readonly string[] {
  const enabled = flags.list("enable-admission-plugins");
  const disabled = flags.list("disable-admission-plugins");
  if (flags.isSet("admission-control")) {
    return [
      ...when(
        enabled.length + disabled.length > 0,
        "admission-control and enable-admission-plugins/disable-admission-plugins flags are mutually exclusive",
      ),
      ...unknownPlugins(flags, "admission-control"),
      ...unknownPlugins(flags, "enable-admission-plugins"),
      ...unknownPlugins(flags, "disable-admission-plugins"),
    ];
  }
  const both = disabled.filter((name) => enabled.includes(name));
  return [
    ...unknownPlugins(flags, "enable-admission-plugins"),
    ...unknownPlugins(flags, "disable-admission-plugins"),
    ...when(
      both.length > 0,
      `[${both.join(" ")}] in enable-admission-plugins and disable-admission-plugins overlapped`,
    ),
  ];
}

function unknownPlugins(flags: FlagValues, name: string): readonly string[] {
  const unknown = flags.list(name).filter((plugin) => !admissionPlugins.has(plugin));
  return unknown.map((plugin) => `${name} plugin ${JSON.stringify(plugin)} is unknown`);
}
