/**
 * Looks over the pages of an LMDB file before LMDB maps it: LMDB trusts what it reads, and a wild page number in a damaged file would end
 * the process with a bus error instead of a message. Reads the file with plain reads and changes nothing.
 *
 * Promise: after `checkPages` returns, both meta pages are sane, the file is as long as the newest one says, and every page reachable
 * from it is where it says it is, is reached once, and keeps its nodes inside itself, and that no page is both free and in use. Above
 * `fullCheckBytes` leaves are skipped, and
 * damage to one is found when it is read. What records say is not looked at here; they carry checksums.
 */
import fs from "node:fs";
import { StoreError } from "../store.js";
import { toStoreError } from "./environment.js";

/** The databases of a store; a file with others, or with some but not all, is not ours. */
const databaseNames = ["head", "index", "lease", "leased", "log", "meta"];

export interface PageCheckOptions {
  /** Files up to this size are checked to the last leaf. */
  readonly fullCheckBytes?: number;
}

const defaultFullCheckBytes = 256 * 2 ** 20;

// Where things are in LMDB's data format 2 on 64-bit little-endian machines.
const headerBytes = 24;
const metaBytes = 168;
const magic = 0xbeefc0de;
const version = 2;
const pageFlag = { branch: 1, leaf: 2, overflow: 4, meta: 8 };
const nodeFlag = { big: 1, database: 2, duplicates: 4 };
const nodeHeaderBytes = 8;
const databaseBytes = 48;
const noPage = 0xffff_ffff_ffff_ffffn;
const maxDepth = 32;

interface Tree {
  readonly name: string;
  readonly root: bigint;
  readonly depth: number;
  readonly entries: number;
}

interface Meta {
  readonly pageBytes: number;
  readonly lastPage: number;
  readonly transaction: bigint;
  readonly trees: readonly [free: Tree, main: Tree];
}

class Damage extends Error {}

export function checkPages(file: string, options: PageCheckOptions = {}): void {
  let descriptor: number;
  try {
    descriptor = fs.openSync(file, "r");
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    const detail = `${file}: the store cannot be read (${what}). Make it readable and writable for this user.`;
    throw new StoreError({ kind: "Unavailable", detail }, { cause: error });
  }
  try {
    const bytes = fs.fstatSync(descriptor).size;
    const leaves = bytes <= (options.fullCheckBytes ?? defaultFullCheckBytes);
    new PageWalk(descriptor, readNewestMeta(descriptor, bytes), leaves).run();
  } catch (error) {
    if (!(error instanceof Damage)) {
      throw toStoreError(error, file);
    }
    const advice = "Nothing was changed. Restore a backup with 'apiserver store restore', or choose another --data-dir";
    throw new StoreError({ kind: "Corrupt", detail: `${file}: ${error.message}. ${advice}.` }, { cause: error });
  } finally {
    fs.closeSync(descriptor);
  }
}

function readNewestMeta(descriptor: number, fileBytes: number): Meta {
  const first = readMeta(descriptor, 0, 0);
  const second = readMeta(descriptor, first.pageBytes, 1);
  const meta = second.transaction > first.transaction ? second : first;
  if (second.pageBytes !== first.pageBytes) {
    throw new Damage("the store is damaged (its two meta pages disagree)");
  }
  // The file may end before the last page when the last pages are free, but never before a page in use: the walk sees to that.
  if (fileBytes < 2 * meta.pageBytes || !Number.isSafeInteger(meta.lastPage)) {
    throw new Damage("the store is cut short");
  }
  return meta;
}

function readMeta(descriptor: number, offset: number, number: number): Meta {
  const page = Buffer.alloc(metaBytes);
  const read = fs.readSync(descriptor, page, 0, metaBytes, offset);
  if (number === 0 && (read < headerBytes + 8 || page.readUInt32LE(24) !== magic)) {
    throw new Damage("not a store of this program, or its first page is damaged");
  }
  if (number === 0 && page.readUInt32LE(28) !== version) {
    throw new Damage(`an LMDB file of another format (${page.readUInt32LE(28)}, this program reads ${version})`);
  }
  const pageBytes = page.readUInt32LE(48);
  const transaction = page.readBigUInt64LE(152);
  const sane =
    read === metaBytes &&
    page.readUInt32LE(24) === magic &&
    page.readUInt32LE(28) === version &&
    (page.readUInt16LE(18) & pageFlag.meta) !== 0 &&
    [4096, 8192, 16384, 32768].includes(pageBytes) &&
    (transaction === 0n || Number(transaction & 1n) === number);
  if (!sane) {
    throw new Damage(`the store is damaged (meta page ${number})`);
  }
  const trees = [readTree(page, 48, "free pages"), readTree(page, 96, "main")] as const;
  return { pageBytes, lastPage: Number(page.readBigUInt64LE(144)), transaction, trees };
}

