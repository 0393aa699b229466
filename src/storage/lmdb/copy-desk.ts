/**
 * How another process gets a copy of a store that is open: it asks the process that has it open, over a socket in the store's folder.
 *
 * It must not open the file itself. LMDB's open writes the number of the newest transaction it has read into memory that is shared with
 * the writer; one that was committed in between is then forgotten, and the writer takes its pages for free. The writer has been seen to
 * lose acknowledged commits, to refuse all others, and to crash.
 */
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { StoreError } from "../store.js";

export interface CopyDesk {
  close(): Promise<void>;
}

const socketName = "store.sock";
/** A request is the name of a folder. */
const maxMessageBytes = 64 * 1024;
/** The process may have opened the store a moment ago. */
const defaultPatienceMs = 5000;
const retryMs = 100;

/** `copy` writes the store to a folder that has none. Only one desk at a time: the caller has locked the store. */
export async function openCopyDesk(dataDir: string, copy: (folder: string) => Promise<void>): Promise<CopyDesk> {
  const place = socketIn(dataDir);
  fs.rmSync(place.name, { force: true });
  const silent = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    silent.add(socket);
    // Whoever asked has gone; the copy is complete or not there.
    socket.on("error", () => socket.destroy());
    socket.once("end", () => silent.delete(socket)).once("close", () => silent.delete(socket));
    void serve(socket, copy);
  });
  try {
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(place.name, resolve));
  } catch (error) {
    place.release();
    throw error;
  }
  server.unref();
  return {
    /** Copies under way are finished and answered. */
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of silent) {
        socket.destroy();
      }
      await closed;
      place.release();
    },
  };
}

async function serve(socket: net.Socket, copy: (folder: string) => Promise<void>): Promise<void> {
  try {
    await copy(folderOf(await readAll(socket)));
    socket.end(JSON.stringify({ done: true }));
  } catch (error) {
    const kind = error instanceof StoreError && error.fault.kind === "Corrupt" ? "Corrupt" : "Unavailable";
    socket.end(JSON.stringify({ kind, detail: error instanceof Error ? error.message : String(error) }));
  }
}

/** Has the process that has the store open copy it to `folder`; rejects with what that process says. */
export async function askForCopy(
  dataDir: string,
  folder: string,
  { patienceMs = defaultPatienceMs }: { readonly patienceMs?: number } = {},
): Promise<void> {
  const until = performance.now() + patienceMs;
  const answer: unknown = JSON.parse(await ask(dataDir, JSON.stringify({ folder: path.resolve(folder) }), until));
  if (typeof answer === "object" && answer !== null && "done" in answer) {
    return;
  }
  const detail = typeof answer === "object" && answer !== null && "detail" in answer ? String(answer.detail) : "";
  const damaged = typeof answer === "object" && answer !== null && "kind" in answer && answer.kind === "Corrupt";
  throw new StoreError({ kind: damaged ? "Corrupt" : "Unavailable", detail });
}

/** True when a process has a desk in this folder. */
export async function hasDesk(dataDir: string): Promise<boolean> {
  const place = socketIn(dataDir);
  const socket = net.connect({ path: place.name });
  try {
    return await new Promise((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
  } finally {
    socket.destroy();
    place.release();
  }
}

async function ask(dataDir: string, question: string, until: number): Promise<string> {
  for (;;) {
    try {
      return await askOnce(dataDir, question);
    } catch (error) {
      if (performance.now() > until) {
        const text = error instanceof Error ? error.message : String(error);
        const detail = `${dataDir}: the process that has the store open makes no copy (${text}). Stop it first.`;
        throw new StoreError({ kind: "Unavailable", detail }, { cause: error });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

async function askOnce(dataDir: string, question: string): Promise<string> {
  const place = socketIn(dataDir);
  const socket = net.connect({ path: place.name, allowHalfOpen: true });
  try {
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    socket.end(question);
    const answer = await readAll(socket);
    if (answer === "") {
      throw new Error("it ended");
    }
    return answer;
  } finally {
    socket.destroy();
    place.release();
  }
}

async function readAll(socket: net.Socket): Promise<string> {
  let text = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (text.length > maxMessageBytes) {
      throw new Error("a message is too long");
    }
  }
  return text;
}

function folderOf(text: string): string {
  const request: unknown = JSON.parse(text);
  if (typeof request === "object" && request !== null && "folder" in request && typeof request.folder === "string") {
    return request.folder;
  }
  throw new Error("a request names no folder");
}

/** The name of a socket must be short, and a data folder's may be long: where there is /proc it goes over a descriptor. */
function socketIn(dataDir: string): { readonly name: string; release(): void } {
  if (process.platform !== "linux") {
    return { name: path.join(dataDir, socketName), release() {} };
  }
  const folder = fs.openSync(dataDir, "r");
  return { name: `/proc/self/fd/${folder}/${socketName}`, release: () => fs.closeSync(folder) };
}
