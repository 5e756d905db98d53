// 2,000 CT instances (1 GB) each way, beside storescu → storescp in the same run:
//   npm run bench -- dimse
// Receivers throw away what they get; bench/receive.ts keeps it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { nativeAddonFolder } from '../protocols/dimse/native';
import { DimseServer } from '../protocols/dimse/server';
import { store, type StoreEngine } from '../protocols/dimse/store';
import { inTurn, printRates } from './rounds';
import { makeStudy, PEER_TITLE, scratchFolder, storescp, storescu, STUDY_OF_1_GB } from './study';

const ROUNDS = 3;
const count = Number(process.argv[2] ?? STUDY_OF_1_GB);
const scratch = scratchFolder();
const running: { stop(): Promise<void> }[] = [];

async function main(): Promise<void> {
  const study = makeStudy(join(scratch, 'study'), count);
  const peer = await storescp();
  running.push(peer);
  let received = 0;
  const server = new DimseServer({
    listen: { host: '127.0.0.1', port: 0 },
    aeTitle: PEER_TITLE,
    handlers: {
      store: () => {
        received++;
        return Promise.resolve(0);
      },
    },
  });
  await server.start();
  running.push(server);
  const send = (port: number, engine: StoreEngine) => async (): Promise<void> => {
    const to = { aeTitle: PEER_TITLE, host: '127.0.0.1', port };
    const sources = study.files.map((file) => ({ file }));
    const outcomes = await store({ callingAeTitle: 'BENCH', peer: to, timeoutMs: 60_000 }, sources, engine);
    const failed = outcomes.filter((outcome) => outcome.status !== 0);
    if (failed.length > 0) throw new Error(`${failed.length} instances failed: ${failed[0]?.comment ?? ''}`);
  };
  const native = nativeAddonFolder() !== undefined;
  console.log(`${count} instances, ${(study.bytes / 1e6).toFixed(0)} MB, median of ${ROUNDS} rounds in turn\n`);
  const works: Record<string, () => Promise<unknown>> = {
    'storescu → storescp': () => storescu(study, peer.port),
    'airworthy → storescp': send(peer.port, 'dcmjs'),
    'storescu → airworthy': () => storescu(study, server.address.port),
    'airworthy → airworthy': send(server.address.port, 'dcmjs'),
    ...(native ? { 'airworthy (native) → storescp': send(peer.port, 'native') } : {}),
  };
  printRates(study.bytes, await inTurn(ROUNDS, works), { 'airworthy → storescp': 0.6, 'storescu → airworthy': 0.6 });
  if (!native) console.log('airworthy (native): left out, dicom-dimse-native is not built here');
  if (received !== 2 * ROUNDS * count) throw new Error(`${received} instances came instead of ${2 * ROUNDS * count}`);
  console.log(`\npeak RSS ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
}

main()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  })
  .finally(async () => {
    await Promise.all(running.map((one) => one.stop()));
    rmSync(scratch, { recursive: true, force: true });
  });
