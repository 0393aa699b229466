/** What is odd about services, endpoints and networks. */
import type { OddObject, OddObjects } from "./odd-object.js";

const core = "/api/v1/namespaces/NS";

const service = (what: string, spec: object, metadata: object = {}): OddObject => ({
  what,
  metadata,
  spec: { ports: [{ port: 80 }], ...spec },
});

const services: OddObjects = {
  [`${core}/services`]: [
    service("nothing odd", {}),
    service("a load balancer with an address", { type: "LoadBalancer", loadBalancerIP: "1.2.3.4" }),
    service("an unusual load balancer address", { type: "LoadBalancer", loadBalancerIP: "fd00:0::1" }),
    service("leading zeros in a load balancer address", { type: "LoadBalancer", loadBalancerIP: "010.2.3.4" }),
    service("a load balancer address that is none", { type: "LoadBalancer", loadBalancerIP: "no" }),
    service("sources of a load balancer", {
      type: "LoadBalancer",
      loadBalancerSourceRanges: ["10.0.0.0/8", "fd00:0::/64", " 10.1.0.0/16"],
    }),
    service(
      "sources in an annotation",
      { type: "LoadBalancer" },
      {
        annotations: { "service.beta.kubernetes.io/load-balancer-source-ranges": "fd00:0::/64" },
      },
    ),
    service("addresses from outside", { externalIPs: ["1.2.3.4"] }),
    service("unusual addresses from outside", { externalIPs: ["fd00:0::1", "FD00::2"] }),
    service("no address, with all that needs one", {
      clusterIP: "None",
      sessionAffinity: "ClientIP",
      externalIPs: ["1.2.3.4"],
      loadBalancerIP: "1.2.3.4",
    }),
    service("no address, and affinity of sessions", { clusterIP: "None", sessionAffinity: "ClientIP" }),
    service("no address, and the name of a place", { clusterIP: "None", externalName: "a.b" }),
    service("the name of another place, with addresses", {
      type: "ExternalName",
      externalName: "a.b",
      externalIPs: ["1.2.3.4"],
    }),
    service("the name of another place on a cluster address", { externalName: "a.b" }),
    service("hints in an annotation", {}, { annotations: { "service.kubernetes.io/topology-aware-hints": "auto" } }),
    service("topology in an annotation", {}, { annotations: { "service.kubernetes.io/topology-mode": "Auto" } }),
    service(
      "endpoints that are not ready, by an annotation",
      {},
      {
        annotations: { "service.alpha.kubernetes.io/tolerate-unready-endpoints": "true" },
      },
    ),
    service("traffic to what is close", { trafficDistribution: "PreferClose" }),
    ...[
      "::ffff:1.2.3.4",
      "1.2.3.04",
      "FD00::A",
      "256.1.1.1",
      "fd00::1%eth0",
      "01.2.3",
      "::ffff:01.2.3.4",
      "fd00::1.2.3.4",
    ].map((ip) => service(`a load balancer at ${ip}`, { type: "LoadBalancer", loadBalancerIP: ip })),
    service(
      "all that is odd",
      {
        type: "LoadBalancer",
        loadBalancerIP: "fd00:0::1",
        loadBalancerSourceRanges: ["fd00:0::/64"],
        externalIPs: ["fd00:0::1"],
        externalName: "x.y",
        trafficDistribution: "PreferClose",
      },
      { annotations: { "service.kubernetes.io/topology-aware-hints": "auto" } },
    ),
    service("no address, and odd ones from outside", {
      clusterIP: "None",
      externalIPs: ["fd00:0::1"],
      loadBalancerIP: "fd00:0::1",
      trafficDistribution: "PreferClose",
    }),
    service("traffic to the same zone", { trafficDistribution: "PreferSameZone" }),
  ],
};

const endpoints: OddObjects = {
  [`${core}/endpoints`]: [
    { what: "nothing", subsets: [] },
    { what: "an address", subsets: [{ addresses: [{ ip: "1.2.3.4" }], ports: [{ port: 80 }] }] },
    {
      what: "unusual addresses",
      subsets: [
        {
          notReadyAddresses: [{ ip: "fd00:0::1" }],
          addresses: [{ ip: "fd00::1" }, { ip: "FD00::3" }],
          ports: [{ port: 80 }],
        },
        { addresses: [{ ip: "fd00:0::4" }], ports: [{ port: 81 }] },
      ],
    },
  ],
  "/apis/discovery.k8s.io/v1/namespaces/NS/endpointslices": [
    { what: "nothing odd", addressType: "IPv4", endpoints: [{ addresses: ["1.2.3.4"] }] },
    { what: "a name", addressType: "FQDN", endpoints: [{ addresses: ["a.example.com"] }] },
    {
      what: "a hint for a node and an old label",
      addressType: "IPv4",
      endpoints: [{ addresses: ["1.2.3.4"], deprecatedTopology: { "kubernetes.io/hostname": "x" } }],
    },
  ],
};
const networking = "/apis/networking.k8s.io/v1";
const ingressRule = (path: object): object => ({
  rules: [{ http: { paths: [{ backend: { service: { name: "s", port: { number: 80 } } }, ...path }] } }],
});
const networks: OddObjects = {
  [`${networking}/namespaces/NS/ingresses`]: [
    { what: "nothing odd", spec: ingressRule({ path: "/", pathType: "Prefix" }) },
    {
      what: "its class in an annotation",
      metadata: { annotations: { "kubernetes.io/ingress.class": "x" } },
      spec: ingressRule({ path: "/", pathType: "Prefix" }),
    },
    {
      what: "its class twice",
      metadata: { annotations: { "kubernetes.io/ingress.class": "x" } },
      spec: { ingressClassName: "x", ...ingressRule({ path: "/", pathType: "Prefix" }) },
    },
    { what: "any path", spec: ingressRule({ pathType: "ImplementationSpecific" }) },
    { what: "a path that looks like a pattern", spec: ingressRule({ path: "/a.*", pathType: "Exact" }) },
  ],
  [`${networking}/ingressclasses`]: [{ what: "nothing odd", spec: { controller: "example.com/c" } }],
  [`${networking}/namespaces/NS/networkpolicies`]: [
    { what: "nothing odd", spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }] } },
    {
      what: "unusual blocks",
      spec: {
        podSelector: {},
        ingress: [
          {
            from: [
              { podSelector: {} },
              { ipBlock: { cidr: "fd00:0::/64", except: ["fd00::1:0:0:0/80", "fd00:0:0:0:2::/80"] } },
            ],
          },
        ],
        egress: [{ to: [{ podSelector: {} }, { ipBlock: { cidr: "fd00:0::/64" } }] }],
        policyTypes: ["Ingress", "Egress"],
      },
    },
    { what: "no selector", spec: {} },
  ],
  [`${networking}/ipaddresses`]: [
    {
      what: "an address",
      metadata: { name: "1.2.3.4" },
      spec: { parentRef: { resource: "services", name: "x", namespace: "y" } },
    },
  ],
  [`${networking}/servicecidrs`]: [{ what: "nothing odd", spec: { cidrs: ["10.9.0.0/24"] } }],
};

export const oddNetworks: OddObjects = { ...services, ...endpoints, ...networks };
