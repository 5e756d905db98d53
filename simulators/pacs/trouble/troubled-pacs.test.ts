import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DimsePeer, silentLogger } from '../../../model/actors';
import type { EventSink, JournalEvent } from '../../../model/events';
import { get } from '../../../protocols/dimse/client';
import { findscu, storescu } from '../../../tests/pacs/dcmtk';
import { type TestInstance, testStudy } from '../../../tests/pacs/instances';
import { embedded } from '../launchers/embedded';
import type { Pacs } from '../pacs';
import { type Trouble, TroubledPacs } from './troubled-pacs';

const storageDir = mkdtempSync(join(tmpdir(), 'airworthy-trouble-test-'));
const sink: EventSink = { append: (event) => event as JournalEvent };
let pacs: Pacs;
const met: string[] = [];

beforeAll(async () => {
  pacs = await embedded({
    launcher: 'embedded',
    aeTitle: 'TEST_PACS',
    host: '127.0.0.1',
    peers: [],
    storageDir,
    sink,
    log: silentLogger,
    notice: () => undefined,
  });
});

afterAll(async () => {
  await pacs.stop();
  rmSync(storageDir, { recursive: true, force: true });
});

/** What storescu says to each instance that it sends one by one, and which of them the archive then has. */
async function sent(troubles: Trouble[], instances: readonly TestInstance[]) {
  const troubled = new TroubledPacs({
    pacs: pacs.dimse,
    timeoutMs: 10_000,
    log: silentLogger,
    troubles,
    onTrouble: (trouble, uid) => met.push(`${trouble.kind} ${uid}`),
  });
  await troubled.start();
  try {
    const peer: DimsePeer = { aeTitle: 'TEST_PACS', ...troubled.address };
    const codes = [];
    for (const instance of instances) codes.push((await storescu(peer, [instance])).code);
    const { found } = await findscu(peer, {
      QueryRetrieveLevel: 'IMAGE',
      StudyInstanceUID: study.studyInstanceUid,
      SeriesInstanceUID: instances[0]?.seriesInstanceUid ?? '',
      SOPInstanceUID: '',
    });
    return { codes, kept: found.map((each) => each['SOPInstanceUID']).sort() };
  } finally {
    await troubled.stop();
  }
}

let study = testStudy();
const uids = (instances: readonly TestInstance[]) => instances.map(({ sopInstanceUid }) => sopInstanceUid).sort();

it('gives out images by C-GET as ever on a bad day', async () => {
  const own = testStudy();
  expect((await storescu(pacs.dimse, own.ct)).code).toBe(0);
  const troubled = new TroubledPacs({
    ...{ pacs: pacs.dimse, timeoutMs: 10_000, log: silentLogger },
    troubles: [{ kind: 'refuse', status: 0xa700 }],
    onTrouble: () => undefined,
  });
  await troubled.start();
  try {
    const came: string[] = [];
    const peer = { aeTitle: 'TEST_PACS', ...troubled.address };
    const key = { StudyInstanceUID: own.studyInstanceUid };
    const counts = await get({ callingAeTitle: 'AI', peer, timeoutMs: 10_000 }, 'STUDY', key, async (instance) => {
      came.push(instance.sopInstanceUid);
      return 0;
    });
    expect(counts).toMatchObject({ status: 0, completed: own.ct.length });
    expect(came.sort()).toEqual(uids(own.ct));
  } finally {
    await troubled.stop();
  }
});

describe('the PACS on a bad day, asked by storescu and findscu', () => {
  it('refuses one instance and takes the others', async () => {
    study = testStudy();
    const { codes, kept } = await sent([{ kind: 'refuse', status: 0xa700 }], study.ct);
    expect(codes[0]).not.toBe(0);
    expect(codes.slice(1)).toEqual([0, 0]);
    expect(kept).toEqual(uids(study.ct.slice(1)));
    expect(met).toContain(`refuse ${study.ct[0]?.sopInstanceUid}`);
  });

  it('loses one that it says it has', async () => {
    study = testStudy();
    const { codes, kept } = await sent([{ kind: 'lose' }], study.ct);
    expect(codes).toEqual([0, 0, 0]);
    expect(kept).toEqual(uids(study.ct.slice(1)));
  });

  it('keeps what it takes with a warning', async () => {
    study = testStudy();
    const { kept } = await sent([{ kind: 'warn', status: 0xb000 }], study.ct);
    expect(kept).toEqual(uids(study.ct));
    expect(met).toContain(`warn ${study.ct[0]?.sopInstanceUid}`);
  });
});
