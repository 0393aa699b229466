/**
 * Records what a real kube-apiserver with the feature gate CBORServingAndStorage makes of each form of CBOR at fields of each type, into
 * test/http/cbor-types.json.
 *
 *   node dist/test/oracle/record-cbor-types.js <kubeconfig>
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cborOutcomes } from "../http/cbor-outcomes.js";
import { repositoryRoot } from "../support/fixture.js";
import { askerOf } from "./client.js";

const outcomes = await cborOutcomes(askerOf(process.argv[2] ?? "kubeconfig"));
writeFileSync(join(repositoryRoot(), "test/http/cbor-types.json"), `${JSON.stringify(outcomes, null, 1)}\n`);
console.log("recorded; format the file with biome");
process.exit(0);
