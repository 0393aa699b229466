/** Serving in general, API versions and features. */
import { type FlagSpec, ignored, implemented, refused } from "./types.js";

export const genericFlags: readonly FlagSpec[] = [
  {
    name: "advertise-address",
    group: "Generic",
    type: "ip",
    support: ignored("no endpoints are published for the kubernetes service yet"),
  },
  { name: "cors-allowed-origins", group: "Generic", type: "strings", support: refused("CORS is not there yet") },
  {
    name: "emulated-version",
    group: "Generic",
    type: "strings",
    placeholder: "1.NN",
    support: implemented("release whose API is served, from 1.33 to 1.36: newer API versions are off"),
  },
  {
    name: "emulation-forward-compatible",
    group: "Generic",
    type: "bool",
    support: implemented(
      "also serve API versions newer than the emulated release, where the same resource has a served beta or stable one",
    ),
  },
  {
    name: "external-hostname",
    group: "Generic",
    type: "string",
    support: implemented("name clients use for this server: goes into the self-signed certificate and the kubeconfig"),
  },
  {
    name: "feature-gates",
    group: "Generic",
    type: "colonSeparatedMultimapStringString",
    placeholder: "gate=bool,...",
    support: implemented(
      "features on or off; APIServerIdentity, CBORServingAndStorage and StorageVersionAPI can be switched so far; and those that definitions name (group.yaml)",
    ),
  },
  { name: "goaway-chance", group: "Generic", type: "float", support: ignored("connections are not rebalanced") },
  {
    name: "livez-grace-period",
    group: "Generic",
    type: "duration",
    support: implemented(
      "time the start may take before /livez and /healthz count unfinished start-up steps as failures",
    ),
  },
  {
    name: "max-mutating-requests-inflight",
    group: "Generic",
    type: "int",
    default: "200",
    support: implemented("changing requests served at once; more get 429; 0 for no limit"),
  },
  {
    name: "max-requests-inflight",
    group: "Generic",
    type: "int",
    default: "400",
    support: implemented("reading requests served at once; more get 429; 0 for no limit"),
  },
  {
    name: "min-compatibility-version",
    group: "Generic",
    type: "strings",
    placeholder: "1.NN",
    support: implemented(
      "oldest release that must be able to read what is stored; default: the one before the emulated release",
    ),
  },
  {
    name: "min-request-timeout",
    group: "Generic",
    type: "int",
    default: "1800",
    support: implemented(
      "seconds a watch lasts at least when it names no timeout; the real time is up to twice as long",
    ),
  },
  {
    name: "request-timeout",
    group: "Generic",
    type: "duration",
    default: "1m0s",
    support: implemented("time a request may take, watches aside"),
  },
  {
    name: "runtime-config-emulation-forward-compatible",
    group: "Generic",
    type: "bool",
    support: implemented("--runtime-config may turn on API versions newer than the emulated release"),
  },
  {
    name: "shutdown-delay-duration",
    group: "Generic",
    type: "duration",
    support: implemented("time to go on serving after a stop signal, with /readyz failing"),
  },
  {
    name: "shutdown-send-retry-after",
    group: "Generic",
    type: "bool",
    support: implemented("while draining, keep listening and answer new requests with 429 and Retry-After"),
  },
  {
    name: "shutdown-watch-termination-grace-period",
    group: "Generic",
    type: "duration",
    support: implemented("time watches may go on while draining; 0 ends them at once"),
  },
  {
    name: "storage-initialization-timeout",
    group: "Generic",
    type: "duration",
    default: "1m0s",
    support: ignored("the embedded store is open before the server listens"),
  },
  {
    name: "strict-transport-security-directives",
    group: "Generic",
    type: "strings",
    support: refused("the HSTS header is not there yet"),
  },
  { name: "contention-profiling", group: "Features", type: "bool", support: ignored("there are no profiling paths") },
  { name: "debug-socket-path", group: "Features", type: "string", support: refused("there are no profiling paths") },
  {
    name: "enable-priority-and-fairness",
    group: "Features",
    type: "bool",
    default: "true",
    support: ignored("requests are limited by --max-requests-inflight"),
  },
  {
    name: "profiling",
    group: "Features",
    type: "bool",
    default: "true",
    support: ignored("there are no profiling paths"),
  },
  {
    name: "runtime-config",
    group: "API enablement",
    type: "mapStringString",
    placeholder: "key=bool,...",
    support: implemented("API versions on or off: api/all=true, api/beta=true, batch/v1=false"),
  },
];
