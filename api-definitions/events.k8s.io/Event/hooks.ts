/** Events are stored in their core form, so they are shown as those are. */
import type { Event as CoreEvent } from "../../../src/generated/core/v1/types.js";
import type { KubeObject } from "../../../src/meta/object.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { cells } from "../../core/Event/printer.js";
import { eventErrors, newEventErrors, sealedEventErrors, seriesErrors } from "../../core/Event/rules.js";

/** This group's name of a field → the core one's. */
const coreNames: Readonly<Record<string, string>> = {
  note: "message",
  regarding: "involvedObject",
  reportingController: "reportingComponent",
  deprecatedSource: "source",
  deprecatedFirstTimestamp: "firstTimestamp",
  deprecatedLastTimestamp: "lastTimestamp",
  deprecatedCount: "count",
};
const ownNames = Object.fromEntries(Object.entries(coreNames).map(([own, core]) => [core, own]));

function renamed(object: KubeObject, names: Readonly<Record<string, string>>): KubeObject {
  const { kind, apiVersion, metadata, ...fields } = object;
  const entries = Object.entries(fields).map(([name, value]) => [names[name] ?? name, value] as const);
  return { kind, apiVersion, metadata, ...Object.fromEntries(entries) };
}

export const hooks: KindHooks<CoreEvent> = {
  cells,
  validate: (event) => [...eventErrors(event, "reportingController"), ...seriesErrors(event)],
  validateCreate: newEventErrors,
  validateUpdate: sealedEventErrors,
  convert: {
    v1: {
      // The core form writes these two even when they say nothing.
      toStored: (event) => ({ reportingComponent: "", reportingInstance: "", ...renamed(event, coreNames) }),
      fromStored: (stored) => {
        const event = renamed(stored, ownNames);
        for (const field of ["reportingController", "reportingInstance"]) if (event[field] === "") delete event[field];
        return event;
      },
    },
  },
};
