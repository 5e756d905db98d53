import { zipSync } from 'fflate';
import { checkObject } from '../../checks/dicom/object';
import { checkItems } from '../../checks/files/check-items';
import { memorySource } from '../../model/byte-source';
import type { PdfReading } from '../../model/dicom/pdf';
import { readDicom } from '../../model/dicom/reader';
import { formatOf, readItems } from '../../runner/check-files/read-items';
import { bundle, checkThe, notice, toBytes } from '../check-files/files-kit';
import { delimiter, encodeDataset, encodeElement, encodePart10, type Natural } from '../kit/dicom-bytes';
import * as make from '../kit/objects';
import { textTrialsOf, type Trial } from './trial';

type Bytes = Buffer | string;

/** What `airworthy check` says of one file. */
function judgedFile(name: string, bytes: Bytes): string[] {
  const source = memorySource(Buffer.from(bytes as Buffer));
  const { items } = readItems(name, source, formatOf(source), true);
  return checkItems(items, { air: false }).flatMap(({ findings }) => findings.map(({ rule }) => rule));
}

/** Bytes against bytes: what differs is in a name of the trial. */
const bytesTrial = (rule: string, of: string, name: string, good: Bytes, bad: Bytes): Trial => ({
  rule,
  of,
  lawful: () => judgedFile(name, good),
  spoilt: () => judgedFile(name, bad),
});

const META: Natural = {
  FileMetaInformationVersion: Uint8Array.of(0, 1),
  MediaStorageSOPClassUID: make.CT,
  MediaStorageSOPInstanceUID: make.IMAGE_UIDS[0] ?? '',
  TransferSyntaxUID: '1.2.840.10008.1.2.1',
  ImplementationClassUID: '1.2.3',
};
/** An element of private use behind the pixels may have any VR. */
function withMeta(meta: Natural, { length, more = Buffer.alloc(0) }: { length?: number; more?: Buffer } = {}): Buffer {
  const body = encodeDataset(meta);
  const head = encodeDataset({ FileMetaInformationGroupLength: length ?? body.length });
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), head, body, encodeDataset(make.ctImage(0)), more]);
}
const GOOD = withMeta(META);

/** Two frames of JPEG, in as many fragments as told. */
function encapsulated(fragments: number): Buffer {
  const head = encodePart10(
    {
      ...make.secondaryCapture(),
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.7.4',
      NumberOfFrames: '2',
      PixelData: undefined,
    },
    { transferSyntax: '1.2.840.10008.1.2.4.50' },
  );
  const open = Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff]);
  const fragment = Buffer.concat([delimiter('FFFEE000', 2), Buffer.alloc(2)]);
  const all = Array.from({ length: fragments }, () => fragment);
  return Buffer.concat([head, open, delimiter('FFFEE000', 0), ...all, delimiter('FFFEE0DD', 0)]);
}
const framesOf = (bytes: Buffer): string[] =>
  checkObject(readDicom(bytes), {}).flatMap(({ rule }) => (rule.startsWith('image/frames') ? [rule] : []));

