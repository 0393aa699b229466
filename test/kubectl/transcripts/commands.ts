/** Every other command of kubectl once, where it needs nothing but an API server. */
import type { Scene, Step, Transcript } from "../../support/transcript.js";

const json = (...objects: readonly object[]): string => objects.map((object) => JSON.stringify(object)).join("\n---\n");

const labels = { app: "web" };
const podSpec = {
  serviceAccountName: "default",
  automountServiceAccountToken: false,
  containers: [{ name: "main", image: "web:1", ports: [{ containerPort: 80 }] }],
};
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", labels },
  spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec } },
};
const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "web", labels }, spec: podSpec };

const asked: readonly Step[] = [
  { run: "kubectl api-resources" },
  { run: "kubectl api-resources -o wide --sort-by=name" },
  { run: "kubectl api-resources --api-group=batch --namespaced=true -o name" },
  { run: "kubectl api-resources --verbs=list,get,nothing" },
  { run: "kubectl api-versions" },
  { run: "kubectl auth can-i create pods" },
  { run: "kubectl auth can-i get pods/log --all-namespaces" },
  { run: "kubectl auth can-i get /healthz" },
  { run: "kubectl auth can-i nothing unknowns" },
  { run: "kubectl get --raw /api/v1/namespaces/NAMESPACE/configmaps?limit=1" },
  { run: "kubectl get --raw /api/v1/namespaces/NAMESPACE/configmaps/none" },
  { run: "kubectl get --raw /api/v1/nothings" },
  { run: "kubectl get --raw /readyz" },
  { run: "kubectl top pods" },
  { run: "kubectl top nodes" },
];

const reconcile = json(
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    metadata: { name: "reader", namespace: "NAMESPACE" },
    rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: { name: "reader", namespace: "NAMESPACE" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
    subjects: [{ kind: "User", name: "jane", apiGroup: "rbac.authorization.k8s.io" }],
  },
);

const reconciled: readonly Step[] = [
  { run: "kubectl auth reconcile -f rbac.json", files: { "rbac.json": reconcile } },
  { run: "kubectl auth reconcile -f rbac.json" },
  {
    run: "kubectl auth reconcile -f rbac.json",
    files: { "rbac.json": reconcile.replace('"get"', '"list"').replace("jane", "john") },
  },
  { run: "kubectl auth reconcile -f rbac.json --remove-extra-permissions --remove-extra-subjects" },
  { run: "kubectl get role,rolebinding -o yaml --show-managed-fields" },
];

const event = (name: string, { minute, type, reason }: { minute: number; type: string; reason: string }): object => ({
  apiVersion: "v1",
  kind: "Event",
  metadata: { name, namespace: "NAMESPACE" },
  involvedObject: {
    apiVersion: "v1",
    kind: "Pod",
    name: "web",
    namespace: "NAMESPACE",
    uid: "11111111-1111-1111-1111-111111111111",
  },
  type,
  reason,
  message: `about ${reason}`,
  firstTimestamp: `2026-01-02T03:0${minute}:00Z`,
  lastTimestamp: `2026-01-02T03:0${minute}:00Z`,
  count: minute,
  source: { component: "tests" },
});

const events: readonly Step[] = [
  {
    run: "kubectl create -f events.json",
    files: {
      "events.json": json(
        event("one", { minute: 3, type: "Normal", reason: "Started" }),
        event("two", { minute: 1, type: "Warning", reason: "Failed" }),
      ),
    },
  },
  { run: "kubectl events" },
  { run: "kubectl events --types=Warning -o yaml" },
  { run: "kubectl events --for=pod/web" },
  { run: "kubectl create -f pod.json", files: { "pod.json": json(pod) } },
  { run: "kubectl events --for=pod/web" },
  { run: "kubectl get events --field-selector=reason=Failed" },
  { run: "kubectl get events -o yaml --show-managed-fields" },
  { run: "kubectl delete pod web --grace-period=0 --force" },
];

const status = (text: object): string => JSON.stringify({ status: text });

