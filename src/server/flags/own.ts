/** Flags kube-apiserver does not have. */
import { type FlagSpec, implemented } from "./types.js";

export const ownGroup = "This server";

export const ownFlags: readonly FlagSpec[] = [
  {
    name: "data-dir",
    group: ownGroup,
    type: "string",
    default: "./.apiserver",
    own: true,
    placeholder: "folder",
    support: implemented("folder for the store, the certificate, the admin token and the kubeconfig"),
  },
  {
    name: "store-sync",
    group: ownGroup,
    type: "string",
    default: "always",
    own: true,
    placeholder: "always|batched",
    support: implemented(
      "always: a write is answered when it is on the disk; batched: the last few milliseconds may be lost",
    ),
  },
  {
    name: "transport",
    group: ownGroup,
    type: "string",
    default: "auto",
    own: true,
    placeholder: "auto|uws|node",
    support: implemented("HTTP engine; auto takes uws where it loads"),
  },
  {
    name: "preset",
    group: ownGroup,
    type: "string",
    default: "kubernetes",
    own: true,
    placeholder: "kubernetes|generic",
    support: implemented("built-in APIs to serve: all of Kubernetes, or none of its pods and nodes"),
  },
  {
    name: "definitions",
    group: ownGroup,
    type: "stringArray",
    own: true,
    placeholder: "folder",
    support: implemented(
      "serve your own API as well, from the folder `apiserver gen` and tsc compiled it to; may be given more than once",
    ),
  },
  {
    name: "storage-version",
    group: ownGroup,
    type: "strings",
    own: true,
    placeholder: "group/version[/resource]",
    support: implemented(
      "version objects are written to the store in, instead of the usual one; what is there already stays readable",
    ),
  },
  {
    name: "insecure-port",
    group: ownGroup,
    type: "int",
    own: true,
    placeholder: "port",
    support: implemented(
      "also serve plain HTTP on this port of 127.0.0.1, to every caller as administrator; 0 for off",
    ),
  },
  {
    name: "kubeconfig-out",
    group: ownGroup,
    type: "string",
    default: "<data-dir>/kubeconfig",
    own: true,
    placeholder: "file",
    support: implemented("where the kubeconfig with the admin token is written"),
  },
  {
    name: "log-level",
    group: ownGroup,
    type: "string",
    default: "info",
    own: true,
    placeholder: "level",
    support: implemented("error, warn, info, debug or trace; wins over --v"),
  },
  {
    name: "log-format",
    group: ownGroup,
    type: "string",
    own: true,
    placeholder: "text|json",
    support: implemented("another name of --logging-format"),
  },
];
