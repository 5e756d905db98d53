import { giveMemory, QUIET_BYTES, takeMemory } from '../reused-memory';

/** Bytes of a command set or data set on its way, in memory that is used again when they have been put together. */
export class Held {
  length = 0;
  #rooms: Buffer[] = [];
  /** Free in the last of them. */
  #left = 0;
  #whole: Buffer | undefined;
  #gone = false;

  /** Adds a copy. */
  add(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) {
      if (this.#left === 0) {
        const room = takeMemory(this.length + bytes.length <= QUIET_BYTES ? 'quiet' : 'busy');
        this.#rooms.push(room);
        this.#left = room.length;
      }
      const room = this.#rooms.at(-1) as Buffer;
      const copied = bytes.copy(room, room.length - this.#left, at);
      this.#left -= copied;
      at += copied;
    }
    this.length += bytes.length;
  }

  /** Views of them. @throws when they were let go */
  get pieces(): Buffer[] {
    if (this.#gone) throw new Error('The bytes of a message are to be read before it is answered.');
    return this.#rooms.map((room, index) =>
      index === this.#rooms.length - 1 ? room.subarray(0, room.length - this.#left) : room,
    );
  }

  /** All of them in one, which may be kept. */
  get whole(): Buffer {
    if (!this.#whole) {
      this.#whole = Buffer.concat(this.pieces);
      this.letGo();
    }
    return this.#whole;
  }

  /** Nobody will look at the pieces again. */
  letGo(): void {
    for (const room of this.#rooms) giveMemory(room);
    this.#rooms = [];
    this.#left = 0;
    this.#gone = true;
  }
}
