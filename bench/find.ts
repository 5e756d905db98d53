// C-FIND of 10,000 studies, beside findscu against Orthanc in the same run: by us from Orthanc, and by findscu from our PACS.
//   npm run bench -- find
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { find } from '../protocols/dimse/client';
import { encodeDataset, wrap } from '../protocols/dimse/part10';
import { store } from '../protocols/dimse/store';
import * as uids from '../protocols/dimse/uids';
import { EmbeddedPacs } from '../simulators/pacs/embedded/embedded-pacs';
import { path as orthancFromPath } from '../simulators/pacs/launchers/path';
import type { LaunchOptions, Pacs } from '../simulators/pacs/pacs';
import { run } from '../tests/kit/processes';
import { measured } from './measured';
import { inTurn } from './rounds';
import { pacsOptions, scratchFolder } from './study';

const ROUNDS = 3;
const count = Number(process.argv[2] ?? 10_000);
const scratch = scratchFolder();
const KEYS = ['PatientName', 'PatientID', 'StudyInstanceUID', 'StudyDate', 'AccessionNumber', 'StudyDescription'];

async function main(): Promise<void> {
  const orthanc = await orthancFromPath(options('path'));
  const ours = new EmbeddedPacs(options('embedded'));
  try {
    await ours.start();
    for (const pacs of [orthanc, ours]) await fill(pacs);
    const timed = await inTurn(ROUNDS, {
      'findscu → Orthanc': () => findscu(orthanc),
      'airworthy → Orthanc': () => ask(orthanc),
      'findscu → embedded PACS': () => findscu(ours),
      'airworthy → embedded PACS': () => ask(ours),
    });
    const peer = timed['findscu → Orthanc'];
    console.log(`C-FIND of ${count} studies, median of ${ROUNDS} rounds in turn\n`);
    for (const [name, { seconds, cpu }] of Object.entries(timed)) {
      const rate = `${(count / seconds).toFixed(0).padStart(6)} a second`;
      const own = `${((cpu / count) * 1e6).toFixed(0)} CPU µs a result here`;
      console.log(`${name.padEnd(28)} ${rate}   ${(peer.seconds / seconds).toFixed(2)} of its rate   ${own}`);
      if (name !== 'findscu → Orthanc')
        measured({
          what: `${name}, C-FIND, rate to findscu → Orthanc`,
          value: peer.seconds / seconds,
          unit: 'x',
          least: 0.5,
        });
    }
  } finally {
    await orthanc.stop();
    await ours.stop();
  }
}

const options = (launcher: 'path' | 'embedded'): LaunchOptions =>
  pacsOptions(launcher, join(scratch, launcher), launcher.toUpperCase());

/** One small instance a study. */
async function fill({ dimse }: Pacs): Promise<void> {
  const sources = Array.from({ length: count }, (_, index) => {
    const sopInstanceUid = `2.25.1000${index}`;
    const meta = {
      sopClassUid: uids.CT_IMAGE_STORAGE,
      sopInstanceUid,
      transferSyntaxUid: uids.EXPLICIT_VR_LITTLE_ENDIAN,
    };
    const set = {
      ...{ SOPClassUID: meta.sopClassUid, SOPInstanceUID: sopInstanceUid, Modality: 'CT', StudyDate: '20261124' },
      ...{ PatientName: `BENCH^${index}`, PatientID: `P${index}`, AccessionNumber: `A${index}` },
      ...{ StudyInstanceUID: `2.25.2000${index}`, SeriesInstanceUID: `2.25.3000${index}`, StudyDescription: 'CT head' },
    };
    return { bytes: wrap(encodeDataset(set, meta.transferSyntaxUid), meta) };
  });
  const outcomes = await store({ callingAeTitle: 'BENCH', peer: dimse, timeoutMs: 60_000 }, sources);
  const failed = outcomes.find(({ status }) => status !== 0);
  if (failed) throw new Error(`${dimse.aeTitle} did not take an instance: ${failed.comment ?? failed.status}`);
}

async function findscu({ dimse }: Pacs): Promise<void> {
  const keys = ['QueryRetrieveLevel=STUDY', ...KEYS].flatMap((key) => ['-k', key]);
  const args = ['-S', '--hide-responses', '-aec', dimse.aeTitle, ...keys, dimse.host, `${dimse.port}`];
  const { code, output } = await run('findscu', args, 600_000);
  if (code !== 0) throw new Error(output);
}

async function ask({ dimse }: Pacs): Promise<void> {
  const keys = Object.fromEntries(KEYS.map((key) => [key, '']));
  const found = await find({ callingAeTitle: 'BENCH', peer: dimse, timeoutMs: 60_000 }, 'STUDY', keys);
  if (found.length !== count) throw new Error(`${dimse.aeTitle} found ${found.length} studies instead of ${count}`);
}

main()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  })
  .finally(() => rmSync(scratch, { recursive: true, force: true }));
