/**
 * Checks every invariant between log, index and head, and every checksum:
 * - each head record is whole, and a revision after the kept history's start has its log record, which made exactly this value;
 * - each log record is whole, lies within the kept history, and is indexed exactly when it replaced something;
 * - each index entry names a log record of its key; the history of a key is one unbroken chain that ends in its head;
 * - the tail fits the last commits; each lease that a key has exists.
 */
import { type Revision, StoreError } from "../store.js";
import { type Environment, openEnvironment, toStoreError } from "./environment.js";
import { checkFormat, emptyTail, existingStore, lockForReading, storeIdOf, tailProblem } from "./format.js";
import { readJournalFile } from "./journal.js";
import { checkPages } from "./page-check.js";
import { Reader } from "./reader.js";
import {
  decodeHead,
  decodeIndexKey,
  decodeLog,
  decodeLogKey,
  decodeTail,
  indexKey,
  logKey,
  readUint64,
  uint64,
} from "./records.js";

export interface VerifyReport {
  /** In words; empty when all is well. */
  readonly problems: readonly string[];
  readonly revision: Revision;
  readonly keys: number;
  readonly logRecords: number;
}

/** More problems than this are not listed. */
const maxProblems = 100;

/** The server must be stopped. Rejects when the store cannot even be opened. `onBegin` is told once nobody else has it. */
export async function verifyStore(dataDir: string, onBegin?: () => void): Promise<VerifyReport> {
  const file = existingStore(dataDir);
  const lock = await lockForReading(dataDir);
  try {
    onBegin?.();
    checkPages(file, { fullCheckBytes: Number.POSITIVE_INFINITY });
    const environment = openEnvironment({ file, sync: "always", readOnly: true });
    try {
      checkFormat(environment);
      return withJournal(verifyEnvironment(environment), environment, dataDir);
    } finally {
      await environment.root.close();
    }
  } catch (error) {
    throw toStoreError(error, file);
  } finally {
    lock.release();
  }
}

/** After a crash the newest commits are in the journal alone. */
function withJournal(report: VerifyReport, environment: Environment, dataDir: string): VerifyReport {
  const storeId = storeIdOf(environment);
  if (storeId === undefined || report.problems.length > 0) return report;
  const { groups, problem } = readJournalFile(dataDir, storeId, report.revision);
  const revision = groups.reduce((last, { commits }) => last + commits.length, report.revision);
  return { ...report, revision, problems: problem === undefined ? [] : [problem] };
}

interface LastWrite {
  /** 0: the key was deleted. */
  readonly revision: Revision;
  readonly crc: number;
}

interface Scan {
  readonly environment: Environment;
  /** What the log says about a key in the end. */
  readonly last: Map<string, LastWrite>;
  /** Up to which revision a key has lost its history. */
  readonly lost: (key: string) => Revision;
  /** The revision after which no key has lost any. */
  readonly allLost: Revision;
  readonly revision: Revision;
  readonly report: (problem: string) => void;
}

export function verifyEnvironment(environment: Environment): VerifyReport {
  const problems: string[] = [];
  const report = (problem: string) => {
    if (problems.length < maxProblems) {
      problems.push(problem);
    }
  };
  const revision = verifyTail(environment, report);
  const scan: Scan = { environment, last: new Map(), ...historyStarts(environment), revision, report };
  const logRecords = verifyLog(scan);
  verifyIndex(scan);
  const keys = verifyHeads(scan);
  return { problems, revision, keys, logRecords };
}

function verifyTail(environment: Environment, report: (problem: string) => void): Revision {
  const bytes = environment.meta.get("tail");
  const tail = bytes === undefined ? emptyTail : decodeTail(bytes);
  if (tail === undefined) {
    report("the record of the last commit is damaged");
    return Number.MAX_SAFE_INTEGER;
  }
  try {
    const problem = tailProblem(environment, new Reader(environment), tail);
    if (problem !== undefined) {
      report(problem);
    }
  } catch (error) {
    report(error instanceof StoreError ? error.message : String(error));
  }
  return tail.revision;
}

