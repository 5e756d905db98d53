// 2,000 CT instances (1 GB) received as a run of the harness receives them: storescu → tap that records → embedded PACS, and
// without the tap, beside storescu → storescp that stores them. Then each stored and each recorded data set
// is compared with what storescp got: storescu writes data sets in its own way.
//   npm run bench -- receive
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readJournal } from '../evidence/journal';
import { openRecording } from '../evidence/recording';
import type { EventSink, JournalEvent } from '../model/events';
import { readMeta, unwrap } from '../protocols/dimse/part10';
import { Tap } from '../protocols/tap/tap';
import { EmbeddedPacs } from '../simulators/pacs/embedded/embedded-pacs';
import { median } from './measured';
import { Counted, inTurn, printRates, printRecorded } from './rounds';
import {
  makeStudy,
  pacsOptions,
  PEER_TITLE,
  scratchFolder,
  storescp,
  storescu,
  type Study,
  STUDY_OF_1_GB,
} from './study';

const ROUNDS = 3;
const count = Number(process.argv[2] ?? STUDY_OF_1_GB);
const scratch = scratchFolder();
const received = join(scratch, 'storescp');
let round = 0;
/** Of the last round, each. */
let storage = '';
let direct = '';
let run = '';
/** Seconds from the first byte until the record is closed: everything is written by then. */
const recorded: number[] = [];

async function main(): Promise<void> {
  const study = makeStudy(join(scratch, 'study'), count);
  mkdirSync(received);
  const peer = await storescp(received);
  const before = process.memoryUsage.rss();
  console.log(`${count} instances, ${(study.bytes / 1e6).toFixed(0)} MB, median of ${ROUNDS} rounds in turn\n`);
  try {
    const timed = await inTurn(
      ROUNDS,
      {
        'storescu → storescp, stored': () => storescu(study, peer.port),
        'storescu → embedded PACS, stored': () => straightToThePacs(study),
        'storescu → tap → embedded PACS, stored': () => throughTheHarness(study),
      },
      forgetLastRound,
    );
    printRates(study.bytes, timed, { 'storescu → tap → embedded PACS, stored': 0.6 });
    printRecorded(median(recorded), timed['storescu → storescp, stored'].seconds);
  } finally {
    await peer.stop();
  }
  for (const folder of [direct, storage]) mustBeWhatWasSent(join(folder, 'embedded', 'instances'));
  mustBeWhatWasSent(join(run, 'objects'));
  mustBeJournalled();
  const most = process.resourceUsage().maxRSS / 1024;
  console.log(
    `\nall stored and recorded as sent; RSS ${(before / 1024 ** 2).toFixed(0)} MiB before, ${most.toFixed(0)} MiB at most`,
  );
}

/**
 * So that each writes into memory that its round before has freed, as storescp does over its own files: for memory that no program
 * has touched yet a virtual machine asks its host, which takes longer than all else.
 */
function forgetLastRound(name: string): void {
  const written = name.includes('tap') ? [storage, run] : name.includes('PACS') ? [direct] : [];
  for (const folder of written.filter(Boolean)) rmSync(folder, { recursive: true });
}

async function straightToThePacs(study: Study): Promise<void> {
  direct = join(scratch, `direct-${++round}`);
  const pacs = await startedPacs(direct, { append: (event) => event as JournalEvent });
  await storescu(study, pacs.dimse.port);
  await pacs.stop();
}

/** Gives the seconds that the sender took: all is stored by then. When all is recorded is told beside it. */
async function throughTheHarness(study: Study): Promise<Counted> {
  storage = join(scratch, `pacs-${++round}`);
  run = join(scratch, `run-${round}`);
  const recording = openRecording(run);
  const pacs = await startedPacs(storage, recording);
  const tap = new Tap({
    ...{ link: 'scanner>pacs:dimse', from: 'scanner', to: 'pacs', protocol: 'dimse' },
    listen: { host: '127.0.0.1', port: 0 },
    target: pacs.dimse,
    recording,
  });
  await tap.start();
  const begun = performance.now();
  await storescu(study, tap.address.port);
  const sender = new Counted((performance.now() - begun) / 1000);
  await tap.stop();
  await pacs.stop();
  await recording.close();
  recorded.push((performance.now() - begun) / 1000);
  return sender;
}

async function startedPacs(storageDir: string, sink: EventSink): Promise<EmbeddedPacs> {
  const pacs = new EmbeddedPacs(pacsOptions('embedded', storageDir, PEER_TITLE, sink));
  await pacs.start();
  return pacs;
}

function mustBeWhatWasSent(folder: string): void {
  const sent = new Map(filesIn(received).map((file) => [readMeta(readFileSync(file)).meta.sopInstanceUid, file]));
  for (const file of filesIn(folder)) {
    const { meta, datasetBytes } = unwrap(readFileSync(file));
    const there = sent.get(meta.sopInstanceUid);
    if (there === undefined || !unwrap(readFileSync(there)).datasetBytes.equals(datasetBytes))
      throw new Error(`${file} is not what was sent`);
    sent.delete(meta.sopInstanceUid);
  }
  if (sent.size > 0) throw new Error(`${sent.size} of ${count} instances are not in ${folder}`);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function mustBeJournalled(): void {
  const { events, problems } = readJournal(join(run, 'journal.ndjson'));
  const stored = events.filter(
    (event) => event.kind === 'dimse.command' && event.command === 'C-STORE-RSP' && event.status === 0,
  );
  if (problems.length > 0 || stored.length !== count)
    throw new Error(`${stored.length} of ${count} instances are in the journal${problems.join('; ')}`);
}

main()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  })
  .finally(() => rmSync(scratch, { recursive: true, force: true }));
