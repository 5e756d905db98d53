// Acknowledged HL7 messages one after the other, beside the same bytes over bare TCP in the same run:
//   npm run bench -- mllp
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { readHl7 } from '../model/hl7/reader';
import { buildAck } from '../protocols/mllp/build';
import { MllpClient } from '../protocols/mllp/client';
import { MllpServer } from '../protocols/mllp/server';
import { measured, median } from './measured';
import { FRAME, order, pingPong } from './orders';

const ROUNDS = 5;
const count = Number(process.argv[2] ?? 2000);
const listen = { host: '127.0.0.1', port: 0 };
async function main(): Promise<void> {
  const bare: number[] = [];
  const ours: number[] = [];
  const raw = createServer({ noDelay: true }, (socket) => socket.on('data', (chunk) => socket.write(chunk)));
  raw.listen(listen.port, listen.host);
  await once(raw, 'listening');
  const server = new MllpServer({
    listen,
    onMessage: async ({ bytes: received }) =>
      buildAck(readHl7(received), 'AA', { application: 'RIS', facility: 'BENCH' }),
  });
  await server.start();
  const client = new MllpClient({ peer: server.address, timeoutMs: 10_000 });
  for (let round = 0; round < ROUNDS; round++) {
    const alone = performance.now();
    await pingPong((raw.address() as AddressInfo).port, FRAME, count);
    bare.push((count / (performance.now() - alone)) * 1000);
    const begun = performance.now();
    for (let index = 0; index < count; index++) {
      const { code } = await client.send(order(round * count + index));
      if (code !== 'AA') throw new Error(`a message was answered with ${code}`);
    }
    ours.push((count / (performance.now() - begun)) * 1000);
  }
  await client.close();
  await server.stop();
  raw.close();
  const [ping, mllp] = [median(bare), median(ours)];
  console.log(`${count} messages one after the other, median of ${ROUNDS} rounds in turn`);
  console.log(`bare TCP ping-pong   ${ping.toFixed(0).padStart(6)} a second`);
  console.log(`MLLP, acknowledged   ${mllp.toFixed(0).padStart(6)} a second   ${(mllp / ping).toFixed(2)} x`);
  measured(
    { what: 'MLLP, acknowledged messages', value: mllp, unit: '/s' },
    { what: 'MLLP to bare TCP ping-pong', value: mllp / ping, unit: 'x', least: 0.3 },
  );
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
