/**
 * Makes groups of commits durable, one at a time: small ones in the journal, all others in LMDB, together with what the journal holds.
 * After a commit of LMDB the journal begins anew.
 */
import type { Logger } from "../../util/logger.js";
import type { Revision, StoreEvent } from "../store.js";
import type { Environment } from "./environment.js";
import { encodeGroup, type StagedCommit } from "./group.js";
import type { Journal } from "./journal.js";
import { blankedTail, encodeTail, type Tail } from "./records.js";
import type { Unsettled } from "./unsettled.js";

export interface GroupWriterOptions {
  readonly environment: Environment;
  readonly tail: Tail;
  readonly unsettled: Unsettled;
  /** undefined: everything goes to LMDB. Called once, when LMDB has everything there is. */
  readonly openJournal: (() => Promise<Journal>) | undefined;
  readonly logger: Logger;
  /** Asks for a group that goes to LMDB. */
  readonly settle: () => void;
}

/** Upkeep of the file itself. */
export interface Maintenance {
  readonly apply: (environment: Environment) => void;
  /** History up to here loses records. */
  readonly through: Revision;
}

export interface Group {
  /** Commits with writes. */
  readonly changed: readonly StagedCommit[];
  /** Commits that have nothing but extras. */
  readonly unchanged: readonly StagedCommit[];
  readonly maintenance: readonly Maintenance[];
}

/** Larger groups share the cost of their pages. */
const maxJournaledCommits = 8;
/** Putting them into LMDB keeps the event loop for some milliseconds. */
const maxUnsettledCommits = 512;
/** A small value may replace a large one, which is kept until then. */
const maxUnsettledBytes = 4 * 2 ** 20;
/** What a start after a crash has to do, and what is kept in memory, ends when writes do. */
const settleAfterMs = 30_000;

const nothing: Group = { changed: [], unchanged: [], maintenance: [] };

export class GroupWriter {
  /** What is read from LMDB may be newer than what is known to be there. */
  isStoring = false;
  readonly #options: GroupWriterOptions;
  readonly #unsettled: Unsettled;
  #tail: Tail;
  #journal: Journal | undefined;
  #opening: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: GroupWriterOptions) {
    this.#options = options;
    this.#unsettled = options.unsettled;
    this.#tail = options.tail;
  }

  /** Resolves with the events when the group is durable. */
  async write(group: Group): Promise<readonly StoreEvent[]> {
    const { changed } = group;
    const journal = this.#journalFor(group);
    if (journal === undefined) return this.#store(group);
    const { revision: before } = this.#unsettled;
    try {
      await journal.append(changed, before + 1);
    } catch (error) {
      this.#options.logger.warn("store: its journal is given up", { error: String(error) });
      this.#drop(journal);
      return this.#store(group);
    }
    this.#unsettled.add(changed);
    this.#timer ??= setTimeout(this.#options.settle, settleAfterMs).unref();
    return this.#unsettled.events("", before, this.#unsettled.revision);
  }

  /** Nothing may be under way. What cannot be put into LMDB stays in the journal. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#opening;
    try {
      if (this.#unsettled.commits.length > 0) await this.#store(nothing);
    } catch (error) {
      this.#options.logger.warn("store: the newest commits stay in its journal", { error: String(error) });
    }
    if (this.#journal !== undefined) this.#drop(this.#journal);
  }

  #journalFor({ changed, unchanged, maintenance }: Group): Journal | undefined {
    if (unchanged.length > 0 || maintenance.length > 0) return undefined;
    if (changed.length === 0 || changed.length > maxJournaledCommits) return undefined;
    if (this.#unsettled.commits.length + changed.length > maxUnsettledCommits) return undefined;
    if (this.#unsettled.bytes > maxUnsettledBytes) return undefined;
    if (changed.some(({ extra }) => extra !== undefined)) return undefined;
    this.#openOnce();
    return this.#journal?.hasRoomFor(changed) === true ? this.#journal : undefined;
  }

  /** In the background: the group that was first does not wait. What an earlier process left in the file is put into LMDB before. */
  #openOnce(): void {
    const { openJournal, logger } = this.#options;
    if (openJournal === undefined || this.#opening !== undefined || this.#unsettled.commits.length > 0) return;
    this.#opening = openJournal().then(
      (journal) => {
        this.#journal = journal;
      },
      (error: unknown) => logger.warn("store: there is no journal", { error: String(error) }),
    );
  }

  #drop(journal: Journal): void {
    this.#journal = undefined;
    journal.close();
  }

  async #store({ changed, unchanged, maintenance }: Group): Promise<readonly StoreEvent[]> {
    const { environment } = this.#options;
    const unsettled = this.#unsettled;
    const { revision: before } = unsettled;
    const commits = unsettled.commits.length === 0 ? changed : [...unsettled.commits, ...changed];
    const group = commits.length === 0 ? undefined : encodeGroup(commits, unsettled.settled + 1);
    const tail = group?.tail ?? blankedTail(this.#tail, maintenance);
    this.isStoring = true;
    try {
      await environment.transact(() => {
        for (const { apply } of maintenance) apply(environment);
        for (const { extra } of unchanged) extra?.(environment);
        if (group !== undefined) group.put(environment);
        else if (tail !== this.#tail) environment.meta.put("tail", encodeTail(tail));
      });
      this.#tail = tail;
      const events = group?.events ?? [];
      const isAllNew = before === unsettled.settled;
      unsettled.clear(tail.revision);
      this.#journal?.rewind();
      clearTimeout(this.#timer);
      this.#timer = undefined;
      return isAllNew ? events : events.filter(({ revision }) => revision > before);
    } finally {
      this.isStoring = false;
      environment.root.resetReadTxn();
    }
  }
}
