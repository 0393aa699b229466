/** What kubectl and the server say of fields that are unknown, doubled or of the wrong type, by each way to write. */
import type { Scene, Step, Transcript } from "../../support/transcript.js";

const manifests: Readonly<Record<string, string>> = {
  "unknown.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: NAME}, dta: {a: b}}",
  "several.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: NAME, lables: {a: b}}, dta: {a: b}}",
  "twice.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: NAME\ndata:\n  a: '1'\n  a: '2'\n",
  "twice.json": '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME"},"data":{"a":"1","a":"2"},"data":{}}',
  "type.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: NAME}, data: {a: 1}}",
  "shape.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: NAME}, data: [a]}",
  "deep.yaml": `
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME}
spec:
  replicass: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: main, imagee: "web:1", image: "web:1", ports: [{containerPort: 80, hostport: 1}]}
      - {name: side, image: "web:1", env: [{name: A, value: x, valuFrom: {}}], env: []}
`,
  "number.yaml": `
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME}
spec: {replicas: two, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: []}}}
`,
  "environment.yaml": `
apiVersion: v1
kind: Pod
metadata: {name: NAME}
spec:
  serviceAccountName: default
  automountServiceAccountToken: false
  containers: [{name: main, image: a, env: [{name: A, value: x}, {name: A, value: z}], ports: [{containerPort: 1}, {containerPort: 1}]}]
`,
  "nokind.yaml": "{apiVersion: v1, metadata: {name: NAME}}",
  "noversion.yaml": "{kind: ConfigMap, metadata: {name: NAME}}",
  "otherkind.yaml": "{apiVersion: v1, kind: Configmap, metadata: {name: NAME}}",
};

/** `true` and `false` are kubectl's other words for the first and the last. */
const levels = ["strict", "warn", "ignore"] as const;

/** An apply lists these in an order that a kube-apiserver rolls dice for. */
const severalFaults: readonly string[] = ["several.yaml", "deep.yaml", "environment.yaml"];

function filesFor(name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(manifests).map(([file, text]) => [file, text.replace("NAME", name)]));
}

/** `command` on each manifest, on objects that end with the level's name. */
const each = (command: string, level: string): readonly Step[] =>
  Object.keys(manifests)
    .filter((file) => !(command.includes("--server-side") && severalFaults.includes(file)))
    .map((file) => ({
      run: `kubectl ${command} --validate=${level} -f ${file}`,
      files: filesFor(`x-${file.replace(".", "-")}-${level}`),
    }));

const commands: Readonly<Record<string, string>> = {
  create: "create",
  "apply, of what is not there": "apply",
  "apply on the server": "apply --server-side --force-conflicts",
  "a dry run on the server": "create --dry-run=server",
  "replace, of what is not there": "replace",
};

const good = (data: string): string => `{apiVersion: v1, kind: ConfigMap, metadata: {name: there}, ${data}}`;

const existing: readonly Step[] = [
  { run: "kubectl apply -f there.yaml", files: { "there.yaml": good("data: {a: b}") } },
  ...levels.flatMap((level) =>
    ["apply", "apply --server-side --force-conflicts", "replace", "patch --type=merge", "patch --type=strategic"].map(
      (command): Step => {
        const [verb = "", ...options] = command.split(" ");
        if (verb !== "patch") {
          return {
            run: `kubectl ${command} --validate=${level} -f there.yaml`,
            files: { "there.yaml": good("data: {a: b}, dta: {}") },
          };
        }
        return {
          run: `kubectl patch configmap there ${options.join(" ")} --patch-file=p.json`,
          files: { "p.json": '{"dta":{"a":"b"}}' },
        };
      },
    ),
  ),
];

const scenes: readonly Scene[] = [
  ...Object.entries(commands).map(([name, command]) => ({
    name: `${name}: every level of validation says what a kube-apiserver says`,
    steps: levels.flatMap((level) => each(command, level)),
  })),
  { name: "changes to what is there are checked the same way", steps: existing },
];

export const validationTranscript: Transcript = { answers: "test/kubectl/answers/validation.json", scenes };
