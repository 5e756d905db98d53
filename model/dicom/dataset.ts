import { tagOf } from './dictionary';
import type { Element, ValueContext } from './element';
import type { DicomDataset } from './object';

/** A data set or sequence item. Specific Character Set is inherited from the set around it (PS3.5 7.5.3). */
export class Dataset implements DicomDataset, ValueContext {
  readonly #elements: Element[] = [];
  readonly #byTag = new Map<string, Element>();
  readonly #around: ValueContext | undefined;
  readonly littleEndian: boolean;

  constructor(littleEndian: boolean, around?: ValueContext) {
    this.littleEndian = littleEndian;
    this.#around = around;
  }

  get elements(): readonly Element[] {
    return this.#elements;
  }

  /** Adds in file order; false when the tag was there already (the first one is the one that is found by key). */
  add(element: Element): boolean {
    this.#elements.push(element);
    if (this.#byTag.has(element.tag)) return false;
    this.#byTag.set(element.tag, element);
    return true;
  }

  characterSets(): readonly string[] {
    return this.#byTag.get('00080005')?.strings() ?? this.#around?.characterSets() ?? [];
  }

  has(key: string): boolean {
    return this.element(key) !== undefined;
  }

  element(key: string): Element | undefined {
    const found = this.#byTag.get(key);
    if (found) return found;
    const tag = tagOf(key);
    return tag === undefined ? undefined : this.#byTag.get(tag);
  }

  string(key: string): string | undefined {
    return this.strings(key)[0] || undefined;
  }

  strings(key: string): string[] {
    return this.element(key)?.strings() ?? [];
  }

  number(key: string): number | undefined {
    const value = this.numbers(key)[0];
    return value === undefined || Number.isNaN(value) ? undefined : value;
  }

  numbers(key: string): number[] {
    return this.element(key)?.numbers() ?? [];
  }

  items(key: string): DicomDataset[] {
    return [...(this.element(key)?.items ?? [])];
  }
}
