/**
 * Reports every change in a folder and the folders in it, until the signal. Each folder is watched, never a file: an
 * editor that saves by renaming a new file over the old one would take the watch on the file away with it.
 */
import { type FSWatcher, readdirSync, watch } from "node:fs";
import path from "node:path";

/** Throws when the folder is not there. Resolves after the signal. */
export function watchTree(root: string, signal: AbortSignal, onChange: () => void): Promise<void> {
  const watched = new Map<string, FSWatcher>();
  const follow = (folder: string): void => {
    const watcher = watch(folder, () => {
      refresh();
      onChange();
    });
    // The folder went away: its parent's event says so too.
    watcher.on("error", () => {});
    watched.set(folder, watcher);
  };
  const refresh = (): void => {
    const there = foldersIn(root);
    for (const [folder, watcher] of watched) {
      if (there.has(folder)) continue;
      watcher.close();
      watched.delete(folder);
    }
    for (const folder of there) {
      try {
        if (!watched.has(folder)) follow(folder);
      } catch {
        // Gone again; the next event would have said so.
      }
    }
  };
  follow(root);
  refresh();
  return new Promise((resolve) => {
    const stop = (): void => {
      for (const watcher of watched.values()) watcher.close();
      resolve();
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

function foldersIn(root: string): Set<string> {
  const found = new Set([root]);
  for (const folder of found) {
    for (const entry of entriesOf(folder)) if (entry.isDirectory()) found.add(path.join(folder, entry.name));
  }
  return found;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // removed since it was found
  }
}