function readTree(page: Buffer, offset: number, name: string): Tree {
  return {
    name,
    depth: page.readUInt16LE(offset + 6),
    entries: Number(page.readBigUInt64LE(offset + 32)),
    root: page.readBigUInt64LE(offset + 40),
  };
}

class PageWalk {
  readonly #descriptor: number;
  readonly #meta: Meta;
  readonly #leaves: boolean;
  readonly #seen: Uint8Array;
  readonly #names: string[] = [];

  constructor(descriptor: number, meta: Meta, leaves: boolean) {
    this.#descriptor = descriptor;
    this.#meta = meta;
    this.#leaves = leaves;
    const fileBytes = fs.fstatSync(descriptor).size;
    this.#seen = new Uint8Array(Math.min(meta.lastPage + 1, Math.ceil(fileBytes / meta.pageBytes)));
  }

  run(): void {
    const [free, main] = this.#meta.trees;
    this.#tree(free);
    this.#tree(main);
    if (databaseNames.join() !== this.#names.sort().join()) {
      throw new Damage("not a store of this program");
    }
  }

  #tree(tree: Tree): void {
    if (tree.root === noPage) {
      return;
    }
    if (tree.depth < 1 || tree.depth > maxDepth) {
      throw new Damage(`the store is damaged (depth of '${tree.name}')`);
    }
    const entries = this.#page(tree, tree.root, 1);
    const complete = this.#leaves || tree.depth === 1;
    if (complete && entries !== tree.entries) {
      throw new Damage(`the store is damaged ('${tree.name}' has ${entries} entries, not ${tree.entries})`);
    }
  }

  /** Entries at and below the page. */
  #page(tree: Tree, number: bigint, level: number): number {
    const page = this.#read(tree, number, this.#meta.pageBytes);
    const flags = page.readUInt16LE(18);
    const leaf = level === tree.depth;
    this.#demand(tree, number, (flags & (leaf ? pageFlag.leaf : pageFlag.branch)) !== 0);
    const lower = page.readUInt16LE(20);
    const upper = page.readUInt16LE(22);
    this.#demand(tree, number, lower % 2 === 0 && lower <= upper && upper <= page.length - headerBytes);
    let entries = 0;
    for (let at = headerBytes; at < headerBytes + lower; at += 2) {
      const node = page.readUInt16LE(at) + headerBytes;
      this.#demand(tree, number, node >= headerBytes + upper && node + nodeHeaderBytes <= page.length);
      entries += leaf ? this.#leafNode(tree, number, page, node) : this.#branchNode(tree, number, page, node, level);
    }
    return entries;
  }

  #branchNode(tree: Tree, number: bigint, page: Buffer, node: number, level: number): number {
    this.#demand(tree, number, node + nodeHeaderBytes + page.readUInt16LE(node + 6) <= page.length);
    const child = BigInt(page.readUInt32LE(node)) | (BigInt(page.readUInt16LE(node + 4)) << 32n);
    // The leaves of the free list and of the names decide where LMDB writes next, so they are always looked at.
    const skip = !this.#leaves && level + 1 === tree.depth && !this.#meta.trees.includes(tree);
    if (skip) {
      this.#claim(tree, child, 1);
      return 0;
    }
    return this.#page(tree, child, level + 1);
  }

  #leafNode(tree: Tree, number: bigint, page: Buffer, node: number): number {
    const bytes = page.readUInt32LE(node);
    const flags = page.readUInt16LE(node + 4);
    const keyBytes = page.readUInt16LE(node + 6);
    const data = node + nodeHeaderBytes + keyBytes;
    const inPage = (flags & nodeFlag.big) !== 0 ? databaseBytes / 2 : bytes;
    this.#demand(tree, number, data + inPage <= page.length && (flags & nodeFlag.duplicates) === 0);
    const big = (flags & nodeFlag.big) !== 0;
    if (big) {
      this.#demand(tree, number, this.#inPast(page, data + 8));
      this.#overflow(tree, page.readBigUInt64LE(data), bytes);
    }
    if (tree === this.#meta.trees[0]) {
      const list = big ? this.#overflowData(page.readBigUInt64LE(data), bytes) : page.subarray(data, data + bytes);
      this.#freePages(tree, number, list);
    } else if ((flags & nodeFlag.database) !== 0) {
      this.#demand(tree, number, tree === this.#meta.trees[1] && bytes === databaseBytes);
      const name = page.toString("latin1", node + nodeHeaderBytes, data).replace(/\0$/, "");
      this.#names.push(name);
      this.#tree(readTree(page, data, name));
    }
    return 1;
  }

  /**
   * A list of free pages: how many numbers follow; then page numbers, runs as minus their length and their first page, and zeros for
   * nothing. A page that is free and in use would be written over.
   */
  #freePages(tree: Tree, number: bigint, list: Buffer): void {
    this.#demand(tree, number, list.length >= 8 && list.length % 8 === 0);
    const end = 8 + 8 * Number(list.readBigInt64LE(0));
    this.#demand(tree, number, end >= 8 && end <= list.length);
    for (let at = 8; at < end; at += 8) {
      let first = list.readBigInt64LE(at);
      let pages = 1n;
      if (first < 0n) {
        pages = -first;
        at += 8;
        this.#demand(tree, number, at < end);
        first = list.readBigInt64LE(at);
      }
      if (first === 0n && pages === 1n) {
        continue;
      }
      this.#demand(tree, number, first >= 2n && first + pages <= BigInt(this.#meta.lastPage) + 1n);
      // Free pages at the end may lie beyond the end of the file.
      const inFile = Math.min(Number(pages), this.#seen.length - Number(first));
      this.#claim(tree, first, Math.max(0, inFile));
    }
  }

  #overflowData(number: bigint, bytes: number): Buffer {
    const data = Buffer.alloc(bytes);
    fs.readSync(this.#descriptor, data, 0, bytes, Number(number) * this.#meta.pageBytes + headerBytes);
    return data;
  }

  /** A page that claims to come from a later transaction is taken for one that is being written. */
  #inPast(page: Buffer, offset: number): boolean {
    return page.readBigUInt64LE(offset) <= this.#meta.transaction;
  }

  #overflow(tree: Tree, number: bigint, bytes: number): void {
    const header = this.#read(tree, number, headerBytes);
    const pages = header.readUInt32LE(20);
    const fits = pages * this.#meta.pageBytes >= headerBytes + bytes && pages > 0;
    this.#demand(tree, number, (header.readUInt16LE(18) & pageFlag.overflow) !== 0 && fits);
    this.#claim(tree, number + 1n, pages - 1);
  }

  #read(tree: Tree, number: bigint, bytes: number): Buffer {
    this.#claim(tree, number, 1);
    const page = Buffer.allocUnsafe(bytes);
    const read = fs.readSync(this.#descriptor, page, 0, bytes, Number(number) * this.#meta.pageBytes);
    this.#demand(tree, number, read === bytes && page.readBigUInt64LE(0) === number && this.#inPast(page, 8));
    return page;
  }

  #claim(tree: Tree, number: bigint, pages: number): void {
    if (pages > 0 && (number < 2n || number + BigInt(pages) > BigInt(this.#seen.length))) {
      throw new Damage(`the store is cut short or damaged (page ${number} of '${tree.name}' is not in the file)`);
    }
    for (let page = Number(number); page < Number(number) + pages; page++) {
      this.#demand(tree, number, this.#seen[page] === 0);
      this.#seen[page] = 1;
    }
  }

  #demand(tree: Tree, page: bigint, sane: boolean): void {
    if (!sane) {
      throw new Damage(`the store is damaged (page ${page} of '${tree.name}')`);
    }
  }
}
