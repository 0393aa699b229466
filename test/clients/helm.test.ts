/** The real helm, with a chart as teams write them: installs, upgrades, rolls back and removes, as on a kube-apiserver. */
import { transcriptTests } from "../support/transcript-tests.js";
import { helmTranscript } from "./helm/scenes.js";

await transcriptTests(helmTranscript);