const waits: readonly Step[] = [
  { run: "kubectl create -f web.json", files: { "web.json": json(deployment) } },
  { run: "kubectl wait deployment/web --for=jsonpath={.spec.replicas}=2 --timeout=120s" },
  { run: "kubectl wait deployment/web --for=jsonpath={.metadata.uid} --timeout=120s" },
  { run: "kubectl wait deployment/web --for=jsonpath={.spec.replicas}=3 --timeout=3s" },
  {
    run: "kubectl wait deployment/web --for=condition=Available --timeout=120s",
    files: { "s.json": status({ conditions: [{ type: "Available", status: "True" }] }) },
    meanwhile: ["patch deployment web --subresource=status --type=merge --patch-file=s.json"],
  },
  { run: "kubectl wait deployment/web --for=condition=Available=false --timeout=3s" },
  { run: "kubectl wait configmap/later --for=create --timeout=120s", meanwhile: ["create configmap later"] },
  { run: "kubectl delete configmap later" },
  { run: "kubectl wait configmap/later --for=delete --timeout=120s" },
  { run: "kubectl wait configmap/later --for=jsonpath={.data} --timeout=120s" },
  { run: "kubectl wait deployment -l app=web --for=jsonpath={.spec.replicas}=2 --timeout=120s" },
  { run: "kubectl wait deployment --all --for=jsonpath={.spec.paused} --timeout=3s" },
];

const template = (image: string): object => ({
  metadata: { labels },
  spec: { ...podSpec, containers: [{ name: "main", image }] },
});
const replicaSet = (revision: number): object => ({
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  metadata: {
    name: `web-${revision}`,
    labels,
    annotations: {
      "deployment.kubernetes.io/revision": String(revision),
      "kubernetes.io/change-cause": `step ${revision}`,
    },
    ownerReferences: [{ apiVersion: "apps/v1", kind: "Deployment", name: "web", uid: "UID", controller: true }],
  },
  spec: { replicas: 0, selector: { matchLabels: labels }, template: template(`web:${revision}`) },
});
/** Gives the replica sets their owner, as a controller would. */
const adopt =
  '#!/bin/sh\nuid=$(grep uid: "$1" | head -1 | sed "s/.*: //")\nsed "s/UID/$uid/" sets.json > adopted.json\n';

const rollouts: readonly Step[] = [
  { run: "kubectl create -f web.json", files: { "web.json": json(deployment) } },
  {
    run: "kubectl edit deployment web",
    env: { KUBE_EDITOR: "./adopt.sh" },
    files: { "adopt.sh": adopt, "sets.json": json(replicaSet(1), replicaSet(2)) },
  },
  { run: "kubectl create -f adopted.json" },
  { run: "kubectl rollout history deployment web" },
  { run: "kubectl rollout history deployment web --revision=1" },
  { run: "kubectl rollout undo deployment web --dry-run=server" },
  { run: "kubectl rollout undo deployment web" },
  { run: "kubectl rollout undo deployment web --to-revision=7" },
  { run: "kubectl get deployment web -o yaml --show-managed-fields" },
  { run: "kubectl rollout restart deployment web" },
  { run: "kubectl rollout pause deployment web" },
  { run: "kubectl rollout restart deployment web" },
  { run: "kubectl rollout resume deployment web" },
  { run: "kubectl rollout status deployment web --watch=false" },
  { run: "kubectl rollout history daemonset none" },
  { run: "kubectl get deployment web -o yaml --show-managed-fields" },
];

const overrides = JSON.stringify({
  spec: { serviceAccountName: "default", automountServiceAccountToken: false },
}).replaceAll('"', '\\"');
const dry = "--dry-run=server -o yaml --show-managed-fields";

