/**
 * What must be said of an event. Events of old say when they happened in first and last timestamps and little is asked of them; those with
 * an eventTime have to be complete; and through events.k8s.io nothing else is taken, nor can it be changed but for its series.
 */
import type { Event, ObjectReference } from "../../../src/generated/core/v1/types.js";
import { type FieldError, immutableField, invalidValue, required } from "../../../src/meta/field-error.js";
import { qualifiedName } from "../../../src/meta/formats.js";
import { isSame } from "../../../src/meta/same.js";

/** The name a field has in the API the request came through; the others have their core names in both. */
type ControllerField = "reportingComponent" | "reportingController";

const longest = { reportingInstance: 128, action: 128, reason: 128, message: 1024 } as const;

export function eventErrors(event: Event, controllerField: ControllerField): FieldError[] {
  const { metadata, involvedObject } = event;
  const about = involvedObject.namespace ?? "";
  const own = metadata.namespace ?? "";
  const complete = hasTime(event.eventTime);
  // Of things without a namespace is told in one of these; completed events may tell of other namespaces.
  const fits =
    about === "" ? own === "default" || own === "" || (complete && own === "kube-system") : complete || about === own;
  const errors = fits
    ? []
    : [invalidValue("involvedObject.namespace", about, "does not match event.namespace", "sameNamespace")];
  return complete ? [...errors, ...completenessErrors(event, controllerField)] : errors;
}

function completenessErrors(event: Event, controllerField: ControllerField): FieldError[] {
  const { reportingComponent = "", message = "" } = event;
  const errors: FieldError[] = [];
  if (reportingComponent === "") errors.push(required(controllerField));
  for (const text of qualifiedName(reportingComponent)) {
    errors.push(invalidValue(controllerField, reportingComponent, text, "format:qualifiedName"));
  }
  for (const field of ["reportingInstance", "action", "reason"] as const) {
    const value = event[field] ?? "";
    if (value === "") errors.push(required(field));
    errors.push(...lengthErrors(field, value));
  }
  return [...errors, ...lengthErrors("message", message)];
}

function lengthErrors(field: keyof typeof longest, value: string): FieldError[] {
  if (Buffer.byteLength(value) <= longest[field]) return [];
  return [invalidValue(field, "", `can have at most ${longest[field]} characters`, "maxLength")];
}

/** For both creates and updates through events.k8s.io. */
export function seriesErrors({ series }: Event): FieldError[] {
  if (series === undefined) return [];
  const errors: FieldError[] = [];
  if ((series.count ?? 0) < 2) errors.push(invalidValue("series.count", "", "should be at least 2", "minimum"));
  if (!hasTime(series.lastObservedTime)) errors.push(required("series.lastObservedTime"));
  return errors;
}

/** What is asked of a new event besides, through events.k8s.io. */
export function newEventErrors(event: Event): FieldError[] {
  const errors = hasTime(event.eventTime) ? [] : [required("eventTime")];
  const { type = "", source, count = 0 } = event;
  if (type !== "Normal" && type !== "Warning") {
    errors.push(invalidValue("type", "", `has invalid value: ${type}`, "enum"));
  }
  const unset = (field: string): void => {
    errors.push(invalidValue(field, "", "needs to be unset", "unset"));
  };
  if (hasTime(event.firstTimestamp)) unset("firstTimestamp");
  if (hasTime(event.lastTimestamp)) unset("lastTimestamp");
  if (count !== 0) unset("count");
  if ((source?.component ?? "") !== "" || (source?.host ?? "") !== "") unset("source");
  return errors;
}

type Show = (event: Event) => unknown;

/** In kube-apiserver's order (which names the reason twice), each as it is shown when it was changed. */
const sealed: readonly (readonly [field: string, show: Show])[] = [
  ["involvedObject", ({ involvedObject }) => shownReference(involvedObject)],
  ["reason", ({ reason = "" }) => reason],
  ["message", ({ message = "" }) => message],
  ["source", ({ source }) => ({ Component: source?.component ?? "", Host: source?.host ?? "" })],
  ["firstTimestamp", ({ firstTimestamp }) => firstTimestamp ?? null],
  ["lastTimestamp", ({ lastTimestamp }) => lastTimestamp ?? null],
  ["count", ({ count = 0 }) => count],
  ["reason", ({ reason = "" }) => reason],
  ["type", ({ type = "" }) => type],
  ["eventTime", ({ eventTime }) => eventTime ?? null],
  ["action", ({ action = "" }) => action],
  ["related", ({ related }) => (related === undefined ? null : shownReference(related))],
  ["reportingController", ({ reportingComponent = "" }) => reportingComponent],
  ["reportingInstance", ({ reportingInstance = "" }) => reportingInstance],
];

/** What changed that may not, through events.k8s.io. */
export function sealedEventErrors(next: Event, previous: Event): FieldError[] {
  return sealed.flatMap(([field, show]) => {
    const value = show(next);
    return isSame(value, show(previous)) ? [] : [immutableField(field, value)];
  });
}

/** As Go prints the struct: by its field names. */
function shownReference(to: ObjectReference): object {
  return {
    Kind: to.kind ?? "",
    Namespace: to.namespace ?? "",
    Name: to.name ?? "",
    UID: to.uid ?? "",
    APIVersion: to.apiVersion ?? "",
    ResourceVersion: to.resourceVersion ?? "",
    FieldPath: to.fieldPath ?? "",
  };
}

function hasTime(time: string | null | undefined): boolean {
  return time !== undefined && time !== null;
}
