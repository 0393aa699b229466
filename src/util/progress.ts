/** Tells people who wait what is being done: on a terminal one line that changes, elsewhere plain lines. */
export interface Progress {
  step(text: string): void;
  /** Takes the changing line away. */
  done(): void;
}

export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** `quiet` says nothing at all. */
export function progressOn(stream: ProgressStream, quiet = false): Progress {
  const changing = stream.isTTY === true;
  const eraseLine = "\r\u001b[K";
  return {
    step(text) {
      if (!quiet) stream.write(changing ? `${eraseLine}${text} …` : `${text}\n`);
    },
    done() {
      if (!quiet && changing) stream.write(eraseLine);
    },
  };
}

/** `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
