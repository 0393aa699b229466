/** Shapes of the tables of what is odd. */
/** An object with something odd about it, asked as a create that is not kept. */
export interface OddObject {
  /** What is odd; unique within its collection. */
  readonly what: string;
  readonly metadata?: object;
  readonly [field: string]: unknown;
}

/** By path of the collection. */
export type OddObjects = Readonly<Record<string, readonly OddObject[]>>;

/** A pod, or a template of pods. */
export interface OddPod {
  /** What is odd; unique. */
  readonly what: string;
  readonly spec?: object;
  readonly annotations?: Readonly<Record<string, string>>;
}
