/** Objects of the sizes the figures speak of, as served: a ConfigMap of 0.9 kB, a Pod of 2.6 kB, a Deployment of 3 kB. */

type Labels = Readonly<Record<string, string>>;

export function configMap(name: string, labels: Labels = {}): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, labels: { app: "bench", tier: "backend", ...labels } },
    data: { "settings.conf": "x".repeat(220), "other.conf": "y".repeat(140) },
  });
}

export function pod(name: string): string {
  return JSON.stringify(podObject(name));
}

/** Managed fields make up a third of it once applied. */
export function deployment(name: string, labels: Labels = {}): string {
  const { metadata, spec } = podObject(name);
  const podLabels = { app: "bench", instance: name };
  return JSON.stringify({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, labels: { ...podLabels, ...labels } },
    spec: {
      replicas: 3,
      selector: { matchLabels: podLabels },
      template: { metadata: { labels: { ...metadata.labels, ...podLabels } }, spec },
    },
  });
}

function podObject(name: string) {
  const container = (containerName: string) => ({
    name: containerName,
    image: `registry.example/${containerName}:1.2.3`,
    ports: [{ containerPort: 8080, protocol: "TCP" }],
    env: [
      { name: "LOG_LEVEL", value: "info" },
      { name: "POD_NAME", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.name" } } },
    ],
    resources: { requests: { cpu: "100m", memory: "128Mi" } },
    volumeMounts: [{ name: "config", mountPath: "/etc/config" }],
    livenessProbe: { httpGet: { path: "/healthz", port: 8080, scheme: "HTTP" }, periodSeconds: 10, timeoutSeconds: 1 },
    imagePullPolicy: "IfNotPresent",
  });
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { app: "bench", "pod-template-hash": "7f9c6d5b8" } },
    spec: {
      serviceAccountName: "default",
      automountServiceAccountToken: false,
      containers: [container("web")],
      volumes: [{ name: "config", configMap: { name: "web-config", defaultMode: 420 } }],
      terminationGracePeriodSeconds: 30,
      dnsPolicy: "ClusterFirst",
      restartPolicy: "Always",
    },
  };
}
