import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../model/actors';
import { jsonString } from '../../../protocols/dicomweb/dicom-json';
import { unwrap, wrap } from '../../../protocols/dimse/part10';
import { testStudy } from '../../../tests/pacs/instances';
import { DiskArchive } from './disk-archive';

let folder: string;
let archive: DiskArchive;
const open = (): Promise<DiskArchive> => DiskArchive.open(folder, 'PACS', silentLogger);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'airworthy-archive-'));
  archive = await open();
});
afterEach(() => {
  archive.close();
  rmSync(folder, { recursive: true, force: true });
});

function count(studyInstanceUid: string): number {
  return archive.search({ level: 'IMAGE', keys: [{ tag: '0020000D', values: [studyInstanceUid] }] }).length;
}

describe('what is kept', () => {
  it('is what came, byte for byte', async () => {
    const { ct } = testStudy();
    for (const each of ct) expect((await archive.storeBytes(each.bytes, each)).status).toBe(0);
    for (const each of ct) {
      const [stored] = archive.instances({ sopInstanceUid: each.sopInstanceUid });
      expect(readFileSync(stored?.file ?? '').equals(each.bytes)).toBe(true);
    }
  });

  it('is stored once when it comes many times at once', async () => {
    const { sr } = testStudy();
    const results = await Promise.all(Array.from({ length: 8 }, () => archive.storeBytes(sr.bytes, sr)));
    expect(results.map(({ status }) => status)).toEqual(Array(8).fill(0));
    expect(archive.instances({ sopInstanceUid: sr.sopInstanceUid })).toHaveLength(1);
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
  });

  it('keeps large pixel data out of memory and the index', async () => {
    const study = testStudy();
    const [slice] = study.ct as [(typeof study.ct)[0]];
    const { meta, datasetBytes } = unwrap(slice.bytes);
    // The pixel data element is last: OW with a 32-bit length 512 bytes from the end.
    const grown = Buffer.concat([datasetBytes.subarray(0, -512), Buffer.alloc(6 * 1024 * 1024, 1)]);
    grown.writeUInt32LE(6 * 1024 * 1024, datasetBytes.length - 512 - 4);
    expect((await archive.storeBytes(wrap(grown, meta), slice)).status).toBe(0);
    expect(count(study.studyInstanceUid)).toBe(1);
    archive.close();
    archive = await open();
    expect(statSync(join(folder, 'index.sqlite')).size).toBeLessThan(200_000);
  });
});

describe('what is refused', () => {
  it('cannot be understood when it is no DICOM or has no UIDs', async () => {
    const claimed = { sopClassUid: '1.2', sopInstanceUid: '1.3' };
    expect((await archive.storeBytes(Buffer.from('not DICOM at all'), claimed)).status).toBe(0xc000);
    const { sr } = testStudy({ StudyInstanceUID: '' });
    expect((await archive.storeBytes(sr.bytes, sr)).status).toBe(0xc000);
    const { sr: hostile } = testStudy({ StudyInstanceUID: '../../etc' });
    expect((await archive.storeBytes(hostile.bytes, hostile)).status).toBe(0xc000);
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
  });

  it('does not match when the request names another object', async () => {
    const { sr, ct } = testStudy();
    const [slice] = ct as [(typeof ct)[0]];
    expect((await archive.storeBytes(sr.bytes, { ...sr, sopClassUid: slice.sopClassUid })).status).toBe(0xa900);
    expect((await archive.storeBytes(sr.bytes, { ...sr, sopInstanceUid: slice.sopInstanceUid })).status).toBe(0xa900);
    expect(archive.instances({})).toEqual([]);
  });
});

describe('after a restart', () => {
  it('has everything, in the same order', async () => {
    const study = testStudy();
    for (const each of study.all) await archive.storeBytes(each.bytes, each);
    archive.close();
    archive = await open();
    const uids = archive.instances({ studyInstanceUid: study.studyInstanceUid }).map((each) => each.sopInstanceUid);
    expect(uids).toEqual(study.all.map((each) => each.sopInstanceUid));
  });

  it.each([
    ['missing', (file: string) => rmSync(file)],
    ['spoilt', (file: string) => writeFileSync(file, 'this was a database')],
  ])('makes the index anew when it is %s', async (_what, spoil) => {
    const study = testStudy();
    for (const each of study.all) await archive.storeBytes(each.bytes, each);
    archive.close();
    for (const suffix of ['-wal', '-shm']) rmSync(join(folder, `index.sqlite${suffix}`), { force: true });
    spoil(join(folder, 'index.sqlite'));
    archive = await open();
    expect(count(study.studyInstanceUid)).toBe(4);
    const [found] = archive.search({ level: 'STUDY', keys: [{ tag: '00100020', values: [study.patientId] }] });
    expect(found && jsonString(found, 'NumberOfStudyRelatedInstances')).toBe('4');
  });

  it('takes up files that were stored but not yet indexed, and forgets rows whose files are gone', async () => {
    const study = testStudy();
    for (const each of study.all) await archive.storeBytes(each.bytes, each);
    const [first, second] = archive.instances({ studyInstanceUid: study.studyInstanceUid });
    archive.close();
    rmSync(first?.file ?? '');
    writeFileSync(join(folder, 'incoming', 'half'), 'half an instance');
    archive = await open();
    expect(count(study.studyInstanceUid)).toBe(3);
    expect(archive.sopClassOf(first?.sopInstanceUid ?? '')).toBeUndefined();
    expect(archive.sopClassOf(second?.sopInstanceUid ?? '')).toBe(second?.sopClassUid);
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
  });
});

describe('levels', () => {
  it('counts over the whole study whatever the query is narrowed by', async () => {
    const study = testStudy();
    for (const each of study.all) await archive.storeBytes(each.bytes, each);
    const [found] = archive.search({
      level: 'STUDY',
      keys: [
        { tag: '00080050', values: [study.accessionNumber] },
        { tag: '00080060', values: [''] },
      ],
    });
    expect(found && jsonString(found, 'NumberOfStudyRelatedSeries')).toBe('2');
    expect(found && jsonString(found, 'Modality'), 'an attribute of the series').toBeUndefined();
  });

  it('pages', async () => {
    const study = testStudy();
    for (const each of study.all) await archive.storeBytes(each.bytes, each);
    const keys = [{ tag: '0020000D', values: [study.studyInstanceUid] }];
    const all = archive.search({ level: 'IMAGE', keys }).map((set) => jsonString(set, 'SOPInstanceUID'));
    const page = archive.search({ level: 'IMAGE', keys, offset: 1, limit: 2 });
    expect(page.map((set) => jsonString(set, 'SOPInstanceUID'))).toEqual(all.slice(1, 3));
  });
});
