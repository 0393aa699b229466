/** Field validation by kubectl and the server speaks as with a kube-apiserver. */
import { transcriptTests } from "../support/transcript-tests.js";
import { validationTranscript } from "./transcripts/validation.js";

await transcriptTests(validationTranscript);
