/** What is odd about volumes, claims, classes and drivers. */
import type { OddObject, OddObjects } from "./odd-object.js";

const core = "/api/v1/namespaces/NS";
const storage = "/apis/storage.k8s.io/v1";

const volume = (what: string, spec: object, metadata: object = {}): OddObject => ({
  what,
  metadata,
  spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/x" }, ...spec },
});
const source = (of: object): object => ({ hostPath: undefined, ...of });
const claim = (what: string, spec: object, metadata: object = {}): OddObject => ({
  what,
  metadata,
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
});
const onNodes = (...keys: readonly string[]): object => ({
  nodeAffinity: {
    required: {
      nodeSelectorTerms: [{ matchExpressions: keys.map((key) => ({ key, operator: "In", values: ["a"] })) }],
    },
  },
});

export const oddVolumes: OddObjects = {
  "/api/v1/persistentvolumes": [
    volume("nothing odd", {}),
    volume("its class in an annotation", {}, { annotations: { "volume.beta.kubernetes.io/storage-class": "x" } }),
    volume(
      "mount options in an annotation",
      { hostPath: undefined, nfs: { server: "s", path: "/p" } },
      { annotations: { "volume.beta.kubernetes.io/mount-options": "ro" } },
    ),
    volume("other old annotations", {}, { annotations: { "volume.alpha.kubernetes.io/storage-class": "x" } }),
    volume("to be recycled", { persistentVolumeReclaimPolicy: "Recycle" }),
    volume("to be deleted", { persistentVolumeReclaimPolicy: "Delete" }),
    volume(
      "all that is odd",
      {
        hostPath: undefined,
        rbd: { monitors: ["m"], image: "i" },
        persistentVolumeReclaimPolicy: "Recycle",
        ...onNodes("beta.kubernetes.io/os"),
      },
      { annotations: { "volume.beta.kubernetes.io/storage-class": "x" } },
    ),
    volume("a fraction of a byte", { capacity: { storage: "1500m" } }),
    volume("old labels of nodes", onNodes("failure-domain.beta.kubernetes.io/zone", "kubernetes.io/os")),
    volume("an old label of its own", {}, { labels: { "failure-domain.beta.kubernetes.io/zone": "x" } }),
    ...(
      [
        { photonPersistentDisk: { pdID: "x" } },
        { scaleIO: { gateway: "g", system: "s", secretRef: { name: "n", namespace: "n" }, volumeName: "v" } },
        { flocker: { datasetName: "x" } },
        { storageos: { volumeName: "x", volumeNamespace: "y" } },
        { quobyte: { registry: "r:1", volume: "v" } },
        { glusterfs: { endpoints: "e", path: "p" } },
        { cephfs: { monitors: ["m"] } },
        { rbd: { monitors: ["m"], image: "i" } },
        { awsElasticBlockStore: { volumeID: "v" } },
        { nfs: { server: "s", path: "/p" } },
        { csi: { driver: "example.com", volumeHandle: "h" } },
        { portworxVolume: { volumeID: "v" } },
      ] as const
    ).map((of) => volume(`a volume of ${Object.keys(of)[0]}`, source(of))),
  ],
  [`${core}/persistentvolumeclaims`]: [
    claim("nothing odd", {}),
    claim("its class in an annotation", {}, { annotations: { "volume.beta.kubernetes.io/storage-class": "x" } }),
    claim(
      "its provisioner in an annotation",
      {},
      {
        annotations: { "volume.beta.kubernetes.io/storage-provisioner": "x" },
      },
    ),
    claim("a fraction of a byte", { resources: { requests: { storage: "1500m" } } }),
    claim("a fraction of a byte at most", { resources: { requests: { storage: "1Gi" }, limits: { storage: "0.1" } } }),
    claim("fractions both ways", { resources: { requests: { storage: "1500m" }, limits: { storage: "2500m" } } }),
  ],
  [`${storage}/storageclasses`]: [
    { what: "nothing odd", provisioner: "example.com/p" },
    {
      what: "old labels of nodes",
      provisioner: "example.com/p",
      allowedTopologies: [
        { matchLabelExpressions: [{ key: "failure-domain.beta.kubernetes.io/zone", values: ["a"] }] },
        {
          matchLabelExpressions: [
            { key: "a", values: ["a"] },
            { key: "beta.kubernetes.io/arch", values: ["a"] },
          ],
        },
      ],
    },
    {
      what: "default by an old annotation",
      provisioner: "kubernetes.io/glusterfs",
      metadata: { annotations: { "storageclass.beta.kubernetes.io/is-default-class": "true" } },
    },
  ],
  [`${storage}/csidrivers`]: [
    { what: "nothing odd", spec: {} },
    { what: "tokens", spec: { tokenRequests: [{ audience: "a" }] } },
    {
      what: "tokens, and where they go",
      spec: { tokenRequests: [{ audience: "a" }], serviceAccountTokenInSecrets: true },
    },
  ],
  [`${storage}/csinodes`]: [{ what: "nothing odd", spec: { drivers: [] } }],
  [`${storage}/volumeattributesclasses`]: [{ what: "nothing odd", driverName: "d", parameters: { a: "b" } }],
  [`${storage}/namespaces/NS/csistoragecapacities`]: [
    {
      what: "old labels of nodes",
      storageClassName: "x",
      nodeTopology: { matchLabels: { "beta.kubernetes.io/os": "x" } },
    },
  ],
};
