import { describe, expect, it } from 'vitest';
import { encodeDataset, encodeElement, encodePart10, type Natural } from '../../tests/kit/dicom-bytes';
import * as make from '../../tests/kit/objects';
import { readDicom } from '../../model/dicom/reader';
import { checkObject } from './object';
import { checkPart10 } from './part10';

const rules = (bytes: Uint8Array, file = true): string[] => checkPart10(readDicom(bytes), file).map(({ rule }) => rule);

function withMeta(meta: Natural, length?: number): Buffer {
  const body = encodeDataset(meta);
  const head = encodeDataset({ FileMetaInformationGroupLength: length ?? body.length });
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), head, body, encodeDataset(make.report())]);
}

const META: Natural = {
  FileMetaInformationVersion: Uint8Array.of(0, 1),
  MediaStorageSOPClassUID: '1.2.840.10008.5.1.4.1.1.88.34',
  MediaStorageSOPInstanceUID: '1.2.3.100.3.1',
  TransferSyntaxUID: '1.2.840.10008.1.2.1',
  ImplementationClassUID: '1.2.3',
};

describe('checkPart10', () => {
  it('has nothing against a lawful file', () => {
    expect(rules(withMeta(META))).toEqual([]);
  });

  it.each<[string, Buffer, string]>([
    ['no implementation class', withMeta({ ...META, ImplementationClassUID: undefined }), 'part10/meta-complete'],
    ['another instance in the meta', withMeta({ ...META, MediaStorageSOPInstanceUID: '1.9' }), 'part10/meta-agrees'],
    ['a wrong group length', withMeta(META, 12), 'part10/group-length'],
    ['a command element', Buffer.concat([withMeta(META), encodeElement('00000900', 0)]), 'part10/no-command-elements'],
    [
      'an element twice',
      Buffer.concat([withMeta(META), encodeElement('7FE00010', 'x'), encodeElement('7FE00010', 'x')]),
      'part10/encoding',
    ],
    [
      'a VR of the future',
      Buffer.concat([withMeta(META), Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x5a, 0x5a, 0, 0, 0, 0, 0, 0])]),
      'part10/read-in-part',
    ],
    ['no DICOM', Buffer.from('%PDF-1.4 is something else'), 'part10/readable'],
  ])('%s', (_what, bytes, rule) => {
    expect(rules(bytes)).toContain(rule);
  });

  it('leaves the meta of an object alone that came over the network', () => {
    expect(rules(withMeta({ ...META, MediaStorageSOPInstanceUID: '1.9' }, 12), false)).toEqual([]);
  });

  it('is all that is said of what is no DICOM', () => {
    expect(checkObject(readDicom(Buffer.from('hello, this is text')))).toMatchObject([
      { rule: 'part10/readable', seen: 'at byte 0' },
    ]);
  });

  it('says what is cut off and where', () => {
    const bytes = encodePart10(make.report());
    const [finding] = checkPart10(readDicom(bytes.subarray(0, bytes.length - 9)));
    expect(finding).toMatchObject({ rule: 'part10/encoding', severity: 'error' });
    expect(finding?.path).toMatch(/^ContentSequence/);
  });
});
