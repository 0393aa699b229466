/** Random choices of a seed: the same seed makes the same choices, on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** Some of them, in any order. */
  some<T>(all: readonly T[]): T[] {
    return all
      .filter(() => this.chance(50))
      .map((one) => ({ one, place: this.below(1000) }))
      .sort((a, b) => a.place - b.place)
      .map(({ one }) => one);
  }

  maybe<T>(percent: number, make: () => T): T | undefined {
    return this.chance(percent) ? make() : undefined;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  /** One of the usual most of the time, else one that is odd. */
  usually<T>(usual: readonly T[], odd: readonly T[], percentOdd = 20): T {
    return this.pick(this.chance(percentOdd) ? odd : usual);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (this.#state >> 8) % limit;
  }
}
