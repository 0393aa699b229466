/** JSON texts kept as they were written, in the place of values. `stringifyJson` writes them, `cloneJson` shares them. */

/** The text of some value. */
export class WrittenText {
  protected readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }

  /** For JSON.stringify to fail as with a BigInt; see `stringifyJson`. */
  toJSON(): bigint {
    return 0n;
  }
}

/** A number as it was written (`1.0`, `1e2`, `9223372036854775808`): kept where the way it is written decides whether it is taken. */
export class WrittenNumber extends WrittenText {}
