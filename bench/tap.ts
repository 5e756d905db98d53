// 400 CT instances (200 MB) from storescu to storescp, straight and through a tap that records them:
//   node -r ts-node/register/transpile-only bench/tap.ts [instances]
// Everything lies in memory (/dev/shm) where there is such a thing; DCMTK runs with TCP_NODELAY=1.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRecording } from '../evidence/recording';
import { unwrap } from '../protocols/dimse/part10';
import { Tap } from '../protocols/tap/tap';
import { run, startPeer } from '../tests/kit/processes';
import { measured, median } from './measured';
import { realFile } from '../tests/kit/real-files';

const ROUNDS = 3;
const count = Number(process.argv[2] ?? 400);
const scratch = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'airworthy-tap-'));
const folder = join(scratch, 'study');

async function main(): Promise<void> {
  mkdirSync(folder);
  const megabytes = makeFiles() / 1e6;
  const storescp = await startPeer('storescp', (port) => ['--ignore', '-aet', 'STORESCP', '-pdu', '131072', `${port}`]);
  const store = async (port: number): Promise<number> => {
    const begun = performance.now();
    const args = ['-aec', 'STORESCP', '-pdu', '131072', '+sd', '127.0.0.1', `${port}`, folder];
    const { code, output } = await run('storescu', args, 300_000);
    if (code !== 0) throw new Error(output);
    return (performance.now() - begun) / 1000;
  };
  console.log(`${count} instances, ${megabytes.toFixed(0)} MB, median of ${ROUNDS} rounds in turn\n`);
  const direct: number[] = [];
  const tapped: number[] = [];
  let before = 0;
  let peak = 0;
  for (let round = 0; round < ROUNDS; round++) {
    direct.push(await store(storescp.port));
    const recording = openRecording(join(scratch, `run-${round}`));
    const tap = new Tap({
      ...{ link: 'scanner>pacs:dimse', from: 'scanner', to: 'pacs', protocol: 'dimse' },
      listen: { host: '127.0.0.1', port: 0 },
      target: { host: '127.0.0.1', port: storescp.port },
      recording,
    });
    await tap.start();
    before ||= process.memoryUsage.rss();
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
    tapped.push(await store(tap.address.port));
    clearInterval(watch);
    await tap.stop();
    await recording.close();
    const kept = readdirSync(join(recording.dir, 'objects')).map(
      (name) => statSync(join(recording.dir, 'objects', name)).size,
    );
    if (kept.length !== count) throw new Error(`${kept.length} objects were recorded instead of ${count}`);
    rmSync(recording.dir, { recursive: true });
  }
  console.log(`direct       ${median(direct).toFixed(2)} s   ${(megabytes / median(direct)).toFixed(0)} MB/s`);
  console.log(`through tap  ${median(tapped).toFixed(2)} s   ${(megabytes / median(tapped)).toFixed(0)} MB/s`);
  console.log(`\nratio ${(median(tapped) / median(direct)).toFixed(2)} x`);
  measured({
    what: 'storescu → storescp through the tap, time to direct',
    value: median(tapped) / median(direct),
    unit: 'x',
  });
  console.log(`RSS ${mib(before)} MiB before, ${mib(peak)} MiB at most`);
  await storescp.stop();
}

const mib = (bytes: number): string => (bytes / 1024 ** 2).toFixed(0);

/** Real slices under new SOP Instance UIDs of the same length. Gives their size in bytes. */
function makeFiles(): number {
  const slices = ['01', '02', '03'].map((name) => readFileSync(realFile(`ct-3slice/${name}.dcm`)));
  let total = 0;
  for (let index = 0; index < count; index++) {
    const bytes = Buffer.from(slices[index % 3] as Buffer);
    const uid = unwrap(bytes).meta.sopInstanceUid;
    const fresh = uid.slice(0, -5) + String(10_000 + index);
    for (let at = bytes.indexOf(uid); at >= 0; at = bytes.indexOf(uid, at)) bytes.write(fresh, at, 'latin1');
    writeFileSync(join(folder, `${index}.dcm`), bytes);
    total += bytes.length;
  }
  return total;
}

main()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  })
  .finally(() => rmSync(scratch, { recursive: true, force: true }));
