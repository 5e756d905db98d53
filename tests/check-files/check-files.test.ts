import { strToU8, zipSync } from 'fflate';
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkFiles, exitCodeOf } from '../../runner/check-files/check-files';
import { NoSuchPath } from '../../runner/check-files/find-files';
import * as make from '../kit/objects';
import { pdfOf, shown } from '../kit/pdf';
import { breathe, bundle, checkThe, Folder, notice, said, study, toBytes } from './files-kit';

beforeEach(breathe);

const folders: Folder[] = [];
const folder = (): Folder => {
  const made = new Folder();
  folders.push(made);
  return made;
};
afterEach(() => folders.splice(0).forEach((each) => each.remove()));

const ofStudy = Object.fromEntries(
  Object.entries(study()).map(([name, each]) => [name, new Uint8Array(toBytes(each) as Buffer)]),
);

describe('what is checked', () => {
  it('is said object by object', () => {
    const { objects } = checkThe({ 'sr.dcm': make.report(), 'n.hl7': notice(), 'b.json': bundle() });
    expect(
      objects.filter(({ type }) => type !== 'study').map(({ type, what, part, id }) => ({ type, what, part, id })),
    ).toEqual([
      { type: 'fhir', what: 'Observation', part: 'entry[0].resource', id: 'o1' },
      { type: 'fhir', what: 'DiagnosticReport', part: 'entry[1].resource', id: undefined },
      { type: 'hl7', what: 'ORM^O01^ORM_O01', part: undefined, id: 'N1' },
      { type: 'dicom', what: 'Comprehensive 3D SR', part: undefined, id: '1.2.3.100.3.1' },
    ]);
  });

  it('gives path, tag, seen and expected', () => {
    const { objects } = checkThe({ 'ct.dcm': { ...make.ctImage(0), BitsStored: 17 } });
    expect(objects[0]?.findings).toContainEqual(
      expect.objectContaining({ path: 'BitsStored', tag: '(0028,0101)', seen: '17', expected: 'at most 16' }),
    );
  });

  it('may be in zip files, also in one of those, and gives the same findings', () => {
    const inner = zipSync({ 'deep/ct0.dcm': ofStudy['ct0.dcm'] ?? new Uint8Array() });
    const { 'ct0.dcm': _, ...others } = ofStudy;
    const zip = Buffer.from(
      zipSync({
        'a/': new Uint8Array(),
        ...others,
        'n.hl7': strToU8(notice()),
        'inner.zip': inner,
        '__MACOSX/x.dcm': strToU8('x'),
        'notes.txt': strToU8('hello'),
      }),
    );
    const report = checkThe({ 'set.zip': zip });
    expect(said(report)).toEqual([]);
    expect(report.objects.map(({ file }) => file.slice(file.indexOf('set.zip')))).toEqual([
      'set.zip!/ct1.dcm',
      'set.zip!/seg.dcm',
      'set.zip!/sr.dcm',
      'set.zip!/n.hl7',
      'set.zip!/inner.zip!/deep/ct0.dcm',
    ]);
    expect(report.skipped).toHaveLength(1);
  });

  it('leaves nothing behind of large entries', () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('airworthy-check-')).length;
    const big = new Uint8Array(
      toBytes({
        ...make.ctImage(0),
        Rows: 2200,
        Columns: 2200,
        PixelData: { vr: 'OW', value: Buffer.alloc(2 * 2200 * 2200) },
      }) as Buffer,
    );
    const made = folder().add({
      'big.zip': Buffer.from(zipSync({ 'ct.dcm': [big, { level: 0 }], 'ct2.dcm': [big, { level: 6 }] })),
    });
    expect(said(made.check())).toEqual(['ct2.dcm set/object-once warning']);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('airworthy-check-')).length).toBe(before + 1);
  });
});

