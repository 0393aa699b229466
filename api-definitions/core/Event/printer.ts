/** When, how often and about what an event was reported: in series, by count, or once. */
import type { Event } from "../../../src/generated/core/v1/types.js";
import type { PrintedCell } from "../../../src/registry/resource-definition.js";
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

function firstSeen({ firstTimestamp, eventTime }: Event): PrintedCell {
  return since(firstTimestamp ?? eventTime);
}

function lastSeen(event: Event): PrintedCell {
  if (event.series !== undefined) return since(event.series.lastObservedTime);
  const { lastTimestamp } = event;
  return lastTimestamp === undefined || lastTimestamp === null ? firstSeen(event) : since(lastTimestamp);
}

/** Who reported it and where; the fields of old go first. */
function source({ source, reportingComponent, reportingInstance }: Event): string {
  const component = source?.component || reportingComponent || "";
  const place = source?.host || reportingInstance || "";
  return place === "" ? component : `${component}, ${place}`;
}
