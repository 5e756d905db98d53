// One multi-frame instance of 2 GB each way, beside storescu → storescp in the same run, and the memory of our processes:
//   npm run build && node -r ts-node/register/transpile-only bench/long.ts [gigabytes]
// Our ends run from dist/, each in a process of its own, as users run them.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeDataset, wrap } from '../protocols/dimse/part10';
import * as uids from '../protocols/dimse/uids';
import { freePort, run, startPeer } from '../tests/kit/processes';
import { measured } from './measured';

const MIB = 1024 * 1024;
const bytes = Number(process.argv[2] ?? 2) * 1e9;
const length = Math.floor(bytes / MIB) * MIB;
const scratch = mkdtempSync(join(tmpdir(), 'airworthy-bench-'));
const file = join(scratch, 'long.dcm');
const ROOT = join(__dirname, '..');

async function main(): Promise<void> {
  makeFile();
  const folder = mkdtempSync(join(scratch, 'storescp-'));
  const storescp = await startPeer('storescp', (port) => [
    '-aet',
    'PEER',
    '+B',
    '-pdu',
    '131072',
    '-od',
    folder,
    `${port}`,
  ]);
  console.log(`one instance of ${(length / 1e9).toFixed(1)} GB\n`);
  try {
    const baseline = await timed(() => storescu(storescp.port));
    line('storescu → storescp', baseline, baseline);
    const port = await freePort();
    const pacs = await embeddedPacs(port);
    const received = await timed(() => storescu(port));
    line('storescu → airworthy (embedded PACS)', received, baseline, peakOf(pacs));
    pacs.kill('SIGTERM');
    await once(pacs, 'close');
    let memory = 0;
    const sent = await timed(async () => (memory = await sendFrom(storescp.port)));
    line('airworthy → storescp', sent, baseline, memory);
  } finally {
    await storescp.stop();
  }
}

function makeFile(): void {
  const meta = {
    sopClassUid: uids.CT_IMAGE_STORAGE,
    ...{ sopInstanceUid: '2.25.1', transferSyntaxUid: uids.EXPLICIT_VR_LITTLE_ENDIAN },
  };
  const header = encodeDataset(
    {
      ...{ SOPClassUID: meta.sopClassUid, SOPInstanceUID: meta.sopInstanceUid, Modality: 'CT' },
      ...{ PatientID: 'P', StudyInstanceUID: '2.25.2', SeriesInstanceUID: '2.25.3' },
    },
    meta.transferSyntaxUid,
  );
  const pixels = Buffer.alloc(12);
  pixels.write('e07f10004f570000', 'hex');
  pixels.writeUInt32LE(length, 8);
  const fd = openSync(file, 'w');
  writeSync(fd, wrap(Buffer.concat([header, pixels]), meta));
  const piece = Buffer.alloc(MIB, 'airworthy');
  for (let at = 0; at < length; at += MIB) writeSync(fd, piece);
  closeSync(fd);
}

async function storescu(port: number): Promise<void> {
  const { code, output } = await run(
    'storescu',
    ['-aec', 'PEER', '-pdu', '131072', '127.0.0.1', `${port}`, file],
    600_000,
  );
  if (code !== 0) throw new Error(output);
}

async function embeddedPacs(port: number): Promise<ChildProcess> {
  const options = [
    ...['launcher=embedded', 'aeTitle=PEER', `dimsePort=${port}`, `httpPort=${await freePort()}`],
    `storageDir=${join(scratch, 'pacs')}`,
  ];
  const pacs = spawn(
    process.execPath,
    [join(ROOT, 'dist', 'cli', 'main.js'), 'simulate', 'pacs', ...options.flatMap((option) => ['--set', option])],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(pacs.stdout, 'data');
  return pacs;
}

/** Sends the file from a process of its own; gives its peak memory, MiB. */
async function sendFrom(port: number): Promise<number> {
  const script = `
    const { store } = require(${JSON.stringify(join(ROOT, 'dist', 'protocols', 'dimse', 'store.js'))});
    const peer = { aeTitle: 'PEER', host: '127.0.0.1', port: ${port} };
    store({ callingAeTitle: 'BENCH', peer, timeoutMs: 60000 }, [{ file: ${JSON.stringify(file)} }], 'dcmjs').then(([{ status }]) => {
      if (status !== 0) throw new Error('status ' + status);
      console.log(process.resourceUsage().maxRSS / 1024);
    });`;
  const { code, output } = await run(process.execPath, ['-e', script], 600_000);
  if (code !== 0) throw new Error(output);
  return Number(output);
}

/** Peak resident memory of a process, MiB (proc(5), VmHWM). */
function peakOf({ pid }: ChildProcess): number {
  const [, kib = ''] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

function line(name: string, seconds: number, baseline: number, memory?: number): void {
  const ratio = baseline / seconds;
  const shown = memory === undefined ? '' : `   peak ${memory.toFixed(0)} MiB`;
  console.log(`${name.padEnd(40)} ${seconds.toFixed(1).padStart(6)} s   ${ratio.toFixed(2)} of its rate${shown}`);
  if (memory === undefined) return;
  measured(
    { what: `${name}, 2 GB, rate to storescu → storescp`, value: ratio, unit: 'x' },
    { what: `${name}, 2 GB, peak memory`, value: memory, unit: 'MiB', limit: 300 },
  );
}

main()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  })
  .finally(() => rmSync(scratch, { recursive: true, force: true }));
