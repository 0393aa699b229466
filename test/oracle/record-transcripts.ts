/**
 * Records what kubectl and helm print of a real kube-apiserver in the scenes of the transcripts, into the file each names.
 * Run by hand against a throw-away server without controllers; objects are made in namespaces of their own.
 *
 *   node dist/test/oracle/record-transcripts.js <kubeconfig> [part of the answers' path]
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { helmTranscript } from "../clients/helm/scenes.js";
import { applyTranscript } from "../kubectl/transcripts/apply.js";
import { commandsTranscript } from "../kubectl/transcripts/commands.js";
import { explainTranscript } from "../kubectl/transcripts/explain.js";
import { validationTranscript } from "../kubectl/transcripts/validation.js";
import { repositoryRoot } from "../support/fixture.js";
import { type Outcome, Stage, type Transcript } from "../support/transcript.js";

const transcripts: readonly Transcript[] = [
  helmTranscript,
  applyTranscript,
  commandsTranscript,
  explainTranscript,
  validationTranscript,
];

const [kubeconfig = "kubeconfig", part = ""] = process.argv.slice(2);
const stage = await Stage.open(kubeconfig);
try {
  for (const transcript of transcripts.filter(({ answers }) => answers.includes(part))) {
    const recorded: string[] = [];
    for (const scene of transcript.scenes) {
      const outcomes: Outcome[] = [];
      await stage.play(scene, (outcome) => outcomes.push(outcome));
      const lines = outcomes.map((outcome) => JSON.stringify(outcome)).join(",\n");
      recorded.push(`${JSON.stringify(scene.name)}: [\n${lines}\n]`);
    }
    writeFileSync(join(repositoryRoot(), transcript.answers), `{\n${recorded.join(",\n")}\n}\n`);
  }
} finally {
  await stage.close();
}