function verifyLog({ environment, last, lost, allLost, revision, report }: Scan): number {
  let records = 0;
  let next = allLost + 1;
  for (const { key: position, value } of environment.log.getRange({ start: firstKey })) {
    records += 1;
    const { revision: at, sequence } = decodeLogKey(position);
    const where = `log ${at}/${sequence}`;
    if (at > next) {
      report(`log: revisions ${next} to ${at - 1} are missing`);
    }
    next = Math.max(next, at + 1);
    const record = decodeLog(value);
    if (record === undefined) {
      report(`${where}: the record is damaged`);
      continue;
    }
    const { key, previousRevision } = record;
    if (at > revision) {
      report(`${where}: newer than the last commit (${revision})`);
    }
    const before = last.get(key)?.revision;
    if (before === undefined && previousRevision > lost(key)) {
      report(`${where}: replaced the value of ${key} at ${previousRevision}, which the log does not have`);
    }
    if (before !== undefined && before !== previousRevision) {
      report(`${where}: ${key} was at ${before}, but this write replaced ${previousRevision}`);
    }
    last.set(key, record.put ? { revision: at, crc: record.newCrc } : { revision: 0, crc: 0 });
    const indexed = environment.index.get(indexKey(key, at))?.readUInt32BE(0);
    if (indexed !== (previousRevision === 0 ? undefined : sequence)) {
      report(`${where}: the index of ${key} is wrong`);
    }
  }
  if (next <= revision && revision !== Number.MAX_SAFE_INTEGER) {
    report(`log: revisions ${next} to ${revision} are missing`);
  }
  return records;
}

function verifyIndex({ environment, report }: Scan): void {
  for (const { key: bytes, value } of environment.index.getRange({ start: firstKey })) {
    const { key, revision } = decodeIndexKey(bytes);
    const sequence = value.length === 4 ? value.readUInt32BE(0) : -1;
    const record = sequence < 0 ? undefined : environment.log.get(logKey(revision, sequence));
    if (record === undefined || decodeLog(record)?.key !== key) {
      report(`index of ${key}: names a write at ${revision} that the log does not have`);
    }
  }
}

function verifyHeads({ environment, last, lost, revision, report }: Scan): number {
  let keys = 0;
  for (const { key, value } of environment.head.getRange({ start: firstKey })) {
    keys += 1;
    const name = String(key);
    const head = decodeHead(value);
    if (head === undefined) {
      report(`${name}: the value is damaged`);
      continue;
    }
    const logged = last.get(name);
    last.delete(name);
    if (head.revision > revision || head.revision < 1) {
      report(`${name}: at revision ${head.revision}, after the last commit (${revision})`);
    } else if (logged !== undefined && (logged.revision !== head.revision || logged.crc !== head.crc)) {
      report(`${name}: at revision ${head.revision}, but its last write in the log is ${logged.revision}`);
    } else if (logged === undefined && head.revision > lost(name)) {
      report(`${name}: the log does not have its last write (${head.revision})`);
    }
    if (head.lease !== 0 && environment.lease.get(uint64(head.lease)) === undefined) {
      report(`${name}: held by lease ${head.lease}, which does not exist`);
    }
  }
  for (const [key, { revision: at }] of last) {
    if (at !== 0) {
      report(`${key}: written at ${at} and not deleted since, but it is gone`);
    }
  }
  return keys;
}

function historyStarts(environment: Environment): Pick<Scan, "lost" | "allLost"> {
  const read = (name: string): Revision => {
    const bytes = environment.meta.get(name);
    return bytes === undefined ? 0 : readUint64(bytes, 0);
  };
  const compacted = read("compacted");
  const trimmed: [prefix: string, revision: Revision][] = [];
  for (const name of environment.meta.getKeys({ start: "trimmed:" })) {
    if (name.startsWith("trimmed:")) {
      trimmed.push([name.slice("trimmed:".length), read(name)]);
    }
  }
  return {
    lost: (key) => Math.max(compacted, ...trimmed.filter(([prefix]) => key.startsWith(prefix)).map(([, at]) => at)),
    allLost: Math.max(compacted, ...trimmed.map(([, at]) => at)),
  };
}

/** Less than every key. */
const firstKey = Buffer.from([0]);
