// 200 connections that send 10,000 HL7 messages through a tap that records them, each waiting for its acknowledgements, beside
// the same bytes to and fro over as many bare TCP connections in the same run. Not one may be lost, on the wire or in the journal.
//   npm run bench -- mllp-many
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { readJournal } from '../evidence/journal';
import { openRecording } from '../evidence/recording';
import { readHl7 } from '../model/hl7/reader';
import { buildAck } from '../protocols/mllp/build';
import { MllpClient } from '../protocols/mllp/client';
import { MllpServer } from '../protocols/mllp/server';
import { Tap } from '../protocols/tap/tap';
import { measured } from './measured';
import { FRAME, order, pingPong } from './orders';
import { inTurn } from './rounds';
import { scratchFolder } from './study';

const ROUNDS = 3;
const messages = Number(process.argv[2] ?? 10_000);
const connections = Number(process.argv[3] ?? 200);
const each = Math.ceil(messages / connections);
const listen = { host: '127.0.0.1', port: 0 };
const scratch = scratchFolder();
/** One a round. */
const runs: string[] = [];

async function main(): Promise<void> {
  const raw = createServer({ noDelay: true }, (socket) => socket.on('data', (chunk) => socket.write(chunk)));
  raw.listen(listen.port, listen.host);
  await once(raw, 'listening');
  const { port } = raw.address() as AddressInfo;
  const bare = 'bare TCP ping-pong';
  const recorded = 'MLLP through the tap, journalled';
  const straight = 'MLLP, acknowledged';
  const works: Record<string, () => Promise<unknown>> = {
    [bare]: () => onAll(() => pingPong(port, FRAME, each)),
    [straight]: () => served((address) => onAll((connection) => send(address, connection))),
    [recorded]: () => journalled(),
  };
  const timed = await inTurn(ROUNDS, works);
  raw.close();
  console.log(`${each * connections} messages on ${connections} connections, median of ${ROUNDS} rounds in turn\n`);
  for (const name of [bare, straight, recorded]) {
    const { seconds = NaN, cpu = NaN } = timed[name] ?? {};
    const ratio = (timed[bare]?.seconds ?? NaN) / seconds;
    const rate = `${((each * connections) / seconds).toFixed(0).padStart(6)} a second`;
    const own = `${((cpu / (each * connections)) * 1e6).toFixed(0)} CPU µs a message`;
    console.log(`${name.padEnd(34)} ${rate}   ${ratio.toFixed(2)} of its rate   ${own}`);
    if (name !== bare)
      measured({ what: `${name}, ${connections} connections, rate to bare TCP`, value: ratio, unit: 'x' });
  }
  for (const run of runs) mustHaveAll(run);
  console.log('\nnone lost, all in the journal');
}

const onAll = (work: (connection: number) => Promise<unknown>): Promise<unknown> =>
  Promise.all(Array.from({ length: connections }, (_, connection) => work(connection)));

async function served(work: (address: { host: string; port: number }) => Promise<unknown>): Promise<void> {
  const seen = new Set<string>();
  const server = new MllpServer({
    listen,
    onMessage: async ({ bytes }) => {
      const message = readHl7(bytes);
      seen.add(message.controlId);
      return buildAck(message, 'AA', { application: 'RIS', facility: 'BENCH' });
    },
  });
  await server.start();
  await work(server.address);
  await server.stop();
  if (seen.size !== each * connections) throw new Error(`${seen.size} messages came instead of ${each * connections}`);
}

async function send(address: { host: string; port: number }, connection: number): Promise<void> {
  const client = new MllpClient({ peer: address, timeoutMs: 60_000 });
  for (let index = 0; index < each; index++) {
    const { code } = await client.send(order(`${connection}-${index}`));
    if (code !== 'AA') throw new Error(`a message was answered with ${code}`);
  }
  await client.close();
}

/** Its time ends when the record is closed: everything is written by then. */
async function journalled(): Promise<void> {
  const run = join(scratch, `run-${runs.length}`);
  runs.push(run);
  const recording = openRecording(run);
  await served(async (address) => {
    const tap = new Tap({
      ...{ link: 'ris>ai-platform:mllp', from: 'ris', to: 'ai-platform', protocol: 'mllp', listen },
      ...{ target: address, recording },
    });
    await tap.start();
    await onAll((connection) => send(tap.address, connection));
    await tap.stop();
  });
  await recording.close();
}

/** Each message and each answer stands in the journal, with a file that has its bytes. */
function mustHaveAll(run: string): void {
  const { events, problems } = readJournal(join(run, 'journal.ndjson'));
  const seen = events.filter((event) => event.kind === 'mllp.message');
  const orders = new Set(seen.map(({ controlId, sender }) => (sender === 'client' ? controlId : '')));
  const acknowledged = new Set(seen.map(({ acknowledgedControlId }) => acknowledgedControlId));
  const expected = each * connections + 1;
  if (problems.length > 0 || orders.size !== expected || acknowledged.size !== expected)
    throw new Error(
      `${orders.size - 1} messages and ${acknowledged.size - 1} answers are journalled of ${expected - 1}`,
    );
  for (const { message } of seen)
    if (hash('sha256', readFileSync(join(run, message.file))) !== message.sha256)
      throw new Error(`${message.file} is not what the journal says`);
}

main()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  })
  .finally(() => rmSync(scratch, { recursive: true, force: true }));