const made: readonly Step[] = [
  { run: "kubectl create -f web.json", files: { "web.json": json(deployment) } },
  {
    run: `kubectl run one --image=web:1 --port=80 --env=A=b --labels=a=b --overrides=${overrides} ${dry}`,
  },
  {
    run: `kubectl run two --image=web:1 --restart=Never --command --overrides=${overrides} ${dry} -- sleep 1`,
  },
  { run: `kubectl autoscale deployment web --min=1 --max=3 --cpu=50% ${dry}` },
  { run: `kubectl autoscale deployment web --max=3 ${dry}` },
  { run: `kubectl expose deployment web --port=80 --target-port=8080 --name=front ${dry}` },
  { run: `kubectl expose deployment web --port=80 --type=NodePort --protocol=UDP ${dry}` },
  { run: `kubectl set image deployment/web main=web:2 ${dry}` },
  { run: `kubectl set env deployment/web A=b ${dry}` },
  { run: `kubectl set resources deployment web --limits=cpu=1,memory=1Gi --requests=cpu=500m ${dry}` },
  { run: `kubectl set serviceaccount deployment web robot ${dry}` },
  { run: `kubectl set selector service none app=other ${dry}` },
  { run: `kubectl set subject rolebinding none --user=jane ${dry}` },
  { run: `kubectl scale deployment web --replicas=4 ${dry}` },
  { run: `kubectl label deployment web a=b ${dry}` },
  { run: `kubectl annotate deployment web a=b ${dry}` },
  {
    run: `kubectl patch deployment web --type=strategic --patch-file=p.json ${dry}`,
    files: { "p.json": '{"spec":{"template":{"spec":{"containers":[{"name":"main","image":"web:3"}]}}}}' },
  },
  { run: `kubectl create job once --image=a ${dry} -- date` },
  { run: `kubectl create cronjob often --image=a ${dry} --schedule=@hourly` },
  { run: `kubectl create job from --from=cronjob/none ${dry}` },
  { run: `kubectl create role r --verb=get --resource=pods,deployments.apps/scale ${dry}` },
  { run: `kubectl create rolebinding rb --clusterrole=view --group=g ${dry}` },
  { run: `kubectl create quota q --hard=pods=1,requests.cpu=1500m ${dry}` },
  { run: `kubectl create ingress i --rule=a.example.com/x*=web:80,tls=cert --default-backend=web:http ${dry}` },
  { run: `kubectl create pdb p --selector=app=web --max-unavailable=50% ${dry}` },
  { run: `kubectl create priorityclass NAMESPACE --value=10 --preemption-policy=Never ${dry}` },
  { run: `kubectl create secret tls t --cert=none --key=none ${dry}` },
  { run: `kubectl create service externalname e --external-name=example.com ${dry}` },
  { run: `kubectl create namespace NAMESPACE-dry ${dry}` },
  { run: "kubectl delete deployment web --dry-run=server" },
  { run: "kubectl delete deployment web --cascade=foreground --dry-run=server -o name" },
  { run: "kubectl get deployment,pod,service,hpa -o name" },
];

