/** Query of get, list and watch, read and checked as kube-apiserver does. */
import { type FieldError, forbiddenField } from "../../meta/field-error.js";
import { fieldRequirements } from "../../meta/field-selector.js";
import { goQuote } from "../../meta/go-quote.js";
import { parseLabelSelector } from "../../meta/label-selector.js";
import { parseInt64 } from "../../meta/parse-int64.js";
import { badRequest, failure, invalid } from "../../meta/status.js";
import { parseResourceVersion } from "../../meta/validate-object-meta.js";
import { queryOf } from "./query.js";

export interface ListOptions {
  readonly labelSelector: string;
  readonly fieldSelector: string;
  readonly watch: boolean;
  readonly allowWatchBookmarks: boolean;
  /** As sent: "", "0" or a number. */
  readonly resourceVersion: string;
  readonly resourceVersionMatch: "" | "Exact" | "NotOlderThan";
  readonly timeoutSeconds: number | undefined;
  /** 0: no limit. */
  readonly limit: number;
  readonly continueToken: string;
  readonly sendInitialEvents: boolean | undefined;
}

const defaults: ListOptions = {
  labelSelector: "",
  fieldSelector: "",
  watch: false,
  allowWatchBookmarks: false,
  resourceVersion: "",
  resourceVersionMatch: "",
  timeoutSeconds: undefined,
  limit: 0,
  continueToken: "",
  sendInitialEvents: undefined,
};

/** Throws StatusError for values that make no sense. */
export function parseListOptions(query: string): ListOptions {
  if (query === "") return defaults;
  const params = queryOf(query);
  const timeoutSeconds = parseInteger(params.get("timeoutSeconds"));
  const sendInitialEvents = params.get("sendInitialEvents");
  const options: ListOptions = {
    labelSelector: params.get("labelSelector") ?? "",
    fieldSelector: params.get("fieldSelector") ?? "",
    watch: parseBoolean(params.get("watch")),
    allowWatchBookmarks: parseBoolean(params.get("allowWatchBookmarks")),
    resourceVersion: params.get("resourceVersion") ?? "",
    resourceVersionMatch: (params.get("resourceVersionMatch") ?? "") as ListOptions["resourceVersionMatch"],
    timeoutSeconds,
    limit: parseInteger(params.get("limit")) ?? 0,
    continueToken: params.get("continue") ?? "",
    sendInitialEvents: sendInitialEvents === null ? undefined : parseBoolean(sendInitialEvents),
  };
  const errors = options.watch ? watchErrors(options) : listErrors(options);
  if (errors.length > 0) {
    refuseSelectors(options);
    throw invalid({ group: "meta.k8s.io", kind: "ListOptions" }, "", errors);
  }
  return options;
}

/** Selectors that cannot be read come before what is wrong with the options together. */
function refuseSelectors({ labelSelector, fieldSelector }: ListOptions): void {
  const labels = parseLabelSelector(labelSelector);
  if (!labels.ok) throw badRequest(labels.error);
  const fields = fieldRequirements(fieldSelector);
  if (typeof fields === "string") throw badRequest(fields);
}

/** Whether a query asks for a watch, as is asked before the rest of it is read. */
export function asksToWatch(query: string): boolean {
  return query.includes("watch") && parseBoolean(queryOf(query).get("watch"));
}

/** Presence means true; only "false" in any capitals and "0" mean false. */
export function parseBoolean(value: string | null): boolean {
  return value !== null && value.toLowerCase() !== "false" && value !== "0";
}

export function parseInteger(value: string | null): number | undefined {
  if (value === null) return undefined;
  const parsed = parseInt64(value);
  if (!parsed.ok) throw badRequest(parsed.error);
  return Number(parsed.value);
}

/**
 * A resource version of a read: "" and "0" give 0. Throws as kube-apiserver does: 400 where it asks its store (of a list it always
 * does, of what it keeps in no cache too), else a bare 500.
 */
export function readResourceVersion(text: string, reads: "cache" | "store"): number {
  const parsed = parseResourceVersion(text);
  if (!parsed.ok) {
    const why = `resourceVersion: Invalid value: ${goQuote(text)}: ${parsed.error}`;
    if (reads === "cache") throw failure(undefined, why);
    throw badRequest(`invalid resource version: ${why}`);
  }
  // Far beyond any revision of a store: as good as the number itself.
  return Math.min(Number(text), Number.MAX_SAFE_INTEGER);
}

const matchField = "resourceVersionMatch";

function listErrors(options: ListOptions): FieldError[] {
  const errors: FieldError[] = [];
  const { resourceVersionMatch: match } = options;
  if (match !== "") errors.push(...matchErrors(options));
  if (options.sendInitialEvents !== undefined) {
    errors.push(forbiddenField("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  }
  return errors;
}

function matchErrors({ resourceVersion, resourceVersionMatch: match, continueToken }: ListOptions): FieldError[] {
  const errors: FieldError[] = [];
  if (resourceVersion === "") {
    errors.push(forbiddenField(matchField, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
  }
  if (continueToken !== "") {
    errors.push(forbiddenField(matchField, "resourceVersionMatch is forbidden when continue is provided"));
  }
  if (match !== "Exact" && match !== "NotOlderThan") {
    errors.push(unknownMatch(match, '"Exact", "NotOlderThan", ""'));
  }
  if (match === "Exact" && resourceVersion === "0") {
    errors.push(forbiddenField(matchField, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  return errors;
}

/** `supported` in kube-apiserver's order, which is not sorted here. */
function unknownMatch(match: string, supported: string): FieldError {
  const detail = `supported values: ${supported}`;
  return { type: "FieldValueNotSupported", field: matchField, value: match, detail, rule: "enum" };
}

function watchErrors(options: ListOptions): FieldError[] {
  const errors: FieldError[] = [];
  const { sendInitialEvents, resourceVersionMatch: match } = options;
  if (match !== "" && sendInitialEvents === undefined) {
    const why = "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided";
    errors.push(forbiddenField(matchField, why));
  }
  if (sendInitialEvents !== undefined && match !== "NotOlderThan") {
    errors.push(forbiddenField(matchField, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
  }
  if (match !== "" && match !== "NotOlderThan") errors.push(unknownMatch(match, '"NotOlderThan"'));
  // Nobody looks at the token of a watch that begins with no list.
  const lists = match !== "" || sendInitialEvents !== undefined || ["", "0"].includes(options.resourceVersion);
  if (lists && options.continueToken !== "") {
    errors.push(forbiddenField(matchField, "resourceVersionMatch is forbidden when continue is provided"));
  }
  return errors;
}
