import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeDataset } from '../../../tests/kit/dicom-bytes';
import * as by from '../../../tests/kit/pdus';
import { hear, sendSlowly, Tapping } from '../../../tests/kit/tapping';
import { unwrap } from '../../dimse/part10';

const t = new Tapping();
const SR = '1.2.840.10008.5.1.4.1.1.88.33';
const MPPS = '1.2.840.10008.3.1.2.3.3';
const IMPLICIT = '1.2.840.10008.1.2';
const EXPLICIT = '1.2.840.10008.1.2.1';
const ASSOCIATION = by.associateRequest([
  { id: 1, abstractSyntax: SR, transferSyntaxes: [EXPLICIT, IMPLICIT] },
  { id: 3, abstractSyntax: MPPS, transferSyntaxes: [IMPLICIT] },
  { id: 5, abstractSyntax: MPPS, transferSyntaxes: [EXPLICIT] },
]);
const ACCEPT = by.associateAccept([
  { id: 1, result: 0, transferSyntax: EXPLICIT },
  { id: 3, result: 0, transferSyntax: IMPLICIT },
  { id: 5, result: 0, transferSyntax: EXPLICIT },
]);

/** Sends it all through a tap to a peer that accepts the association and then only listens. */
async function send(bytes: Buffer, size = bytes.length, end = true): Promise<{ received: Buffer }> {
  const received: Buffer[] = [];
  const port = await t.serve((socket) =>
    socket
      .on('data', (chunk: Buffer) => {
        if (received.length === 0) socket.write(ACCEPT);
        received.push(chunk);
      })
      .on('end', () => socket.end()),
  );
  const socket = t.client(await t.tap('dimse', port));
  const heard = hear(socket);
  socket.write(ASSOCIATION);
  await t.until('dimse.associate-accept');
  await sendSlowly(socket, bytes, size);
  if (end) socket.end();
  else socket.resetAndDestroy();
  await heard;
  await t.until('connection.closed');
  return { received: Buffer.concat(received).subarray(ASSOCIATION.length) };
}

const objects = (): string[] => {
  try {
    return readdirSync(join(t.recording.dir, 'objects'));
  } catch {
    return [];
  }
};
const create = (messageId: number): Buffer =>
  by.commandSet({ 0x0002: MPPS, 0x0100: 0x0140, 0x0110: messageId, 0x0800: 1, 0x1000: `1.2.${messageId}` });
const STEP = {
  PerformedProcedureStepStatus: 'IN PROGRESS',
  ScheduledStepAttributesSequence: [{ StudyInstanceUID: '1.2.3', AccessionNumber: 'A1' }],
};

