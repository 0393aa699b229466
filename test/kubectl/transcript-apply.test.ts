/** The ways of kubectl apply, step by step, as on a kube-apiserver. */
import { transcriptTests } from "../support/transcript-tests.js";
import { applyTranscript } from "./transcripts/apply.js";

await transcriptTests(applyTranscript);
