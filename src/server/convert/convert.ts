/** `apiserver convert`: files in any encoding → objects → one encoding, in another version if asked for. */
import { readFile } from "node:fs/promises";
import { loadCbor } from "../../meta/cbor/cbor.js";
import type { GroupDefinition } from "../../registry/resource-definition.js";
import { loadGroups } from "../api/load-groups.js";
import { messageOf, StartError, systemCode } from "../start/start-error.js";
import { changeVersion } from "./change-version.js";
import { ConvertError } from "./convert-error.js";
import { Kinds } from "./kinds.js";
import { type Document, readDocuments, type Source } from "./read-documents.js";
import { isBinary, type OutputFormat, writeDocuments } from "./write-documents.js";

export interface ConvertRequest {
  /** Paths; `-` is standard input. */
  readonly files: readonly string[];
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly output: OutputFormat;
  /** `apps/v1`; undefined: as the objects are. */
  readonly outputVersion: string | undefined;
  readonly groups: readonly GroupDefinition[];
  /** Someone looks at the bytes. */
  readonly toTerminal: boolean;
}

export interface ConvertResult {
  readonly bytes: Buffer;
  readonly warnings: readonly string[];
}

/** `convert` as the command wants it: with the built-in kinds and those of folders, and a sentence for what people can mend. */
export async function convertFiles(
  request: Omit<ConvertRequest, "groups"> & { readonly definitions: readonly string[] },
): Promise<ConvertResult | { readonly failure: string }> {
  try {
    const groups = await loadGroups({ preset: "kubernetes", definitions: request.definitions });
    return await convert({ ...request, groups });
  } catch (error) {
    if (error instanceof ConvertError || error instanceof StartError) return { failure: error.message };
    throw error;
  }
}

/** One input. Far beyond any etcd value; a file that is no manifest should not fill the memory. */
export const maxInputBytes = 256 * 1024 * 1024;

/** Rejects with ConvertError. */
export async function convert(request: ConvertRequest): Promise<ConvertResult> {
  const { output, outputVersion } = request;
  if (request.toTerminal && isBinary(output)) {
    throw new ConvertError(output, "it is binary: send it to a file or a pipe");
  }
  await loadCbor();
  const kinds = new Kinds(request.groups);
  const warnings: string[] = [];
  const change = { kinds, to: outputVersion, warn: (text: string) => void warnings.push(text) };
  const documents: Document[] = [];
  for (const file of request.files) {
    const read = await readDocuments(await open(file, request.stdin), kinds);
    for (const document of read) {
      // Protobuf has no room for fields nobody knows: they are found and told before they are lost.
      const checked = outputVersion !== undefined || output === "protobuf";
      documents.push(checked ? await changeVersion(change, document) : document);
    }
  }
  return { bytes: await writeDocuments(documents, output, kinds), warnings };
}

async function open(file: string, stdin: AsyncIterable<Uint8Array>): Promise<Source> {
  if (file === "-") return { bytes: await readAll(stdin), name: "standard input" };
  try {
    const bytes = await readFile(file);
    if (bytes.length > maxInputBytes) throw tooLarge(file);
    return { bytes, name: file };
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    throw new ConvertError(file, reasons[code] ?? messageOf(error), { cause: error });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EISDIR: "it is a folder",
  ENOENT: "there is no such file",
};

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxInputBytes) throw tooLarge("standard input");
  }
  return Buffer.concat(chunks);
}

function tooLarge(name: string): ConvertError {
  return new ConvertError(name, `it is larger than ${maxInputBytes / 1024 / 1024} MiB`);
}
