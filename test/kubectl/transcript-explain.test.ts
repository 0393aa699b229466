/** What kubectl explain shows, but for the descriptions, is what it shows of a kube-apiserver. */
import { transcriptTests } from "../support/transcript-tests.js";
import { explainTranscript } from "./transcripts/explain.js";

await transcriptTests(explainTranscript);
