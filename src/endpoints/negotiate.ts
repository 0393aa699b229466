/**
 * Content negotiation. Clients send the same few Accept headers for ever, so the answer is looked up by the header's text; the table is
 * bounded.
 */
import { notAcceptable } from "../meta/status.js";

export interface MediaType {
  readonly format: "json" | "yaml";
  /** What to turn the object into; undefined: as it is. */
  readonly as: "Table" | "PartialObjectMetadata" | "PartialObjectMetadataList" | undefined;
  readonly contentType: string;
  /** Group version of Table and metadata-only forms: v1 or v1beta1. */
  readonly version: "v1" | "v1beta1";
}

const json: MediaType = { format: "json", as: undefined, contentType: "application/json", version: "v1" };
const yaml: MediaType = { format: "yaml", as: undefined, contentType: "application/yaml", version: "v1" };

export const protobufMediaType = "application/vnd.kubernetes.protobuf";

/** Of kinds without protobuf numbers. */
export const jsonMediaTypes: readonly string[] = ["application/json", "application/yaml"];
export const acceptedMediaTypes: readonly string[] = [...jsonMediaTypes, protobufMediaType];

const maxMemoised = 1024;

/** Throws StatusError 406 when nothing the client accepts can be made. */
export type Negotiator = (accept: string | undefined) => MediaType;

export function createNegotiator(): Negotiator {
  const memo = new Map<string, MediaType | undefined>();
  return (accept) => {
    if (accept === undefined || accept === "" || accept === "application/json" || accept === "*/*") return json;
    let found = memo.get(accept);
    if (found === undefined && !memo.has(accept)) {
      found = choose(accept);
      if (memo.size >= maxMemoised) memo.clear();
      memo.set(accept, found);
    }
    if (found === undefined) throw notAcceptable(acceptedMediaTypes);
    return found;
  };
}

/** The form a Status has when its own negotiation failed: JSON. */
export const statusMediaType: MediaType = json;

interface Clause {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

function choose(accept: string): MediaType | undefined {
  const clauses = accept.split(",").map(parseClause);
  clauses.sort((a, b) => b.quality - a.quality);
  for (const clause of clauses) {
    const media = mediaOf(clause);
    if (media !== undefined) return media;
  }
  return undefined;
}

function parseClause(text: string): Clause {
  const [type = "", ...rest] = text.split(";").map((part) => part.trim());
  const parameters = new Map<string, string>();
  for (const parameter of rest) {
    const equals = parameter.indexOf("=");
    if (equals > 0) parameters.set(parameter.slice(0, equals).trim(), parameter.slice(equals + 1).trim());
  }
  const quality = Number(parameters.get("q") ?? "1");
  return { type, parameters, quality: Number.isNaN(quality) ? 1 : quality };
}

const transforms: ReadonlySet<string> = new Set(["Table", "PartialObjectMetadata", "PartialObjectMetadataList"]);

function mediaOf({ type, parameters }: Clause): MediaType | undefined {
  const base = baseOf(type);
  if (base === undefined) return undefined;
  const as = parameters.get("as");
  if (as === undefined) return base;
  const version = parameters.get("v") ?? "";
  if (!transforms.has(as) || (parameters.get("g") ?? "") !== "meta.k8s.io") return undefined;
  if (version !== "v1" && version !== "v1beta1") return undefined;
  return { ...base, as: as as MediaType["as"], version };
}

function baseOf(type: string): MediaType | undefined {
  switch (type) {
    case "application/json":
    case "application/*":
    case "*/*":
      return json;
    case "application/yaml":
    case "text/yaml":
      return yaml;
    default:
      return undefined;
  }
}
