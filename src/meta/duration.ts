/**
 * Times as people read them in Tables: `5m3s`, `2d`. Texts are those of kube-apiserver's Tables, proved by test/unit/printers against
 * recorded ones.
 */

export const unknown = "<unknown>";

/**
 * A text that grows older: `before`, the time since then as in `5m3s`, `after`. What prints an object never sees the time, so that its
 * cells can be kept.
 */
export interface Elapsed {
  /** In ms since the epoch. */
  readonly since: number;
  readonly before: string;
  readonly after: string;
}

/** How long ago `time` (RFC 3339) was. */
export function since(time: string | null | undefined): Elapsed | typeof unknown {
  return time === undefined || time === null ? unknown : elapsed(Date.parse(time));
}

export function elapsed(since: number, before = "", after = ""): Elapsed {
  return { since, before, after };
}

/**
 * A duration in its two largest units, the second only while it matters: `119s`, `9m59s`, `3h`, `3d5h`, `2y70d`. Two seconds and more
 * below zero (clocks that disagree) are `<invalid>`.
 */
export function formatDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return twoUnits([minutes, "m"], [seconds % 60, "s"]);
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return twoUnits([hours, "h"], [minutes % 60, "m"]);
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return twoUnits([days, "d"], [hours % 24, "h"]);
  if (days < 2 * 365) return `${days}d`;
  const years = Math.floor(days / 365);
  return years < 8 ? twoUnits([years, "y"], [days % 365, "d"]) : `${years}y`;
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long `formatDuration` goes on saying the same of a duration that grows. */
export function formatHoldsMs(ms: number): number {
  const step = ms < 10 * minuteMs ? secondMs : ms < 8 * hourMs ? minuteMs : ms < 8 * dayMs ? hourMs : dayMs;
  // Below zero seconds are counted the other way, and change right behind a whole one.
  return ms < 0 ? Math.max(1, -ms % secondMs) : step - (ms % step);
}

function twoUnits([large, largeUnit]: [number, string], [small, smallUnit]: [number, string]): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}
