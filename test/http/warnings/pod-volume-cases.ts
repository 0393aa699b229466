/** What is odd about the volumes of a pod. */
import type { OddPod } from "./odd-object.js";

const volumes = (...list: readonly object[]): object => ({
  volumes: list.map((one, at) => ({ name: `v${at}`, ...one })),
});
const projected = (...sources: readonly object[]): object => volumes({ projected: { sources } });
const items = (...paths: readonly string[]): object[] => paths.map((path, at) => ({ key: `k${at}`, path }));
const files = (...paths: readonly string[]): object[] =>
  paths.map((path) => ({ path, fieldRef: { fieldPath: "metadata.name" } }));

export const oddPodVolumes: readonly OddPod[] = [
  ...(
    [
      { photonPersistentDisk: { pdID: "x" } },
      { gitRepo: { repository: "x" } },
      { scaleIO: { gateway: "g", system: "s", secretRef: { name: "n" }, volumeName: "v" } },
      { flocker: { datasetName: "x" } },
      { storageos: { volumeName: "x" } },
      { quobyte: { registry: "r:1", volume: "v" } },
      { glusterfs: { endpoints: "e", path: "p" } },
      { cephfs: { monitors: ["m"] } },
      { rbd: { monitors: ["m"], image: "i" } },
      { awsElasticBlockStore: { volumeID: "v" } },
      { gcePersistentDisk: { pdName: "v" } },
      { azureFile: { secretName: "s", shareName: "s" } },
      { cinder: { volumeID: "v" } },
      { vsphereVolume: { volumePath: "v" } },
      { portworxVolume: { volumeID: "v" } },
      { flexVolume: { driver: "example.com/d" } },
      { hostPath: { path: "/x" } },
      { emptyDir: { sizeLimit: "1500m" } },
      { iscsi: { targetPortal: "1.2.3.4", iqn: "iqn.2000-01.com.example:x", lun: 0 } },
      { nfs: { server: "s", path: "/p" } },
    ] as const
  ).map((source) => ({ what: `a volume of ${Object.keys(source)[0]}`, spec: volumes(source) })),
  {
    what: "a claim of a fraction of a byte in a pod",
    spec: volumes({
      ephemeral: {
        volumeClaimTemplate: {
          metadata: { annotations: { "volume.beta.kubernetes.io/storage-class": "x" } },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1500m" } } },
        },
      },
    }),
  },
  {
    what: "two keys of a ConfigMap at one path",
    spec: volumes({ configMap: { name: "m", items: items("a", "b", "a") } }),
  },
  {
    what: "a key of a Secret inside another",
    spec: volumes({ secret: { secretName: "s", items: items("a", "a/b") } }),
  },
  {
    what: "a key of a Secret around another",
    spec: volumes({ secret: { secretName: "s", items: items("a/b", "a") } }),
  },
  {
    what: "a key whose path begins like another's",
    spec: volumes({ configMap: { name: "m", items: items("ab", "a") } }),
  },
  { what: "a path that goes on like another's", spec: volumes({ configMap: { name: "m", items: items("a", "ab") } }) },
  { what: "a path with a slash at its end", spec: volumes({ configMap: { name: "m", items: items("a/", "a") } }) },
  { what: "two facts about the pod at one path", spec: volumes({ downwardAPI: { items: files("a", "a") } }) },
  { what: "a projection of nothing", spec: projected({}, { configMap: { name: "m" } }) },
  {
    what: "a projected token over a key",
    spec: {
      serviceAccountName: "s",
      ...projected(
        { configMap: { name: "m", items: items("token/") } },
        { serviceAccountToken: { path: "token/t" } },
        { secret: { name: "s", items: items("token/x", "z", "token/t/u") } },
      ),
    },
  },
  {
    what: "a projected ConfigMap with one path twice",
    spec: projected({ configMap: { name: "m", items: items("a", "a/b") } }, { downwardAPI: { items: files("a/c") } }),
  },
  {
    what: "trust bundles at one path",
    spec: projected(
      { clusterTrustBundle: { name: "b", path: "a" } },
      { clusterTrustBundle: { signerName: "example.com/s", labelSelector: {}, path: "a/b" } },
    ),
  },
  {
    what: "a projected certificate over a key",
    spec: projected(
      { configMap: { name: "m", items: items("tls", "key", "chain") } },
      { podCertificate: { signerName: "example.com/s", keyType: "ED25519", credentialBundlePath: "tls/pem" } },
      {
        podCertificate: {
          signerName: "example.com/s",
          keyType: "ED25519",
          keyPath: "key/pem",
          certificateChainPath: "chain/pem",
        },
      },
    ),
  },
  {
    what: "sources without paths between those with",
    spec: projected(
      { configMap: { name: "m", items: items("a") } },
      { secret: { name: "s" } },
      { downwardAPI: { items: files("b") } },
    ),
  },
];
