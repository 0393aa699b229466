/** A process that backs a store up: `node backup.js <dataDir> <to>`. Prints the revision of the copy. */
import { backupStore } from "../../../src/storage/lmdb/backup.js";

const [dataDir = "", to = ""] = process.argv.slice(2);
const { revision } = await backupStore({ dataDir, to });
console.log(revision);
