/** Addresses, ports and TLS. */
import { type FlagSpec, ignored, implemented, refused } from "./types.js";

export const servingFlags: readonly FlagSpec[] = [
  {
    name: "bind-address",
    group: "Secure serving",
    type: "ip",
    default: "0.0.0.0",
    ownDefault: "127.0.0.1",
    support: implemented("address to listen on"),
  },
  {
    name: "cert-dir",
    group: "Secure serving",
    type: "string",
    default: "/var/run/kubernetes",
    ownDefault: "<data-dir>/pki",
    placeholder: "folder",
    support: implemented("folder for the self-signed certificate made when no certificate is given"),
  },
  {
    name: "disable-http2-serving",
    group: "Secure serving",
    type: "bool",
    support: ignored("the transport decides: uws speaks HTTP/1.1, node both"),
  },
  {
    name: "http2-max-streams-per-connection",
    group: "Secure serving",
    type: "int",
    support: ignored("the limit is fixed"),
  },
  {
    name: "permit-address-sharing",
    group: "Secure serving",
    type: "bool",
    support: ignored("addresses are not shared"),
  },
  { name: "permit-port-sharing", group: "Secure serving", type: "bool", support: ignored("ports are not shared") },
  {
    name: "secure-port",
    group: "Secure serving",
    type: "int",
    default: "6443",
    support: implemented("port to serve HTTPS on"),
  },
  {
    name: "tls-cert-file",
    group: "Secure serving",
    type: "string",
    placeholder: "file",
    support: implemented("PEM certificate, chain included"),
  },
  {
    name: "tls-cipher-suites",
    group: "Secure serving",
    type: "strings",
    support: refused("cipher suites cannot be chosen yet"),
  },
  {
    name: "tls-curve-preferences",
    group: "Secure serving",
    type: "int32Slice",
    default: "[]",
    support: refused("curves cannot be chosen yet"),
  },
  {
    name: "tls-min-version",
    group: "Secure serving",
    type: "string",
    support: refused("the lowest TLS version is 1.2", ["VersionTLS12"]),
  },
  {
    name: "tls-private-key-file",
    group: "Secure serving",
    type: "string",
    placeholder: "file",
    support: implemented("PEM key of the certificate"),
  },
  {
    name: "tls-sni-cert-key",
    group: "Secure serving",
    type: "namedCertKey",
    default: "[]",
    support: refused("several certificates are not there yet"),
  },
];