/** What a kube-apiserver puts on a new node; here it is on it already. */
const notReady = { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" };
const node = { apiVersion: "v1", kind: "Node", metadata: { name: "NAMESPACE" }, spec: { taints: [notReady] } };

const nodes: readonly Step[] = [
  { run: "kubectl create -f node.json", files: { "node.json": json(node) } },
  { run: "kubectl taint node NAMESPACE node.kubernetes.io/not-ready:NoSchedule-" },
  { run: "kubectl taint node NAMESPACE a=b:NoSchedule --dry-run=server" },
  { run: "kubectl taint node NAMESPACE a=b:NoSchedule c:NoExecute" },
  { run: "kubectl taint node NAMESPACE a=b:NoSchedule" },
  { run: "kubectl taint node NAMESPACE a=c:NoSchedule --overwrite" },
  { run: "kubectl taint node NAMESPACE a- d-" },
  { run: "kubectl cordon NAMESPACE --dry-run=server" },
  { run: "kubectl cordon NAMESPACE" },
  { run: "kubectl cordon NAMESPACE" },
  {
    run: "kubectl create -f pod.json",
    files: { "pod.json": json({ ...pod, spec: { ...podSpec, nodeName: "NAMESPACE" } }) },
  },
  { run: "kubectl drain NAMESPACE --dry-run=server" },
  { run: "kubectl drain NAMESPACE --force --dry-run=server" },
  { run: "kubectl uncordon NAMESPACE" },
  { run: "kubectl get node NAMESPACE -o yaml --show-managed-fields" },
  { run: "kubectl get node NAMESPACE" },
  { run: "kubectl delete pod web --grace-period=0 --force" },
  { run: "kubectl delete node NAMESPACE" },
];

const shown: readonly Step[] = [
  { run: "kubectl create -f web.json", files: { "web.json": json(deployment) } },
  { run: "kubectl create configmap settings --from-literal=a=1" },
  { run: "kubectl create secret generic hidden --from-literal=a=1" },
  { run: "kubectl create role reader --verb=get --resource=pods --resource-name=web" },
  { run: "kubectl create quota small --hard=pods=1" },
  { run: "kubectl describe deployment web" },
  { run: "kubectl describe configmap settings" },
  { run: "kubectl describe secret hidden" },
  { run: "kubectl describe role reader" },
  { run: "kubectl describe quota small" },
  { run: "kubectl describe namespace NAMESPACE" },
  { run: "kubectl describe serviceaccount default" },
  { run: "kubectl describe configmap none" },
  { run: "kubectl get deployment,configmap,secret,role,quota --show-labels" },
  { run: "kubectl get deployment web -o wide" },
  { run: "kubectl get all -o name" },
  { run: "kubectl get deployment web -o json --show-managed-fields" },
  { run: "kubectl get role reader -o yaml --show-managed-fields" },
  { run: "kubectl cluster-info dump --namespaces=NAMESPACE-none" },
];

const placed = { ...pod, metadata: { name: "placed" }, spec: { ...podSpec, nodeName: "NAMESPACE-none" } };

/** No node is there to be asked. */
const connected: readonly Step[] = [
  { run: "kubectl create -f pods.json", files: { "pods.json": json(pod, placed) } },
  { run: "kubectl logs web" },
  { run: "kubectl logs web --all-containers --prefix" },
  { run: "kubectl logs -l app=web --tail=5" },
  { run: "kubectl logs web -c none" },
  { run: "kubectl logs none" },
  { run: "kubectl logs placed" },
  { run: "kubectl logs web --since=0s --limit-bytes=-1" },
  { run: "kubectl exec web -- ls" },
  { run: "kubectl exec -it web -c none -- sh" },
  { run: "kubectl exec placed -- ls" },
  { run: "kubectl exec none -- ls" },
  { run: "kubectl attach web" },
  { run: "kubectl attach placed" },
  { run: "kubectl port-forward web :80" },
  { run: "kubectl port-forward service/none :80" },
  { run: "kubectl cp web:/etc/hosts hosts" },
  { run: "kubectl cp none:/etc/hosts hosts" },
  { run: "kubectl debug web --image=busybox -c debugger" },
  { run: "kubectl debug web --image=busybox --copy-to=copy -c debugger" },
  { run: "kubectl debug node/NAMESPACE-none --image=busybox" },
  {
    run: "kubectl get pod web copy -o jsonpath={.items[*].spec.ephemeralContainers}{.items[*].spec.containers[*].name}",
  },
];

const kustomization = `namePrefix: pre-
resources: [settings.yaml]
configMapGenerator:
- name: made
  literals: [a=b]
`;
const settings = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, labels: {app: web}}\ndata: {a: b}\n";

