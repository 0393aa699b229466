/** A comparison case: requests sent in order to both servers, in a namespace made for it; every answer is compared. */
export interface Step {
  readonly method: string;
  /**
   * `NS` stands for the case's namespace, also in bodies. `{rv:1}`, `{uid:1}` and `{continue:1}` stand for the metadata of the answer to
   * the first step; each server gets its own.
   */
  readonly path: string;
  /** Sent as JSON; a string is sent as it is; a function makes it of the objects that were answered so far. */
  readonly body?: unknown;
  /** `cbor`: the body is sent as CBOR; `hex`: it is text, the bytes in hexadecimal digits, sent as those bytes. */
  readonly form?: "cbor" | "hex";
  /** "" takes a header away that would be sent otherwise; of a list each value is a header line of its own. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent to make a state only; the answer is not compared. */
  readonly silent?: true;
}

/** An answered object, loosely. */
export interface Shown {
  metadata: Record<string, unknown>;
  [field: string]: unknown;
}

/** Makes a body of the answers so far; they are copies. */
export type BodyMaker = (shown: readonly Shown[]) => unknown;

export interface Case {
  /** What is asked, in a few words; unique. */
  readonly name: string;
  readonly steps: readonly Step[];
}

/** A difference that is known and meant to stay, or waits for its issue. */
export interface KnownDifference {
  /** Name of the case, or a pattern of names. */
  readonly case: string | RegExp;
  /** One of them matches the difference line. Each must be needed: the comparison names those that are not. */
  readonly differences: readonly RegExp[];
  readonly reason: string;
}