describe('broken files', () => {
  it('are a finding each and do not stop the rest', () => {
    const report = checkThe({
      ...study(),
      'a-broken.dcm': 'this is no DICOM',
      'a-cut.zip': Buffer.from(zipSync({ 'x.dcm': ofStudy['seg.dcm'] ?? new Uint8Array() })).subarray(0, 300),
      'a-empty.hl7': '',
      'a-frame.hl7': `\x0b${notice()}`,
      'a-frame2.hl7': `\x0b${notice({ orc1: 'SC' })}\x1c`,
      'a-json.fhir.json': '{"resourceType": "Observation", ',
      'a-outside.hl7': `noise\x0b${notice()}\x1c\r`,
      'b-cut.dcm': (toBytes(make.segmentation()) as Buffer).subarray(0, 700),
      'b-cut-at-once.dcm': (toBytes(make.segmentation()) as Buffer).subarray(0, 141),
      'other.json': '{"name": "package"}',
      'readme.txt': 'MSH is a segment',
    });
    const all = said(report);
    for (const expected of [
      'a-broken.dcm file/recognised error',
      'a-cut.zip file/archive-readable error',
      'a-empty.hl7 file/recognised error',
      'a-frame.hl7 mllp/end-block error',
      'a-frame2.hl7 mllp/carriage-return-after-end-block error',
      'a-json.fhir.json file/json error',
      'a-outside.hl7 mllp/nothing-outside-blocks error',
      'a-outside.hl7 hl7/message-begins-with-msh error',
      'b-cut.dcm part10/encoding error',
    ])
      expect(all).toContain(expected);
    expect(all.filter((each) => each.startsWith('b-cut.dcm'))).toEqual(['b-cut.dcm part10/encoding error']);
    expect(all.filter((each) => each.startsWith('b-cut-at'))).toEqual(['b-cut-at-once.dcm part10/readable error']);
    expect(report.objects.filter(({ type }) => type === 'dicom')).toHaveLength(6);
    expect(report.skipped.map(({ file }) => file.split('/').at(-1))).toEqual(['other.json', 'readme.txt']);
    expect(exitCodeOf(report)).toBe(1);
  });

  it.skipIf(process.getuid?.() === 0)('that may not be read are said', () => {
    const made = folder().add({ 'x.dcm': make.ctImage(0) });
    chmodSync(join(made.path, 'x.dcm'), 0);
    expect(said(made.check())).toEqual(['x.dcm file/readable error']);
  });

  it('too large for what they are, are said and not read', () => {
    const made = folder();
    writeFileSync(
      join(made.path, 'x.hl7'),
      Buffer.concat([Buffer.from('MSH|^~\\&|'), Buffer.alloc(65 * 1024 * 1024, 'x')]),
    );
    expect(said(made.check())).toEqual(['x.hl7 file/readable error']);
  });

  it('are a finding each also where the document in an object is broken', () => {
    const pdf = (document: Buffer | string) => ({
      ...make.encapsulatedPdf(),
      EncapsulatedDocument: Buffer.isBuffer(document) ? document : Buffer.from(document),
    });
    const numbered = (files: Record<string, ReturnType<typeof pdf>>) =>
      Object.fromEntries(
        Object.entries(files).map(([name, each], i) => [name, { ...each, SOPInstanceUID: `1.2.3.100.8.${i + 1}` }]),
      );
    const report = checkThe(
      numbered({
        'cut.dcm': pdf(pdfOf(shown('Declaration')).subarray(0, 300)),
        'garbage.dcm': pdf('x'.repeat(1000)),
        'good.dcm': pdf(pdfOf(shown('Declaration'))),
        'hollow.dcm': pdf('%PDF-1.4\n1 0 obj\n%%EOF\n'),
        'huge.dcm': pdf(Buffer.alloc(100 * 1024 * 1024)),
        'long.dcm': pdf(Buffer.alloc(66 * 1024 * 1024, '%PDF-1.4 %%EOF ')),
      }),
    );
    expect(said(report)).toEqual([
      'cut.dcm pdf/trailer error',
      'garbage.dcm pdf/header error',
      'hollow.dcm pdf/opens error',
      'huge.dcm file/readable error',
      'long.dcm pdf/read-within-bounds warning',
    ]);
  });
});

