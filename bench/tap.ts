// 2,000 CT instances (1 GB) from storescu to storescp: straight, through a tap that records them, and through a proxy that does
// nothing but pass bytes on, which is what a proxy in Node can reach at best on this machine:
//   npm run bench -- tap
// Everything lies in memory (/dev/shm) where there is such a thing; DCMTK runs with TCP_NODELAY=1.
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { openRecording } from '../evidence/recording';
import { Tap } from '../protocols/tap/tap';
import { inTurn, printRates } from './rounds';
import { makeStudy, scratchFolder, storescp, storescu, STUDY_OF_1_GB } from './study';

const ROUNDS = 3;
const count = Number(process.argv[2] ?? STUDY_OF_1_GB);
const scratch = scratchFolder();
const records: string[] = [];

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
  console.log(`${count} instances, ${(study.bytes / 1e6).toFixed(0)} MB, median of ${ROUNDS} rounds in turn\n`);
  try {
    const timed = await inTurn(ROUNDS, {
      direct: () => storescu(study, peer.port),
      'through the recording tap': () => tapped(peer.port, (port) => storescu(study, port)),
      'through a bare proxy': () => storescu(study, (proxy.address() as AddressInfo).port),
    });
    printRates(study.bytes, timed, { 'through the recording tap': 0.8 });
  } finally {
    proxy.close();
    await peer.stop();
  }
  for (const dir of records) {
    const kept = readdirSync(join(dir, 'objects')).length;
    if (kept !== count) throw new Error(`${kept} objects were recorded instead of ${count}`);
  }
  console.log(`\nRSS ${mib(before)} MiB before, ${mib(process.resourceUsage().maxRSS * 1024)} MiB at most`);
}

/** Its time ends when the record is closed: everything is written by then. */
async function tapped(target: number, work: (port: number) => Promise<void>): Promise<void> {
  const recording = openRecording(join(scratch, `run-${records.length}`));
  records.push(recording.dir);
  const tap = new Tap({
    ...{ link: 'scanner>pacs:dimse', from: 'scanner', to: 'pacs', protocol: 'dimse' },
    listen: { host: '127.0.0.1', port: 0 },
    target: { host: '127.0.0.1', port: target },
    recording,
  });
  await tap.start();
  await work(tap.address.port);
  await tap.stop();
  await recording.close();
}

const mib = (bytes: number): string => (bytes / 1024 ** 2).toFixed(0);

main()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  })
  .finally(() => rmSync(scratch, { recursive: true, force: true }));
