import { createHmac, randomBytes } from 'node:crypto';

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const UID = /(?<![\d.])[0-2](?:\.(?:0|[1-9]\d*)){2,}(?!\d|\.\d)/g;
/** Roots of UIDs that name classes, syntaxes and the like, never an instance. */
const WELL_KNOWN = '1.2.840.10008.';
/** Shorter words say nothing about anybody. */
const MIN_WORD = 3;
/** Of a UID, what tells who gave it stays: the first of these many components, or digits. */
const KEPT_COMPONENTS = 4;
const KEPT_DIGITS = 6;

/**
 * Pseudonyms that have the form of what they stand for: a letter for a letter, a digit for a digit, in the same case. The
 * same word has the same pseudonym wherever it stands, so what agreed before still agrees; nothing leads back.
 */
export class Pseudonyms {
  readonly #words = new Map<string, string>();
  /** Words of names and identifiers, to be found in running text too. */
  readonly #known = new Set<string>();
  readonly #uids = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(private readonly key: Buffer = randomBytes(32)) {}

  /** A name, an identifier, an address: every word in it becomes another. */
  value(text: string): string {
    return text.replace(WORD, (word) => this.#word(word));
  }

  /** Notes the words of a value, so that `clean` finds them. */
  learn(text: string): void {
    for (const [word] of text.matchAll(WORD)) if (word.length > MIN_WORD) this.#known.add(word);
  }

  /** Notes a UID that names an instance. */
  learnUid(uid: string): void {
    if (this.#uids.has(uid) || uid.startsWith(WELL_KNOWN) || uid.match(UID)?.[0] !== uid) return;
    let made = uid;
    for (let tries = 0; tries < 50 && (made === uid || this.#taken.has(made)); tries += 1)
      made = this.#otherUid(uid, tries);
    // One too short to be told from others by another name stays: it names nobody.
    if (made === uid || this.#taken.has(made)) return;
    this.#taken.add(made);
    this.#uids.set(uid, made);
  }

  /** Running text with the known UIDs and words replaced. */
  clean(text: string): string {
    return text
      .replace(UID, (uid) => this.#uids.get(uid) ?? uid)
      .replace(WORD, (word) => (this.#known.has(word) ? this.#word(word) : word));
  }

  uid(uid: string): string {
    return this.#uids.get(uid) ?? uid;
  }

  /** YYYYMMDD or YYYY-MM-DD with another month and day; anything else as a value. */
  birthDate(text: string): string {
    const [, year, dash] = /^(\d{4})(-?)\d{2}\2\d{2}/.exec(text) ?? [];
    if (year === undefined) return text;
    const digest = this.#digest(`birth date ${text.replaceAll('-', '').slice(0, 8)}`, 0);
    const two = (value: number) => String(value).padStart(2, '0');
    const [month, day] = [two(((digest[0] ?? 0) % 12) + 1), two(((digest[1] ?? 0) % 28) + 1)];
    return `${year}${dash}${month}${dash}${day}${text.slice(dash === '-' ? 10 : 8)}`;
  }

  #word(word: string): string {
    if (word.length < MIN_WORD) return word;
    const known = this.#words.get(word);
    if (known !== undefined) return known;
    const digest = this.#digest(word.normalize('NFC').toUpperCase(), Math.ceil(word.length / 32));
    let at = 0;
    const made = [...word.normalize('NFC')]
      .map((character) => {
        const byte = digest[at++ % digest.length] ?? 0;
        if (/\p{N}/u.test(character)) return String(byte % 10);
        const letter = String.fromCharCode(65 + (byte % 26));
        return character === character.toUpperCase() ? letter : letter.toLowerCase();
      })
      .join('');
    this.#words.set(word, made);
    return made;
  }

  #otherUid(uid: string, tries: number): string {
    const digest = this.#digest(`uid ${uid} ${tries}`, 3);
    let at = 0;
    return uid
      .split('.')
      .map((component, index) => {
        const derived = uid.startsWith('2.25.') ? index === 2 : index >= KEPT_COMPONENTS;
        // The first digits stay, so that a component has no leading zero and a UUID as integer has no more than 128 bits.
        const kept = !derived ? component.length : uid.startsWith('2.25.') ? KEPT_DIGITS : 1;
        return [...component].map((digit, place) => (place < kept ? digit : String((digest[at++] ?? 0) % 10))).join('');
      })
      .join('.');
  }

  #digest(text: string, blocks: number): Buffer {
    return Buffer.concat(
      Array.from({ length: blocks + 1 }, (_, block) =>
        createHmac('sha256', this.key).update(`${block} ${text}`).digest(),
      ),
    );
  }
}
