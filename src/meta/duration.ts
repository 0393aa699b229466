/**
 * Times as people read them in Tables: `5m3s`, `2d`. Texts are those of kube-apiserver's Tables, proved by test/unit/printers against
 * recorded ones. `now` in ms since the epoch.
 */

export const unknown = "<unknown>";

/** How long ago `time` (RFC 3339) was: `5m3s`. */
export function since(time: string | null | undefined, now: number): string {
  if (time === undefined || time === null) return unknown;
  return formatDuration(now - Date.parse(time));
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

function twoUnits([large, largeUnit]: [number, string], [small, smallUnit]: [number, string]): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}
