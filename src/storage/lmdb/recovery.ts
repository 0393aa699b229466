/** What a start finds in the journal: commits that were acknowledged and are not in LMDB yet. */
import type { Environment } from "./environment.js";
import type { StagedWrite } from "./group.js";
import { damagedJournal, readJournalFile } from "./journal.js";
import type { JournalWrite } from "./journal-records.js";
import { Reader } from "./reader.js";
import type { Tail } from "./records.js";
import { Unsettled } from "./unsettled.js";

/** Changes nothing on the disk. Throws `Corrupt` when acknowledged commits are missing. */
export function readUnsettled(
  environment: Environment,
  { folder, storeId, tail }: { readonly folder: string; readonly storeId: Buffer; readonly tail: Tail },
): Unsettled {
  const { groups, problem } = readJournalFile(folder, storeId, tail.revision);
  if (problem !== undefined) throw damagedJournal(folder, problem);
  const unsettled = new Unsettled(tail.revision);
  const reader = new Reader(environment, unsettled);
  for (const { commits } of groups) {
    for (const writes of commits) unsettled.add([{ writes: writes.map((write) => staged(write, reader)) }]);
  }
  return unsettled;
}

function staged({ key, value, lease }: JournalWrite, reader: Reader): StagedWrite {
  return { key, keyBytes: Buffer.byteLength(key), value, lease, previous: reader.head(key) };
}
