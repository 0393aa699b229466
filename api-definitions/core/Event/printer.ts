/** When, how often and about what an event was reported: in series, by count, or once. */
import type { Event } from "../../../src/generated/core/v1/types.js";
import { type Cells, since } from "../../_shared/printing.js";

export const cells: Cells<Event> = {
  "Last Seen": lastSeen,
  Type: ({ type }) => type ?? "",
  Reason: ({ reason }) => reason ?? "",
  Object: ({ involvedObject: { kind, name } }) =>
    name === undefined || name === "" ? (kind ?? "").toLowerCase() : `${(kind ?? "").toLowerCase()}/${name}`,
  Subobject: ({ involvedObject }) => involvedObject.fieldPath ?? "",
  Source: source,
  Message: ({ message }) => (message ?? "").trim(),
  "First Seen": firstSeen,
  Count: ({ series, count }) => (series === undefined ? count || 1 : (series.count ?? 0)),
};

function firstSeen({ firstTimestamp, eventTime }: Event, now: number): string {
  return since(firstTimestamp ?? eventTime, now);
}

function lastSeen(event: Event, now: number): string {
  if (event.series !== undefined) return since(event.series.lastObservedTime, now);
  return event.lastTimestamp === undefined || event.lastTimestamp === null
    ? firstSeen(event, now)
    : since(event.lastTimestamp, now);
}

/** Who reported it and where; the fields of old go first. */
function source({ source, reportingComponent, reportingInstance }: Event): string {
  const component = source?.component || reportingComponent || "";
  const place = source?.host || reportingInstance || "";
  return place === "" ? component : `${component}, ${place}`;
}