describe('the DIMSE follower', () => {
  const first = encodeDataset({ SOPInstanceUID: '1.2.10', TextValue: 'x'.repeat(100_000) });
  const stepBytes = encodeDataset(STEP, { explicit: false });
  const interleaved = Buffer.concat([
    by.data(by.fragment(1, 3, by.storeRequest(1, SR, '1.2.10')), by.fragment(1, 0, first.subarray(0, 50_000))),
    by.data(by.fragment(3, 1, create(2).subarray(0, 20))),
    by.data(by.fragment(3, 3, create(2).subarray(20)), by.fragment(1, 0, first.subarray(50_000, 70_000))),
    by.data(by.fragment(3, 2, stepBytes)),
    by.data(by.fragment(1, 0, Buffer.alloc(0)), by.fragment(1, 2, first.subarray(70_000))),
    by.pdu(5, Buffer.alloc(4)),
  ]);

  it.each([
    ['as one piece', interleaved.length],
    ['in pieces of 997 bytes', 997],
  ])('puts interleaved messages together, %s', async (_name, size) => {
    const { received } = await send(interleaved, size);
    expect(received.equals(interleaved)).toBe(true);
    const [step, store] = t.events('dimse.command');
    expect(step).toMatchObject({
      command: 'N-CREATE-RQ',
      contextId: 3,
      transferSyntax: IMPLICIT,
      sopInstanceUid: '1.2.2',
    });
    expect(step?.attributes).toEqual({ ...STEP });
    expect(unwrap(t.read(step?.dataset)).datasetBytes.equals(stepBytes)).toBe(true);
    expect(store).toMatchObject({ command: 'C-STORE-RQ', contextId: 1, sopInstanceUid: '1.2.10', abstractSyntax: SR });
    expect(unwrap(t.read(store?.dataset)).datasetBytes.equals(first)).toBe(true);
    expect(store?.dataset?.file).toMatch(/^objects\/\d+-1\.2\.10\.dcm$/);
    expect(t.events('dimse.release')).toHaveLength(1);
    expect(t.events('connection.undecodable')).toEqual([]);
  });

  it('reads explicit VR attributes, and keeps names from the wire inside their folder', async () => {
    const command = by.commandSet({ 0x0002: MPPS, 0x0100: 0x0140, 0x0110: 1, 0x0800: 1, 0x1000: '../../../etc/x' });
    await send(by.data(by.fragment(5, 3, command), by.fragment(5, 2, encodeDataset(STEP))));
    const [event] = t.events('dimse.command');
    expect(event?.attributes).toEqual({ ...STEP });
    expect(event?.sopInstanceUid).toBe('../../../etc/x');
    expect(event?.dataset?.file).toMatch(/^objects\/[A-Za-z0-9._-]+$/);
    expect(event?.dataset?.file).not.toContain('..');
  });

  it('names the message that a connection ended in, and keeps no half object', async () => {
    const half = Buffer.concat([
      by.data(by.fragment(1, 3, by.storeRequest(1, SR, '1.2.10'))),
      by.data(by.fragment(1, 0, first)),
    ]);
    await send(half.subarray(0, -10));
    expect(t.events('connection.undecodable')).toMatchObject([
      {
        sender: 'client',
        reason: 'the connection ended within a C-STORE-RQ for 1.2.10',
        atByte: ASSOCIATION.length + by.data(by.fragment(1, 3, by.storeRequest(1, SR, '1.2.10'))).length,
      },
    ]);
    expect(objects()).toEqual([]);
  });

  it.each([
    ['a header of a PDU', Buffer.from([4, 0, 0]), /within the header of a PDU/],
    ['a PDU', by.pdu(5, Buffer.alloc(4)).subarray(0, 8), /within a A-RELEASE-RQ PDU/],
  ])('names %s that a connection was reset in', async (_name, bytes, reason) => {
    await send(bytes, bytes.length, false);
    expect((await t.until('connection.undecodable')).reason).toMatch(reason);
  });

  it.each([
    ['a fragment longer than its PDU', by.pdu(4, Buffer.from([0, 0, 1, 0, 1, 3, 0, 0])), /does not fit its P-DATA-TF/],
    [
      'a PDU longer than its fragments',
      by.pdu(4, Buffer.concat([by.fragment(1, 3, create(1)), Buffer.from([0, 0])])),
      /longer than its fragments/,
    ],
    ['a data set without command', by.data(by.fragment(1, 2, first)), /a data set before its command set/],
    ['a torn command set', by.data(by.fragment(1, 3, create(1).subarray(0, -3))), /command set/],
    ['an endless command set', by.data(by.fragment(1, 1, Buffer.alloc(70_000))), /more than 65536 bytes/],
    ['a huge release', Buffer.from([5, 0, 0xff, 0xff, 0xff, 0xff]), /4294967295 bytes was announced/],
    ['an unknown PDU', Buffer.from([9, 0, 0, 0, 0, 4]), /no DICOM PDU came \(type 9\)/],
  ])('passes %s on, and says what it is', async (_name, bytes, reason) => {
    const after = Buffer.from('and what follows');
    const { received } = await send(Buffer.concat([bytes, after]));
    expect(received.equals(Buffer.concat([bytes, after]))).toBe(true);
    expect(t.events('connection.undecodable')).toMatchObject([
      { reason: expect.stringMatching(reason), atByte: ASSOCIATION.length },
    ]);
    expect(objects()).toEqual([]);
  });

  it.each([
    ['HTTP', 'GET / HTTP/1.1\r\n\r\n'],
    ['HL7', '\x0bMSH|^~\\&|'],
    ['TLS', '\x16\x03\x01\x00\x05hello'],
  ])('recognises %s', async (name, text) => {
    const port = await t.serve((socket) => socket.pipe(socket));
    const socket = t.client(await t.tap('dimse', port));
    socket.end(text, 'latin1');
    expect((await hear(socket)).heard.toString('latin1')).toBe(text);
    expect(t.events('connection.undecodable')).toMatchObject([{ reason: `${name} came instead of DICOM`, atByte: 0 }]);
  });
});
