/**
 * Keeps documents as clients get them: bytes, compressed, each made once when it is first asked for. The objects they were made from are
 * dropped. When the served groups change, only documents of group versions that changed are made again.
 */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { buildV2, buildV3, type DocumentOptions, type DocumentPart, documentParts } from "./documents.js";
import { locationOf } from "./location.js";
import { encodeV2 } from "./protobuf-v2.js";

export interface EncodedDocument {
  readonly gzipped: Buffer;
  /** Of the plain form. */
  readonly byteLength: number;
  /** SHA-512 of the plain form, upper-case hex. */
  readonly hash: string;
  readonly madeAtMs: number;
}

export interface EncodedV2 {
  readonly json: EncodedDocument;
  readonly protobuf: EncodedDocument;
}

interface Entry {
  readonly part: DocumentPart;
  readonly made: Kept<EncodedDocument>;
}

/** Made on first use, and again after a failure. */
class Kept<T> {
  #made: Promise<T> | undefined;

  get(make: () => Promise<T>): Promise<T> {
    if (this.#made === undefined) {
      this.#made = make();
      this.#made.catch(() => {
        this.#made = undefined;
      });
    }
    return this.#made;
  }
}

const compress = promisify(gzip);

export class EncodedDocuments {
  #options: DocumentOptions;
  readonly #now: () => number;
  #entries: ReadonlyMap<string, Entry> = new Map();
  #v2 = new Kept<EncodedV2>();
  #index = new Kept<Buffer>();

  constructor(options: DocumentOptions, now: () => number) {
    this.#options = options;
    this.#now = now;
    this.#entries = entriesOf(options, this.#entries);
  }

  /** Takes the place of the groups given before. Requests under way still get the old documents. */
  replaceGroups(groups: DocumentOptions["groups"]): void {
    this.#options = { ...this.#options, groups };
    this.#entries = entriesOf(this.#options, this.#entries);
    this.#v2 = new Kept();
    this.#index = new Kept();
  }

  /** `name`: `apis/apps/v1`. Undefined when there is no such document. */
  v3(name: string): Promise<EncodedDocument> | undefined {
    const entry = this.#entries.get(name);
    return entry === undefined ? undefined : this.#v3Of(entry);
  }

  v2(): Promise<EncodedV2> {
    return this.#v2.get(() => this.#makeV2(this.#options));
  }

  /** JSON: every v3 document with its hash. Makes all that are not made yet, one after the other. */
  index(): Promise<Buffer> {
    return this.#index.get(() => this.#makeIndex(this.#entries));
  }

  async #makeIndex(entries: ReadonlyMap<string, Entry>): Promise<Buffer> {
    const paths: Record<string, { readonly serverRelativeURL: string }> = {};
    for (const [name, entry] of entries) {
      const { hash } = await this.#v3Of(entry);
      paths[name] = { serverRelativeURL: locationOf(name, hash) };
    }
    return Buffer.from(JSON.stringify({ paths }));
  }

  #v3Of(entry: Entry): Promise<EncodedDocument> {
    return entry.made.get(() => this.#makeV3(entry.part, this.#options));
  }

  async #makeV3(part: DocumentPart, options: DocumentOptions): Promise<EncodedDocument> {
    return this.#encode(Buffer.from(JSON.stringify(await buildV3(part, options))));
  }

  async #makeV2(options: DocumentOptions): Promise<EncodedV2> {
    const document = await buildV2(options);
    const [json, protobuf] = [Buffer.from(JSON.stringify(document)), encodeV2(document)];
    return { json: await this.#encode(json), protobuf: await this.#encode(protobuf) };
  }

  async #encode(plain: Buffer): Promise<EncodedDocument> {
    const hash = createHash("sha512").update(plain).digest("hex").toUpperCase();
    return { gzipped: await compress(plain), byteLength: plain.length, hash, madeAtMs: this.#now() };
  }
}

/** An entry whose resources are the very same records stays as it is. */
function entriesOf(options: DocumentOptions, before: ReadonlyMap<string, Entry>): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const part of documentParts(options)) {
    const old = before.get(part.name);
    const isSame = old !== undefined && sameItems(old.part.resources, part.resources);
    entries.set(part.name, isSame ? old : { part, made: new Kept<EncodedDocument>() });
  }
  return entries;
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}
