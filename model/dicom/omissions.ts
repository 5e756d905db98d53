import type { Omission } from './object';

/** Where bytes of a file were left out of what is read: turns places in these bytes into places in the file. */
export class Omissions {
  readonly #omitted: readonly Omission[];
  readonly #lengths: ReadonlyMap<number, number>;

  constructor(omitted: readonly Omission[] = []) {
    this.#omitted = omitted;
    this.#lengths = new Map(omitted.map(({ at, length }) => [at, length]));
  }

  /** How many bytes were left out at a place. */
  lengthAt(at: number): number {
    return this.#lengths.get(at) ?? 0;
  }

  /** The offset in the file of what stands at a place. */
  inFile(at: number): number {
    let offset = at;
    for (const omission of this.#omitted) {
      if (omission.at >= at) break;
      offset += omission.length;
    }
    return offset;
  }
}
