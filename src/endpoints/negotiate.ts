/**
 * Content negotiation. Clients send the same few Accept headers for ever, so the answer is looked up by the header's text; the table is
 * bounded.
 */
import { failure, notAcceptable, type StatusError } from "../meta/status.js";

export interface MediaType {
  readonly format: "cbor" | "json" | "protobuf" | "yaml";
  /** What to turn the object into; undefined: as it is. */
  readonly as: "Table" | "PartialObjectMetadata" | "PartialObjectMetadataList" | undefined;
  readonly contentType: string;
  /** Group version of Table and metadata-only forms: v1 or v1beta1. */
  readonly version: "v1" | "v1beta1";
  /** Of protobuf: what to send of a kind that has no protobuf form; undefined when the client takes nothing else. */
  readonly instead: MediaType | undefined;
}

export const protobufMediaType = "application/vnd.kubernetes.protobuf";
export const cborMediaType = "application/cbor";
/** Of watches: items one behind the other. */
export const cborSequenceMediaType = "application/cbor-seq";

const json: MediaType = mediaType("json", "application/json");
const yaml: MediaType = mediaType("yaml", "application/yaml");
const protobuf: MediaType = mediaType("protobuf", protobufMediaType);
const cbor: MediaType = mediaType("cbor", cborMediaType);

function mediaType(format: MediaType["format"], contentType: string): MediaType {
  return { format, as: undefined, contentType, version: "v1", instead: undefined };
}

/** Of kinds without protobuf numbers. */
export const jsonMediaTypes: readonly string[] = ["application/json", "application/yaml"];
export const acceptedMediaTypes: readonly string[] = [...jsonMediaTypes, protobufMediaType];
const watchedMediaTypes = ["application/json;stream=watch", `${protobufMediaType};stream=watch`];

/** What a server speaks beyond JSON, YAML and protobuf. */
export interface Encodings {
  readonly cbor?: boolean | undefined;
  /** No router looks at the header first: it takes whole types only, who comes behind it takes any of `application`. */
  readonly unrouted?: boolean;
}

/** Of bodies and answers. */
export function acceptedTypes({ cbor: speaksCbor }: Encodings): readonly string[] {
  return speaksCbor === true ? [...acceptedMediaTypes, cborMediaType] : acceptedMediaTypes;
}

function watchedTypes({ cbor: speaksCbor }: Encodings): readonly string[] {
  return speaksCbor === true ? [...watchedMediaTypes, cborSequenceMediaType] : watchedMediaTypes;
}

const maxMemoised = 1024;

/** Throws StatusError 406 when nothing the client accepts can be made. */
export type Negotiator = (accept: string | undefined, place?: "collection") => MediaType;

export function createNegotiator(encodings: Encodings = {}): Negotiator {
  const memo = new Map<string, MediaType | undefined>();
  return (accept, place) => {
    if (accept === undefined || accept === "" || accept === "application/json" || accept === "*/*") return json;
    let found = memo.get(accept);
    if (found === undefined && !memo.has(accept)) {
      found = choose(accept, encodings);
      if (memo.size >= maxMemoised) memo.clear();
      memo.set(accept, found);
    }
    if (found === undefined) throw nothingAcceptable(accept, place, encodings);
    return found;
  };
}

/** For what has no Table: the client's next choice. */
export function withoutTables(negotiate: Negotiator, encodings: Encodings): Negotiator {
  return (accept, place) => {
    if (accept === undefined || !accept.includes("as=Table")) return negotiate(accept, place);
    const others = accept.split(",").filter((clause) => parseClause(clause).parameters.get("as") !== "Table");
    if (others.length === 0) throw formNotMade(acceptedTypes(encodings));
    return negotiate(others.join(","), place);
  };
}

/** The kind has no protobuf form: the client's next choice. Throws StatusError 406 when it has none. */
export function withoutProtobuf(media: MediaType): MediaType {
  if (media.format !== "protobuf") return media;
  if (media.instead === undefined) throw formNotMade(acceptedMediaTypes);
  return media.instead;
}

