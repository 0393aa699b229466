/** A body as it is sent, and what is kept of its answer. `NS` stands for a namespace; steps of one case build on each other. */
export interface BodyStep {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly type?: string;
  readonly accept?: string;
}

export interface BodyCase {
  readonly name: string;
  /** What is kept of an answer, besides its status and message: each place that matches. */
  readonly shows: RegExp;
  readonly steps: readonly BodyStep[];
}
