import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as by from '../../../tests/kit/pdus';
import { Tapping } from '../../../tests/kit/tapping';

const t = new Tapping();
const CT = '1.2.840.10008.5.1.4.1.1.2';
const SYNTAX = '1.2.840.10008.1.2.1';
const MIB = 1024 * 1024;
const LENGTH = 200 * MIB;

it('records a data set of 200 MiB in one single PDU without holding it', async () => {
  const port = await t.serve((socket) => {
    socket.once('data', () => {
      socket.write(by.associateAccept([{ id: 1, result: 0, transferSyntax: SYNTAX }]));
      socket.resume();
    });
    socket.on('end', () => socket.end());
  });
  const socket = t.client(await t.tap('dimse', port));
  socket.resume();
  socket.write(by.associateRequest([{ id: 1, abstractSyntax: CT, transferSyntaxes: [SYNTAX] }]));
  await t.until('dimse.associate-accept');
  socket.write(by.data(by.fragment(1, 3, by.storeRequest(1, CT, '1.2.3'))));
  const header = Buffer.from([4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]);
  header.writeUInt32BE(LENGTH + 6, 2);
  header.writeUInt32BE(LENGTH + 2, 6);
  socket.write(header);
  const piece = Buffer.alloc(MIB, 0x5a);
  const send = (): Promise<void> => new Promise((resolve) => socket.write(piece, () => resolve()));
  // The first tenth fills what buffers there are.
  for (let sent = 0; sent < LENGTH / 10; sent += MIB) await send();
  const before = process.memoryUsage.rss();
  let peak = before;
  for (let sent = LENGTH / 10; sent < LENGTH; sent += MIB) {
    await send();
    peak = Math.max(peak, process.memoryUsage.rss());
  }
  socket.end();
  await t.until('connection.closed');
  const [store] = t.events('dimse.command');
  expect(store).toMatchObject({ command: 'C-STORE-RQ', sopInstanceUid: '1.2.3' });
  t.recording.settle();
  expect(statSync(join(t.recording.dir, store?.dataset?.file ?? '')).size).toBe(store?.dataset?.bytes);
  expect(store?.dataset?.bytes).toBeGreaterThan(LENGTH);
  expect((peak - before) / MIB).toBeLessThan(100);
});
