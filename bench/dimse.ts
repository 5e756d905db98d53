// 400 CT instances (200 MB) each way, beside storescu → storescp in the same run:
//   node -r ts-node/register/transpile-only bench/dimse.ts [instances]
// Files lie in memory (/dev/shm) where there is such a thing; receivers throw away what they get.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwrap } from '../protocols/dimse/part10';
import { nativeAddonFolder } from '../protocols/dimse/native';
import { DimseServer } from '../protocols/dimse/server';
import { store, type StoreEngine } from '../protocols/dimse/store';
import { run, startPeer } from '../tests/kit/processes';
import { measured } from './measured';
import { realFile } from '../tests/kit/real-files';

const ROUNDS = 3;
const count = Number(process.argv[2] ?? 400);
const scratch = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'airworthy-bench-'));
const folder = join(scratch, 'study');

async function main(): Promise<void> {
  mkdirSync(folder);
  const files = makeFiles();
  const megabytes = files.reduce((sum, file) => sum + readFileSync(file).length, 0) / 1e6;
  const storescp = await startPeer('storescp', (port) => ['--ignore', '-aet', 'STORESCP', '-pdu', '131072', `${port}`]);
  running.push(storescp);
  let received = 0;
  const server = new DimseServer({
    listen: { host: '127.0.0.1', port: 0 },
    aeTitle: 'STORESCP',
    handlers: {
      store: () => {
        received++;
        return Promise.resolve(0);
      },
    },
  });
  await server.start();
  running.push(server);

  const storescu = (port: number) => async (): Promise<void> => {
    const args = ['-aec', 'STORESCP', '-pdu', '131072', '+sd', '127.0.0.1', `${port}`, folder];
    const { code, output } = await run('storescu', args, 120_000);
    if (code !== 0) throw new Error(output);
  };
  const ours = (port: number, engine: StoreEngine) => async (): Promise<void> => {
    const peer = { aeTitle: 'STORESCP', host: '127.0.0.1', port };
    const sources = files.map((file) => ({ file }));
    const outcomes = await store({ callingAeTitle: 'BENCH', peer, timeoutMs: 60_000 }, sources, engine);
    const failed = outcomes.filter((outcome) => outcome.status !== 0);
    if (failed.length > 0) throw new Error(`${failed.length} instances failed: ${failed[0]?.comment ?? ''}`);
  };

  console.log(`${count} instances, ${megabytes.toFixed(0)} MB, best of ${ROUNDS}\n`);
  const baseline = await best(storescu(storescp.port));
  const report = (name: string, seconds: number): void => {
    const speed = `${(megabytes / seconds).toFixed(0).padStart(5)} MB/s`;
    console.log(
      `${name.padEnd(34)} ${seconds.toFixed(2).padStart(6)} s ${speed}   ${(seconds / baseline).toFixed(2)} x`,
    );
    measured({ what: `${name}, time to storescu → storescp`, value: seconds / baseline, unit: 'x' });
  };
  report('storescu → storescp', baseline);
  report('airworthy (dcmjs) → storescp', await best(ours(storescp.port, 'dcmjs')));
  if (nativeAddonFolder()) report('airworthy (native) → storescp', await best(ours(storescp.port, 'native')));
  else console.log('airworthy (native): left out, dicom-dimse-native is not built here');
  report('storescu → airworthy', await best(storescu(server.address.port)));
  report('airworthy (dcmjs) → airworthy', await best(ours(server.address.port, 'dcmjs')));
  if (received !== 2 * ROUNDS * count) throw new Error(`${received} instances came instead of ${2 * ROUNDS * count}`);
  console.log(`\npeak RSS ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
}

/** Real slices under new SOP Instance UIDs of the same length. */
function makeFiles(): string[] {
  const slices = ['01', '02', '03'].map((name) => readFileSync(realFile(`ct-3slice/${name}.dcm`)));
  return Array.from({ length: count }, (_, index) => {
    const bytes = Buffer.from(slices[index % 3] as Buffer);
    const uid = unwrap(bytes).meta.sopInstanceUid;
    const fresh = uid.slice(0, -5) + String(10_000 + index);
    for (let at = bytes.indexOf(uid); at >= 0; at = bytes.indexOf(uid, at)) bytes.write(fresh, at, 'latin1');
    const file = join(folder, `${index}.dcm`);
    writeFileSync(file, bytes);
    return file;
  });
}

async function best(work: () => Promise<void>): Promise<number> {
  let seconds = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now();
    await work();
    seconds = Math.min(seconds, (performance.now() - begun) / 1000);
  }
  return seconds;
}

const running: { stop(): Promise<void> }[] = [];

main()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  })
  .finally(async () => {
    await Promise.all(running.map((one) => one.stop()));
    rmSync(scratch, { recursive: true, force: true });
  });
