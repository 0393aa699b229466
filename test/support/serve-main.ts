/** Runs `apiserver serve` from the compiled tree this file is in; `bin/run.js` runs only the one called dist. */
import { main } from "../../src/server/main.js";

process.exit(await main(process.argv.slice(2), "0.0.0"));