const changed: readonly Step[] = [
  {
    run: "kubectl apply -k .",
    files: { "kustomization.yaml": kustomization, "settings.yaml": settings },
  },
  { run: "kubectl diff -k ." },
  { run: "kubectl get configmap -o name" },
  { run: "kubectl delete -k ." },
  { run: "kubectl replace -f web.json", files: { "web.json": json(deployment) } },
  { run: "kubectl replace --force -f web.json" },
  { run: "kubectl replace --force --grace-period=0 -f web.json" },
  { run: 'kubectl patch deployment web --subresource=status --type=merge -p {\\"status\\":{\\"replicas\\":7}}' },
  { run: 'kubectl patch deployment web --subresource=scale --type=merge -p {\\"spec\\":{\\"replicas\\":4}}' },
  { run: "kubectl get deployment web --subresource=scale" },
  { run: "kubectl get deployment web --subresource=none" },
  { run: 'kubectl patch deployment web --type=json -p [{\\"op\\":\\"remove\\",\\"path\\":\\"/none\\"}]' },
  { run: "kubectl patch deployment web -p nonsense" },
  { run: "kubectl scale deployment web --replicas=3 --current-replicas=9" },
  { run: "kubectl scale configmap none --replicas=3" },
  { run: "kubectl label deployment web app=other" },
  { run: "kubectl label deployment web bad/name/x=1" },
  { run: "kubectl delete deployment web --cascade=orphan --wait=false" },
  { run: "kubectl create -f web.json" },
  { run: "kubectl delete deployment web --cascade=foreground --wait=false" },
  { run: "kubectl get deployment web -o jsonpath={.metadata.finalizers}" },
  { run: 'kubectl patch deployment web --type=merge -p {\\"metadata\\":{\\"finalizers\\":null}}' },
  { run: "kubectl delete deployment none --ignore-not-found" },
  { run: "kubectl delete nothings none" },
  { run: "kubectl get deployments -l a,,b" },
  { run: "kubectl get pods --field-selector=nothing=1" },
  { run: "kubectl get configmap --sort-by=.nothing" },
  { run: "kubectl get configmap,nothings" },
];

const settingsMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data: { a: "b" } };
const mapsPath = "/api/v1/namespaces/NAMESPACE/configmaps";

const raw: readonly Step[] = [
  { run: `kubectl create --raw ${mapsPath} -f s.json`, files: { "s.json": json(settingsMap) } },
  { run: `kubectl create --raw ${mapsPath} -f s.json` },
  { run: `kubectl replace --raw ${mapsPath}/settings -f s.json` },
  { run: `kubectl delete --raw ${mapsPath}/none` },
  { run: "kubectl get --raw /apis/none" },
  { run: "kubectl create secret generic hidden --from-literal=username=u --type=kubernetes.io/basic-auth" },
  { run: "kubectl get secret hidden -o go-template={{.data.username|base64decode}}" },
  { run: "kubectl get configmap -o jsonpath-as-json={.items[*].data}" },
  { run: "kubectl get configmap -o custom-columns=N:.metadata.name,X:.none --no-headers" },
  { run: "kubectl get configmap none --ignore-not-found" },
  { run: "kubectl get configmap settings none" },
  { run: "kubectl get deployments.v1.apps" },
  { run: "kubectl get deployments.v9.apps" },
  { run: "kubectl __complete get configmap s" },
  { run: "kubectl __complete get deploy" },
  { run: "kubectl __complete scale s" },
  { run: "kubectl create -f web.json", files: { "web.json": json(deployment) } },
  { run: "kubectl set env deployment/web --from=configmap/settings --prefix=P_" },
  { run: "kubectl set env deployment/web --list --resolve" },
  { run: "kubectl set image deployment/web none=web:5" },
  { run: "kubectl expose deployment web --port=80 --name=bad_name" },
  { run: "kubectl create token default --duration=1s" },
  { run: "kubectl create token none" },
  { run: "kubectl get configmap settings -o yaml --show-managed-fields" },
  { run: `kubectl delete --raw ${mapsPath}/settings` },
];

const scenes: readonly Scene[] = [
  { name: "what a server is asked about itself and its users", steps: asked },
  { name: "roles are reconciled", steps: reconciled },
  { name: "events are listed by time, type and object", steps: events },
  { name: "waits end when what they wait for is there, or in time", steps: waits },
  { name: "rollouts are read, undone, paused and restarted", steps: rollouts },
  { name: "commands that make and change objects, as dry runs on the server", steps: made },
  { name: "nodes are tainted, cordoned and drained", steps: nodes },
  { name: "objects are described and listed", steps: shown },
  { name: "connections where no node is", steps: connected },
  { name: "changes by folder, subresource and force", steps: changed },
  { name: "raw requests, formats and completions", steps: raw },
];

export const commandsTranscript: Transcript = { answers: "test/kubectl/answers/commands.json", scenes };
