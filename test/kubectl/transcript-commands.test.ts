/** The other commands of kubectl print what they print of a kube-apiserver. */
import { transcriptTests } from "../support/transcript-tests.js";
import { commandsTranscript } from "./transcripts/commands.js";

await transcriptTests(commandsTranscript);