const PART10: Trial[] = [
  bytesTrial('part10/group-length', 'CT image: (0002,0000)', 'x.dcm', GOOD, withMeta(META, { length: 12 })),
  bytesTrial(
    'part10/meta-agrees',
    'CT image: (0002,0003)',
    'x.dcm',
    GOOD,
    withMeta({ ...META, MediaStorageSOPInstanceUID: '1.9' }),
  ),
  bytesTrial(
    'part10/no-command-elements',
    'CT image: the group of the last element',
    'x.dcm',
    withMeta(META, { more: encodeElement('7FE10010', { vr: 'LO', value: 'X' }) }),
    withMeta(META, { more: encodeElement('00000900', { vr: 'US', value: 0 }) }),
  ),
  bytesTrial(
    'part10/pixels-fit-transfer-syntax',
    'CT image: (0002,0010)',
    'x.dcm',
    GOOD,
    withMeta({ ...META, TransferSyntaxUID: '1.2.840.10008.1.2.4.50' }),
  ),
  bytesTrial(
    'part10/read-in-part',
    'CT image: the VR of the last element',
    'x.dcm',
    withMeta(META, { more: encodeElement('7FE10010', { vr: 'UN', value: '' }) }),
    withMeta(META, { more: Buffer.from([0xe1, 0x7f, 0x10, 0x00, 0x5a, 0x5a, 0, 0, 0, 0, 0, 0]) }),
  ),
  { ...bytesTrial('part10/readable', 'CT image: all of it', 'x.dcm', GOOD, ''), spoilt: unreadable },
  bytesTrial(
    'part10/transfer-syntax-known',
    'CT image: (0002,0010)',
    'x.dcm',
    GOOD,
    withMeta({ ...META, TransferSyntaxUID: '1.2.3.4' }),
  ),
  {
    rule: 'image/frames-encapsulated',
    of: 'two frames of JPEG: the second fragment',
    lawful: () => framesOf(encapsulated(2)),
    spoilt: () => framesOf(encapsulated(1)),
  },
];

/** `check` tells such a file from the start; over the network it may come all the same. */
function unreadable(): string[] {
  return checkObject(readDicom(Buffer.from('hello, this is text'))).map(({ rule }) => rule);
}

const readAs = (problem?: PdfReading): string[] => {
  const object = make.read(make.encapsulatedPdf());
  return checkObject(problem ? { ...object, pdf: problem } : object, {}).map(({ rule }) => rule);
};
/** What the thread that reads documents says of one. */
const PDF: Trial[] = [
  {
    rule: 'pdf/opens-without-password',
    of: 'encapsulated PDF: what opening it says',
    lawful: () => readAs({ text: 'Declaration' }),
    spoilt: () => readAs({ problem: { kind: 'locked', detail: 'No password given' } }),
  },
  {
    rule: 'pdf/read-within-bounds',
    of: 'encapsulated PDF: what opening it says',
    lawful: () => readAs({ text: 'Declaration' }),
    spoilt: () => readAs({ problem: { kind: 'too-much', detail: 'it is not read after 8 s' } }),
  },
];

const framed = `\x0b${notice()}\x1c\r`;
const zip = Buffer.from(zipSync({ 'ct.dcm': new Uint8Array(toBytes(make.ctImage(0)) as Buffer) }));
const inZip = (bytes: Buffer): string[] =>
  checkThe({ 'x.zip': bytes }).objects.flatMap(({ findings }) => findings.map(({ rule }) => rule));

export const FILE_TRIALS: Trial[] = [
  ...PART10,
  ...PDF,
  ...textTrialsOf('framed notice', framed, (text) => judgedFile('x.hl7', text), [
    ['mllp/carriage-return-after-end-block', '\x1c\r', '\x1c'],
    ['mllp/end-block', '\x1c\r', ''],
    ['mllp/nothing-outside-blocks', '\x0bMSH', 'noise\x0bMSH'],
    ['hl7/message-begins-with-msh', '\x0bMSH', '\x0bXSH'],
  ]),
  ...textTrialsOf('Bundle', bundle(), (text) => judgedFile('x.fhir.json', text), [
    ['file/json', '"resourceType":"Bundle",', '"resourceType":"Bundle"'],
    ['file/recognised', '"resourceType":"Bundle",', ''],
  ]),
  {
    rule: 'file/archive-readable',
    of: 'zip file: its end',
    lawful: () => inZip(zip),
    spoilt: () => inZip(zip.subarray(0, 300)),
  },
  bytesTrial(
    'file/readable',
    'framed notice: its length',
    'x.hl7',
    notice(),
    Buffer.concat([Buffer.from(notice()), Buffer.alloc(65 * 1024 * 1024, '\r')]),
  ),
];
