// Acknowledged HL7 messages one after the other, beside the same bytes over bare TCP in the same run:
//   npm run bench -- mllp
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { readHl7 } from '../model/hl7/reader';
import { buildAck } from '../protocols/mllp/build';
import { MllpClient } from '../protocols/mllp/client';
import { MllpServer } from '../protocols/mllp/server';
import { measured } from './measured';
import { FRAME, order, pingPong } from './orders';
import { inTurn } from './rounds';

const ROUNDS = 5;
const count = Number(process.argv[2] ?? 2000);
const listen = { host: '127.0.0.1', port: 0 };
async function main(): Promise<void> {
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
  let sent = 0;
  const { bare, ours } = await inTurn(ROUNDS, {
    bare: () => pingPong((raw.address() as AddressInfo).port, FRAME, count),
    ours: async () => {
      for (let index = 0; index < count; index++) {
        const { code } = await client.send(order(sent++));
        if (code !== 'AA') throw new Error(`a message was answered with ${code}`);
      }
    },
  });
  await client.close();
  await server.stop();
  raw.close();
  const [ping, mllp] = [count / bare.seconds, count / ours.seconds];
  const own = ({ cpu }: { cpu: number }): string => `${((cpu / count) * 1e6).toFixed(0)} CPU µs a message, both ends`;
  console.log(`${count} messages one after the other, median of ${ROUNDS} rounds in turn`);
  console.log(`bare TCP ping-pong   ${ping.toFixed(0).padStart(6)} a second            ${own(bare)}`);
  console.log(
    `MLLP, acknowledged   ${mllp.toFixed(0).padStart(6)} a second   ${(mllp / ping).toFixed(2)} x   ${own(ours)}`,
  );
  measured(
    { what: 'MLLP, acknowledged messages', value: mllp, unit: '/s' },
    { what: 'MLLP to bare TCP ping-pong', value: mllp / ping, unit: 'x', least: 0.3 },
  );
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
