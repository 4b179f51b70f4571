// Chance that a seed determines: the same seed, the same documents, on every machine.

import { createHash } from 'node:crypto';

export class Chance {
  private drawn = 0;

  constructor(private readonly seed: string) {}

  /** A number from 0 up to, but not, 1. */
  next(): number {
    this.drawn += 1;
    const bytes = createHash('sha256').update(`${this.seed}/${this.drawn}`).digest();
    return bytes.readUInt32BE(0) / 2 ** 32;
  }

  /** A whole number from 0 up to, but not, `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of several: there must be one. */
  of<T>(several: readonly T[]): T {
    if (several.length === 0) throw new Error('nothing to choose from');
    return several[this.below(several.length)] as T;
  }

  shuffled<T>(several: readonly T[]): T[] {
    return several
      .map((one) => ({ one, place: this.next() }))
      .sort((a, b) => a.place - b.place)
      .map(({ one }) => one);
  }

  /** From one to `most` of several, each once, in any order. */
  some<T>(several: readonly T[], most: number): T[] {
    return this.shuffled(several).slice(0, 1 + this.below(most));
  }
}