describe('HL7 files', () => {
  it('may hold many messages, framed or not, in batches, with LF', () => {
    const many = checkThe({
      'a.hl7': `FHS|^~\\&\rBHS|^~\\&\r${notice()}${notice()}BTS|2\rFTS|1\r`,
      'b.mllp': `\x0b${notice()}\x1c\r\x0b${notice()}\x1c\r`,
    });
    expect(many.objects.map(({ part, findings }) => [part, findings])).toEqual(
      ['message 1', 'message 2', 'message 1', 'message 2'].map((part) => [part, []]),
    );
    const lines = notice().replaceAll('\r', '\n');
    expect(said(checkThe({ 'a.hl7': lines }))).toEqual(['a.hl7 hl7/segment-terminator warning']);
    expect(said(checkThe({ 'a.hl7': `\x0b${lines}\x1c\r` }))).toEqual(['a.hl7 hl7/segment-terminator error']);
  });

  it('have acknowledgements that answer their messages', () => {
    const ack = (id: string, code = 'AA') =>
      `MSH|^~\\&|R|H|A|V|20260101120001||ACK^O01|K1|P|2.5.1\rMSA|${code}|${id}\r`;
    expect(said(checkThe({ 'a.hl7': notice() + ack('N1') }))).toEqual([]);
    expect(said(checkThe({ 'a.hl7': notice() + ack('N2') }))).toEqual(['a.hl7 hl7/ack-correlated error']);
    expect(said(checkThe({ 'a.hl7': notice(), 'b.hl7': ack('N1', 'AE') }))).toEqual(['b.hl7 hl7/ack-reason warning']);
    expect(said(checkThe({ 'b.hl7': ack('N1') }))).toEqual([]);
  });
});

describe('paths', () => {
  it('must exist', () => {
    expect(() => checkFiles([join(tmpdir(), 'no-such-file')], { air: false })).toThrow(NoSuchPath);
  });

  it('are taken once, hidden files and circles left out, in the order of people', () => {
    const made = folder().add({ 'ct10.dcm': make.ctImage(1), 'ct2.dcm': make.ctImage(0), '.hidden/x.dcm': 'no' });
    mkdirSync(join(made.path, 'sub'));
    symlinkSync(made.path, join(made.path, 'sub', 'circle'));
    const report = checkFiles([made.path, join(made.path, 'ct2.dcm')], { air: false });
    expect(report.objects.map(({ file }) => file.split('/').at(-1))).toEqual(['ct2.dcm', 'ct10.dcm']);
  });

  it('named by the user are meant to be checked', () => {
    const made = folder().add({ 'a.txt': 'hello', 'ct.dcm': make.ctImage(0), 'b.json': '{}' });
    const report = checkFiles(
      ['a.txt', 'b.json', 'ct.dcm'].map((name) => join(made.path, name)),
      { air: false },
    );
    expect(said(report)).toEqual(['a.txt file/recognised error', 'b.json file/recognised error']);
  });
});

describe('exit codes', () => {
  it('are 0, 1 and 3', () => {
    expect(exitCodeOf(checkThe({ 'ct.dcm': make.ctImage(0) }))).toBe(0);
    expect(exitCodeOf(checkThe({ 'ct.dcm': { ...make.ctImage(0), StudyInstanceUID: null } }))).toBe(1);
    expect(exitCodeOf(checkThe({}))).toBe(3);
    expect(exitCodeOf(checkThe({ 'x.dcm': 'nothing' }))).toBe(3);
  });

  it('with --air hold results to the profile', () => {
    const files = { ...study(), 'seg.dcm': { ...make.segmentation(), ContributingEquipmentSequence: undefined } };
    expect(said(checkThe(files)).filter((each) => each.includes(' air/'))).toEqual([]);
    expect(said(checkThe(files, true))).toContain('seg.dcm air/contributing-equipment-present error');
    expect(said(checkThe({ 'sc.dcm': make.secondaryCapture() }, true))).toContain(
      'sc.dcm graph/machine-readable-result error',
    );
  });
});
