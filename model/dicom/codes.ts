import type { Code } from '../exam';
import type { DicomDataset } from './object';

/** Reads one item of a code sequence (PS3.3 8.8); undefined where it has neither a value nor a meaning. */
export function readCode(item: DicomDataset | undefined): Code | undefined {
  if (item === undefined) return undefined;
  const value = item.string('CodeValue') ?? item.string('LongCodeValue') ?? item.string('URNCodeValue') ?? '';
  const meaning = item.string('CodeMeaning') ?? '';
  if (value === '' && meaning === '') return undefined;
  return { value, scheme: item.string('CodingSchemeDesignator') ?? '', meaning };
}

/** First code of a code sequence attribute. */
export function codeOf(set: DicomDataset, key: string): Code | undefined {
  return readCode(set.items(key)[0]);
}

/** All codes of a code sequence attribute. */
export function codesOf(set: DicomDataset, key: string): Code[] {
  return set.items(key).flatMap((item) => readCode(item) ?? []);
}

/** Same concept: equal value and scheme. The meaning may be in another language (PS3.3 8.3). */
export function sameCode(a: Pick<Code, 'value' | 'scheme'> | undefined, b: Pick<Code, 'value' | 'scheme'>): boolean {
  return a !== undefined && a.value === b.value && a.scheme === b.scheme;
}

/** `(121071, DCM, "Finding")`. */
export function formatCode(code: Code): string {
  return `(${code.value}, ${code.scheme}, "${code.meaning}")`;
}
