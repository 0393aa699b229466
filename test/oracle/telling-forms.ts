/** More cases whose recorded answers are kept: about forms of bodies and answers. Some topics need flags on both sides. */
import type { Case } from "./case.js";
import { cborCases } from "./cases/cbor.js";
import { everyVersionCases } from "./cases/every-version.js";
import { fieldAnnotationCases } from "./cases/field-annotations.js";
import { foundInEveryVersion } from "./cases/found-in-every-version.js";
import { moreOrderCases } from "./cases/more-orders.js";
import { negotiationCases } from "./cases/negotiation.js";
import { orderCases } from "./cases/orders.js";
import { patchCases } from "./cases/patches.js";
import { quantityCases } from "./cases/quantities.js";

/** Large bodies and answers would make large recordings. */
const tooLarge = /megabyte|json patch|large answer|grows|copy and copy|10,001 deep|gzip|depth beyond/;
/** Recorded in a shorter form: test/http/cbor-types.json. */
const shorter = /^cbor values for /;
/** They tell of a server's age, or differ in a way that known-differences.ts explains by the path asked. */
const ofOneServer =
  /watches|no object|aggregated|^accept|of \/|fieldManager=ä|pods\/a|cbor (of a workload|errors)|no UTF-8|negative number/;

/** Of the cases about every kind, those whose kinds answer in words of their own are enough; gated kinds are not there. */
const alike =
  /^(?!(v1 (Pod|ConfigMap|Event)|batch\/v1 Job|resource.k8s.io\/v1 ResourceSlice):).*: fields that are none$|empty spec/;

const namesOf = (cases: readonly Case[]): readonly string[] =>
  cases
    .map(({ name }) => name)
    .filter((name) => !tooLarge.test(name) && !ofOneServer.test(name) && !shorter.test(name));

/** Versions that are served only when asked for. */
const fieldsOfOldVersions = moreOrderCases
  .map(({ name }) => name)
  .filter((name) => /^resource.k8s.io\/v1beta\d ResourceSlice: fields that are none$/.test(name));

export const tellingForms: Readonly<Record<string, readonly string[]>> = {
  cbor: namesOf(cborCases),
  fields: namesOf(fieldAnnotationCases),
  negotiation: namesOf(negotiationCases),
  orders: namesOf(orderCases),
  "more-orders": namesOf(moreOrderCases).filter((name) => !alike.test(name)),
  "every-version": [...everyVersionCases.map(({ name }) => name), ...fieldsOfOldVersions],
  "found-in-every-version": foundInEveryVersion.map(({ name }) => name),
  patches: namesOf(patchCases),
  quantities: namesOf(quantityCases),
};

/** Flags a server needs to be asked about a topic. */
export function flagsOf(topic: string): readonly string[] {
  if (topic === "cbor") return ["--feature-gates=CBORServingAndStorage=true"];
  if (topic !== "every-version" && topic !== "found-in-every-version") return [];
  return ["--runtime-config=api/all=true", "--feature-gates=AllAlpha=true,AllBeta=true,CBORServingAndStorage=true"];
}
