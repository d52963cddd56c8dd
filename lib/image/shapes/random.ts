/**
 * A stream of random numbers that is the same on every machine.
 *
 * The generator is sfc32 ("small fast counting", C. Doty-Humphrey,
 * PractRand): 32-bit additions, shifts and exclusive ors only. Its state is
 * filled with `seed`, `index` and `stream`, so that every image has a stream
 * of its own and can be drawn without drawing those before it.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** A stream chosen by three integers, of which the low 32 bits count. */
  constructor(seed: number, index: number, stream: number) {
    this.#a = seed | 0;
    this.#b = index | 0;
    this.#c = stream | 0;
    // Fifteen rounds, as sfc32 prescribes, until every bit depends on all.
    for (let round = 0; round < 15; round++) this.bits();
  }

  /** The next 32 random bits, as an integer in 0…2³² − 1. */
  bits(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A number that is uniform in `low` ≤ x < `high`. */
  between(low: number, high: number): number {
    return low + (high - low) * (this.bits() / 4294967296);
  }

  /** An integer that is uniform in 0…`count` − 1. */
  integer(count: number): number {
    return Math.floor(this.between(0, count));
  }

  /** `true` with the given probability. */
  chance(probability: number): boolean {
    return this.between(0, 1) < probability;
  }

  /** −1 or 1, with equal probability. */
  sign(): -1 | 1 {
    return this.chance(0.5) ? 1 : -1;
  }

  /** One element of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.integer(list.length)] as T;
  }
}
