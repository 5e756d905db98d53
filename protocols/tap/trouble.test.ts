import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hear, Tapping } from '../../tests/kit/tapping';

const t = new Tapping();

it('passes traffic on when the record cannot be written, and blames no peer for that', async () => {
  writeFileSync(join(t.recording.dir, 'messages'), 'in the way of the folder');
  const tap = await t.tap('mllp', await t.serve((socket) => socket.pipe(socket)));
  const socket = t.client(tap);
  const frame = '\x0bMSH|^~\\&|A|B|C|D|20261124||ORM^O01|1|P|2.4\r\x1c\r';
  socket.end(frame, 'latin1');
  expect((await hear(socket)).heard.toString('latin1')).toBe(frame);
  await t.until('connection.closed');
  expect(t.events('harness.problem')).toMatchObject([
    {
      cause: 'harness',
      sentence: expect.stringMatching(/^The run record is incomplete: messages could not be written/),
    },
  ]);
  expect(t.events('connection.undecodable')).toEqual([]);
});
