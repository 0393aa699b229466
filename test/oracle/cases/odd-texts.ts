/** Texts that are none: queries with bytes that are no UTF-8, and what may stand in base64. */
import type { Case, Step } from "../case.js";
import { configMap, configMaps, get, partialList, patch, post, remove, steps } from "./steps.js";

const texts = ["%ff", "%C3%28", "%E2%82", "%ED%A0%80", "a%ffb", "%F0%9F%98%80", "%00", "%7f", "%0a", "%zz", "+"];

/** Answers without objects, so that members' order and the like do not count. */
const asked: readonly ((text: string) => Step)[] = [
  (text) => get(`${configMaps}?labelSelector=${text}`, partialList),
  (text) => get(`${configMaps}?labelSelector=a%3D${text}`, partialList),
  (text) => get(`${configMaps}?labelSelector=a%3D1${text},b`, partialList),
  (text) => get(`${configMaps}?fieldSelector=${text}`, partialList),
  (text) => get(`${configMaps}?fieldSelector=metadata.name%3D${text}`, partialList),
  (text) => get(`${configMaps}?resourceVersion=${text}`, partialList),
  (text) => get(`${configMaps}?resourceVersionMatch=${text}&resourceVersion=1`, partialList),
  (text) => get(`${configMaps}?limit=${text}`, partialList),
  (text) => get(`${configMaps}?continue=${text}`, partialList),
  (text) => get(`${configMaps}?timeout=${text}`, partialList),
  (text) => get(`${configMaps}/a?resourceVersion=${text}`),
  (text) => post(`${configMaps}?dryRun=${text}`, { metadata: { name: "b" } }),
  (text) => post(`${configMaps}?dryRun=All&fieldManager=${text}`, { metadata: { name: "b" }, data: { a: "b" } }),
  (text) => post(`${configMaps}?dryRun=All&fieldValidation=${text}`, { metadata: { name: "b" } }),
  (text) => remove(`${configMaps}/b?propagationPolicy=${text}`),
  (text) => remove(`${configMaps}/b?gracePeriodSeconds=${text}`),
];

const secrets = "/api/v1/namespaces/NS/secrets";
const written = [
  "aGVs\nbG8=",
  "aGVs\r\nbG8=\n",
  "YQ=\r=\n",
  "\n",
  "aGVs bG8=",
  "aGVs\tbG8=",
  " aGVsbG8=",
  "aG\u2028Vs",
  "YQ=\n=x",
  "YQ==YQ==",
  "YR==",
  "YQ",
];

export const oddTextCases: readonly Case[] = [
  ...texts.map((text) => steps(`the text ${text} in queries`, configMap("a"), ...asked.map((step) => step(text)))),
  steps(
    "white space in base64",
    ...written.map((k) => post(`${secrets}?dryRun=All`, { metadata: { name: "s" }, data: { k } })),
  ),
  steps(
    "white space in base64 of a patch",
    post(secrets, { metadata: { name: "s" }, data: { k: "aGVsbG8=" } }),
    ...written.map((k) =>
      patch(`${secrets}/s`, { data: { k } }, { "Content-Type": "application/strategic-merge-patch+json" }),
    ),
  ),
];
