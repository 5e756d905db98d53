// 2,000 CT instances (1 GB) from storescu to storescp, which throws them away: straight, through a tap that records them, and through
// proxies that do nothing but pass bytes on: one in Node, and where socat is installed one in C, which is about what anything that
// stands in between can reach on this machine. Then the same into Orthanc, straight and through the tap, where that is installed.
//   npm run bench -- tap
// Everything lies in memory (/dev/shm) where there is such a thing; DCMTK runs with TCP_NODELAY=1.
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { openRecording } from '../evidence/recording';
import { Tap } from '../protocols/tap/tap';
import { path as orthancFromPath } from '../simulators/pacs/launchers/path';
import { findOrthanc } from '../simulators/pacs/orthanc/find-orthanc';
import { startPeer } from '../tests/kit/processes';
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
const records: string[] = [];
/** Seconds from the first byte until the record is closed: everything is written by then. */
const recorded: number[] = [];

async function main(): Promise<void> {
  const study = makeStudy(join(scratch, 'study'), count);
  const peer = await storescp();
  const before = process.memoryUsage.rss();
  const proxy = createServer({ noDelay: true }, (client) => {
    const server = connect({ host: '127.0.0.1', port: peer.port, noDelay: true });
    client.pipe(server).pipe(client);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const c = hasProgram('socat')
    ? await startPeer('socat', (port) => [
        ...['-b', '262144', `TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr,nodelay`],
        `TCP:127.0.0.1:${peer.port},nodelay`,
      ])
    : undefined;
  console.log(`${count} instances, ${(study.bytes / 1e6).toFixed(0)} MB, median of ${ROUNDS} rounds in turn\n`);
  try {
    const ways = {
      direct: () => storescu(study, peer.port),
      'through the recording tap': () => tapped(peer.port, (port) => storescu(study, port)),
      'through a bare proxy': () => storescu(study, (proxy.address() as AddressInfo).port),
    };
    const all: typeof ways = { ...ways, ...(c && { 'through socat': () => storescu(study, c.port) }) };
    const timed = await inTurn(ROUNDS, all, mustBeRecorded);
    printRates(study.bytes, timed, { 'through the recording tap': 0.8 });
    printRecorded(median(recorded), timed.direct.seconds);
  } finally {
    proxy.close();
    await c?.stop();
    await peer.stop();
  }
  mustBeRecorded();
  if (findOrthanc() !== undefined) await intoOrthanc(study);
  console.log(`\nRSS ${mib(before)} MiB before, ${mib(process.resourceUsage().maxRSS * 1024)} MiB at most`);
}

/** A PACS that stores, as those that a tap stands before. A new one each time: it throws away what it has already. */
async function intoOrthanc(study: Study): Promise<void> {
  const stored = async (work: (port: number) => Promise<unknown>): Promise<Counted> => {
    const storageDir = mkdtempSync(join(scratch, 'orthanc-'));
    const orthanc = await orthancFromPath(pacsOptions('path', storageDir, PEER_TITLE));
    try {
      const begun = performance.now();
      const counted = await work(orthanc.dimse.port);
      return counted instanceof Counted ? counted : new Counted((performance.now() - begun) / 1000);
    } finally {
      await orthanc.stop();
      rmSync(storageDir, { recursive: true, force: true });
    }
  };
  console.log('');
  const timed = await inTurn(
    ROUNDS,
    {
      'direct into Orthanc': () => stored((port) => storescu(study, port)),
      'through the recording tap into Orthanc': () => stored((port) => tapped(port, (tap) => storescu(study, tap))),
    },
    mustBeRecorded,
  );
  printRates(study.bytes, timed, {});
  mustBeRecorded();
}

const hasProgram = (name: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));

/**
 * What was recorded is taken away then: the next round writes into memory that this one has freed. For memory that no program has
 * touched yet a virtual machine asks its host, which takes longer than all else.
 */
function mustBeRecorded(): void {
  for (const dir of records.splice(0)) {
    const kept = readdirSync(join(dir, 'objects')).length;
    if (kept !== count) throw new Error(`${kept} objects were recorded instead of ${count}`);
    rmSync(dir, { recursive: true });
  }
}

/** Gives the seconds that the peers took; when everything is recorded is told beside it. */
async function tapped(target: number, work: (port: number) => Promise<void>): Promise<Counted> {
  const recording = openRecording(join(scratch, 'run'));
  records.push(recording.dir);
  const tap = new Tap({
    ...{ link: 'scanner>pacs:dimse', from: 'scanner', to: 'pacs', protocol: 'dimse' },
    listen: { host: '127.0.0.1', port: 0 },
    target: { host: '127.0.0.1', port: target },
    recording,
  });
  await tap.start();
  const begun = performance.now();
  await work(tap.address.port);
  const peers = new Counted((performance.now() - begun) / 1000);
  await tap.stop();
  await recording.close();
  recorded.push((performance.now() - begun) / 1000);
  return peers;
}

const mib = (bytes: number): string => (bytes / 1024 ** 2).toFixed(0);

main()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  })
  .finally(() => rmSync(scratch, { recursive: true, force: true }));
