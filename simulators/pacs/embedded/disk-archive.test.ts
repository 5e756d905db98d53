import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../model/actors';
import { readDicom } from '../../../model/dicom/reader';
import { jsonString } from '../../../protocols/dicomweb/dicom-json';
import { unwrap, wrap } from '../../../protocols/dimse/part10';
import { Spool } from '../../../protocols/dimse/spool';
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

  it('is found at once, and still when the archive has been closed, however many have come', async () => {
    const { sr } = testStudy();
    const { meta, datasetBytes } = unwrap(sr.bytes);
    const uids = Array.from({ length: 150 }, (_, index) => meta.sopInstanceUid.slice(0, -3) + String(100 + index));
    for (const [index, sopInstanceUid] of uids.entries()) {
      const renamed = Buffer.from(
        datasetBytes.toString('latin1').replaceAll(meta.sopInstanceUid, sopInstanceUid),
        'latin1',
      );
      await archive.storeBytes(wrap(renamed, { ...meta, sopInstanceUid }), { ...sr, sopInstanceUid });
      if (index % 40 === 0) expect(archive.instances({ sopInstanceUid })).toHaveLength(1);
    }
    archive.close();
    archive = await open();
    expect(archive.instances({}).map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(uids);
  });

  it('is not lost with its file: sent again it is kept', async () => {
    const { sr } = testStudy();
    await archive.storeBytes(sr.bytes, sr);
    const [stored] = archive.instances({ sopInstanceUid: sr.sopInstanceUid });
    rmSync(stored?.file ?? '');
    expect((await archive.storeBytes(sr.bytes, sr)).status).toBe(0);
    expect(readFileSync(stored?.file ?? '').equals(sr.bytes)).toBe(true);
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

describe('what was written as it came', () => {
  /** As a listener writes it: piece by piece. */
  async function written(bytes: Buffer, claimed: { sopClassUid: string; sopInstanceUid: string }): Promise<number> {
    const { meta, datasetBytes } = unwrap(bytes);
    const spool = new Spool(archive.incomingFolder, meta, [], (begun) => archive.begins(begun));
    for (let at = 0; at < datasetBytes.length; at += 1000) spool.write(datasetBytes.subarray(at, at + 1000));
    const { status } = await archive.storeWritten(spool.file, spool, claimed);
    spool.abandon();
    return status;
  }

  it.each([0, 100_000])('is kept and found, with %d characters before what is looked for', async (length) => {
    const { ct } = testStudy({ ImageComments: 'x'.repeat(length) });
    const [slice] = ct as [(typeof ct)[0]];
    expect(await written(slice.bytes, slice)).toBe(0);
    const [stored] = archive.instances({ sopInstanceUid: slice.sopInstanceUid });
    const kept = readFileSync(stored?.file ?? '');
    expect(unwrap(kept).datasetBytes.equals(unwrap(slice.bytes).datasetBytes)).toBe(true);
    expect(stored?.bytes).toBe(kept.length);
    const [found = {}] = archive.search({ level: 'IMAGE', keys: [] });
    expect(jsonString(found, 'Rows')).toBe(String(readDicom(slice.bytes).dataset.number('Rows')));
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
  });

  it('is not kept when it is another object than its request says', async () => {
    const { sr, ct } = testStudy();
    const [slice] = ct as [(typeof ct)[0]];
    expect(await written(slice.bytes, sr)).toBe(0xa900);
    expect(archive.instances({})).toEqual([]);
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
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

  it('has what was stored after the last state of the index that reached the disk', async () => {
    const study = testStudy();
    for (const each of study.ct) await archive.storeBytes(each.bytes, each);
    archive.close();
    copyFileSync(join(folder, 'index.sqlite'), join(folder, 'before'));
    archive = await open();
    await archive.storeBytes(study.sr.bytes, study.sr);
    archive.close();
    copyFileSync(join(folder, 'before'), join(folder, 'index.sqlite'));
    archive = await open();
    expect(count(study.studyInstanceUid)).toBe(study.all.length);
    expect(archive.sopClassOf(study.sr.sopInstanceUid)).toBe(study.sr.sopClassUid);
  });

  it('has everything, however it ended: the files are there before the index is', async () => {
    const study = testStudy();
    for (const each of study.all) await archive.storeBytes(each.bytes, each);
    // As after a kill: what the first one has not written it never writes.
    const next = await open();
    try {
      const stored = next.instances({ studyInstanceUid: study.studyInstanceUid });
      expect(stored.map(({ sopInstanceUid }) => sopInstanceUid).sort()).toEqual(
        study.all.map(({ sopInstanceUid }) => sopInstanceUid).sort(),
      );
    } finally {
      next.close();
    }
  });

  it('takes up files that were stored but not yet indexed, and forgets rows whose files are gone', async () => {
    const study = testStudy();
    for (const each of study.all) await archive.storeBytes(each.bytes, each);
    const [first, second] = archive.instances({ studyInstanceUid: study.studyInstanceUid });
    archive.close();
    rmSync(first?.file ?? '');
    archive = await open();
    expect(count(study.studyInstanceUid)).toBe(3);
    expect(archive.sopClassOf(first?.sopInstanceUid ?? '')).toBeUndefined();
    expect(archive.sopClassOf(second?.sopInstanceUid ?? '')).toBe(second?.sopClassUid);
  });

  it('removes what had not come whole when it was killed, and says so; what somebody else put there stays', async () => {
    const { meta } = unwrap(testStudy().sr.bytes);
    // By C-STORE and by STOW-RS.
    const spool = new Spool(archive.incomingFolder, meta, [Buffer.from('half an instance')]);
    writeFileSync(archive.incomingFile(), 'half an instance');
    writeFileSync(join(archive.incomingFolder, 'notes'), 'of somebody');
    archive.close();
    const said: string[] = [];
    archive = await DiskArchive.open(folder, 'PACS', { ...silentLogger, info: (line) => said.push(line) });
    expect(said).toEqual(['Removed 2 files that had not come whole when the PACS was killed']);
    expect(readdirSync(archive.incomingFolder)).toEqual(['notes']);
    spool.abandon();
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
