import { randomFrom } from '@smtp-triage/mock-server/virtual-net';

/** Everything that chance decides, from one seed: the same on every machine. */
export class Dice {
  readonly #next: () => number;

  /** Neighbouring seeds give unrelated throws. */
  constructor(seed: number) {
    this.#next = randomFrom(Math.imul(seed, 0x9e37_79b1) ^ (seed >>> 15));
  }

  /** Whether something of this probability happens. */
  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  /** A whole number, both ends included. */
  int(from: number, to: number): number {
    return from + Math.floor(this.#next() * (to - from + 1));
  }

  /** One of several. */
  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)] as T;
  }

  /** Each with this probability, in their order. */
  some<T>(items: readonly T[], probability: number): readonly T[] {
    return items.filter(() => this.chance(probability));
  }

  /** A value, or else another: for what is usually left as it is. */
  rarely<T, U>(probability: number, value: () => T, otherwise: U): T | U {
    return this.chance(probability) ? value() : otherwise;
  }
}
