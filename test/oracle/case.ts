/** A comparison case: requests sent in order to both servers, in a namespace made for it; every answer is compared. */
export interface Step {
  readonly method: string;
  /** `NS` stands for the case's namespace. */
  readonly path: string;
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent to make a state only; the answer is not compared. */
  readonly silent?: true;
}

export interface Case {
  /** What is asked, in a few words; unique. */
  readonly name: string;
  readonly steps: readonly Step[];
}

/** A difference that is known and meant to stay, or waits for its issue. */
export interface KnownDifference {
  /** Name of the case, or a pattern of names. */
  readonly case: string | RegExp;
  /** Matches the difference line. */
  readonly difference: RegExp;
  readonly reason: string;
}
