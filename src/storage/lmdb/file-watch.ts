/**
 * Sees that the store's file is no longer where it was: its folder was deleted, or another file was put in its place. What is written then
 * goes to a file that nobody can open again, so it must not be acknowledged.
 */
import fs from "node:fs";
import { StoreError } from "../store.js";

export interface FileWatch {
  stop(): void;
}

const defaultIntervalMs = 2000;

/** `onGone` is called once. Keeps no process alive. */
export function watchFile(
  file: string,
  onGone: (fault: StoreError) => void,
  { intervalMs = defaultIntervalMs }: { readonly intervalMs?: number } = {},
): FileWatch {
  const opened = fs.statSync(file, { bigint: true });
  let looking = false;
  const look = async (): Promise<void> => {
    const found = await fs.promises.stat(file, { bigint: true }).catch((error: unknown) => {
      if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
        return undefined;
      throw error;
    });
    if (found !== undefined && found.ino === opened.ino && found.dev === opened.dev) return;
    clearInterval(timer);
    const detail = `${file}: the file is gone or is another one; nothing can be kept any more. Start the server again, with a backup if need be.`;
    onGone(new StoreError({ kind: "Unavailable", detail }));
  };
  const timer = setInterval(() => {
    // A file system that does not answer is asked once.
    if (looking) return;
    looking = true;
    look()
      // Anything else than being gone is for the next write to meet.
      .catch(() => {})
      .finally(() => {
        looking = false;
      });
  }, intervalMs).unref();
  return { stop: () => clearInterval(timer) };
}
