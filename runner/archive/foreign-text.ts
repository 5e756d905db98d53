import { unwrap, wrap } from '../../protocols/dimse/part10';
import type { StudyInstance } from '../../fixtures/studies';
import { rewritten } from './results';

/** Text in one character repertoire: what it is, and its bytes (PS3.5 6.1, Annexes H). */
export interface ForeignName {
  characterSet: string;
  name: string;
  bytes: Buffer;
}

export const FOREIGN_NAMES: readonly ForeignName[] = [
  { characterSet: 'ISO_IR 100', name: 'Müller^Jörg', bytes: Buffer.from('Müller^Jörg ', 'latin1') },
  { characterSet: 'ISO_IR 192', name: 'Иванова^Ольга', bytes: Buffer.from('Иванова^Ольга ', 'utf8') },
  {
    characterSet: '\\ISO 2022 IR 87',
    name: 'Yamada^Tarou=山田^太郎=やまだ^たろう',
    bytes: Buffer.from(
      '59616d6164615e5461726f753d1b2442' +
        '3b3345441b28425e1b244242404f3a1b28423d1b24422464245e24401b28425e1b2442243f246d24261b284220',
      'hex',
    ),
  },
];

const FILLER = 'Z';

/** The same instance with Patient's Name in that repertoire, every other text left as it is. */
export function withForeignName(instance: StudyInstance, { characterSet, bytes }: ForeignName): StudyInstance {
  const even = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(' ')]);
  const placeholder = FILLER.repeat(even.length);
  const ascii = rewritten(instance.bytes, (dataset) => ({
    ...dataset,
    SpecificCharacterSet: characterSet.split('\\'),
    PatientName: placeholder,
  }));
  const { meta, datasetBytes } = unwrap(ascii);
  const at = datasetBytes.indexOf(placeholder, 0, 'latin1');
  if (at < 0) throw new Error("Patient's Name is not where it was written.");
  even.copy(datasetBytes, at);
  return { ...instance, bytes: wrap(datasetBytes, meta) };
}
