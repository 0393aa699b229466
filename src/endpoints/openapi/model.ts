/** What both OpenAPI versions say about a path, before either has its form. */
import type { TypeName } from "../../meta/schema.js";

export interface ApiPath {
  readonly path: string;
  /** Those that every operation of the path takes. */
  readonly parameters: readonly Parameter[];
  readonly operations: readonly Operation[];
}

export type Method = "get" | "put" | "post" | "delete" | "options" | "head" | "patch";

export interface Operation {
  readonly method: Method;
  readonly id: string;
  readonly tag: string;
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly body?: Body;
  /** Codes that answer with `response`; 401 is everywhere. */
  readonly codes: readonly number[];
  readonly response: Response;
  readonly action?: string;
  readonly kind?: GroupVersionKind;
}

/** A type, or text. */
export type Response = { readonly type: TypeName } | "string";

export interface Body {
  readonly type: TypeName;
  readonly required: boolean;
  /** Name among v2's shared parameters, for bodies that many operations take. */
  readonly sharedName?: string;
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface Parameter {
  readonly name: string;
  readonly in: "query" | "path";
  readonly type: "string" | "integer" | "boolean";
  /** Name among v2's shared parameters; absent: written out wherever it is used. */
  readonly sharedName?: string;
}

/** OpenAPI wants every response described; HTTP has done so. */
export const reasonPhrases: Readonly<Record<number, string>> = {
  200: "OK",
  201: "Created",
  202: "Accepted",
  401: "Unauthorized",
};
