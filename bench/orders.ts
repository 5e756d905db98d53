import { once } from 'node:events';
import { connect } from 'node:net';

export const order = (controlId: number | string): string =>
  [
    `MSH|^~\\&|BENCH|AIRWORTHY|SERVER|AIRWORTHY|20261124120000||ORM^O01^ORM_O01|${controlId}|P|2.4`,
    'PID|1||P1^^^AIRWORTHY||DOE^JANE||19600101|F',
    'PV1|1|O',
    'ORC|SC|P1|F1||CM',
    'OBR|1|P1|F1|CTHEAD^CT of head^99AIRW||||||||||||||A1',
  ].join('\r');

/** An order as it goes over the wire. */
export const FRAME = Buffer.from(`\x0b${order(1)}\r\x1c\r`);

/** Sends the bytes to a server of this machine that gives them back, so many times, each when the last has come back whole. */
export async function pingPong(port: number, bytes: Buffer, times: number): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  await new Promise<void>((resolve, reject) => {
    let left = times;
    let back = 0;
    socket.on('error', reject).on('data', (chunk: Buffer) => {
      back += chunk.length;
      if (back < bytes.length) return;
      back = 0;
      left -= 1;
      if (left === 0) resolve();
      else socket.write(bytes);
    });
    socket.write(bytes);
  });
  socket.destroy();
}