/** YAML has no frames. */
export function notWatchable(encodings: Encodings): StatusError {
  return failure("NotAcceptable", `only the following media types are accepted: ${watchedTypes(encodings).join(", ")}`);
}

/** The form of a Status: as asked for, JSON when that cannot be made. A Status has no Table and is not shown as metadata. */
export function statusMediaType(accept: string | undefined, encodings: Encodings = {}): MediaType {
  if (accept === undefined || !/protobuf|yaml|cbor/.test(accept)) return json;
  return usableForms(accept, encodings).find(({ as }) => as === undefined) ?? json;
}

/**
 * Two texts: the router knows none of the types, or it knows one and the form asked of it cannot be made. `place`: collections can be
 * watched as well.
 */
function nothingAcceptable(accept: string, place: "collection" | undefined, encodings: Encodings): StatusError {
  const accepted = acceptedTypes(encodings);
  if (encodings.unrouted === true) return formNotMade(accepted);
  const types = accept.split(",").map((text) => parseClause(text).type);
  const sequence = place === undefined || encodings.cbor !== true ? undefined : cborSequenceMediaType;
  if (!types.some((type) => type === sequence || baseOf(type, encodings) !== undefined)) {
    return notAcceptable(place === undefined ? accepted : [...accepted, ...watchedTypes(encodings)]);
  }
  return formNotMade(accepted);
}

/** Whether a path that answers in JSON whatever is asked may be answered at all: the router's check. */
export function takesJson(accept: string | undefined): boolean {
  if (accept === undefined || accept === "") return true;
  return accept.split(",").some((clause) => /^(application\/json|\*\/\*)$/.test(clause.split(";", 1)[0]?.trim() ?? ""));
}

/** The type is known, but this cannot be shown in that form. */
export function formNotMade(accepted: readonly string[]): StatusError {
  return failure("NotAcceptable", `only the following media types are accepted: ${accepted.join(", ")}`);
}

interface Clause {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

function choose(accept: string, encodings: Encodings): MediaType | undefined {
  const usable = usableForms(accept, encodings);
  const first = usable[0];
  if (first?.format !== "protobuf") return first;
  return { ...first, instead: usable.find(({ format }) => format !== "protobuf") };
}

/** Best first. */
function usableForms(accept: string, encodings: Encodings): MediaType[] {
  const clauses = accept.split(",").map(parseClause);
  clauses.sort((a, b) => b.quality - a.quality);
  return clauses.flatMap((clause) => mediaOf(clause, encodings) ?? []);
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

function mediaOf({ type, parameters }: Clause, encodings: Encodings): MediaType | undefined {
  const base = baseOf(type, encodings);
  if (base === undefined || !canStream(base, parameters.get("stream") ?? "")) return undefined;
  const as = parameters.get("as");
  if (as === undefined) return parameters.has("g") || parameters.has("v") ? undefined : base;
  const version = parameters.get("v") ?? "";
  if (!transforms.has(as) || (parameters.get("g") ?? "") !== "meta.k8s.io") return undefined;
  if (version !== "v1" && version !== "v1beta1") return undefined;
  // Table's cells are free JSON, which has no protobuf form; kube-apiserver makes none in CBOR either.
  if (as === "Table" && (base.format === "protobuf" || base.format === "cbor")) return undefined;
  return { ...base, as: as as MediaType["as"], version };
}

/** The parameter may stand where nothing is watched, too. */
function canStream({ format }: MediaType, stream: string): boolean {
  return stream === "" || (stream === "watch" && format !== "yaml");
}

function baseOf(type: string, { cbor: speaksCbor, unrouted }: Encodings): MediaType | undefined {
  switch (type) {
    case "application/json":
    case "*/*":
      return json;
    case "application/*":
      return unrouted === true ? json : undefined;
    case "application/yaml":
      return yaml;
    case protobufMediaType:
      return protobuf;
    case cborMediaType:
      return speaksCbor === true ? cbor : undefined;
    default:
      return undefined;
  }
}
