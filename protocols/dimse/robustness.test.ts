import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../model/actors';
import { freePort } from '../../tests/kit/processes';
import { echo, find, move, nAction, nEventReport } from './client';
import { DimseServer, type DimseServerOptions, type NormalisedRequest } from './server';
import { store } from './store';
import * as uids from './uids';
import { toPart10 } from './part10';

const running: DimseServer[] = [];
const sockets: Socket[] = [];
const warnings: string[] = [];

async function started(options: Partial<DimseServerOptions> = {}): Promise<DimseServer> {
  const server = new DimseServer({
    listen: { host: '127.0.0.1', port: 0 },
    aeTitle: 'SERVER',
    log: { ...silentLogger, warn: (text) => void warnings.push(text) },
    handlers: {},
    ...options,
  });
  await server.start();
  running.push(server);
  return server;
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(running.splice(0).map((server) => server.stop()));
  warnings.length = 0;
});

const to = (server: DimseServer, aeTitle = 'SERVER', timeoutMs = 20_000) => ({
  callingAeTitle: 'CLIENT',
  peer: { aeTitle, ...server.address },
  timeoutMs,
});

/** Sends bytes and resolves with all that comes back when the server closes. */
function raw(server: DimseServer, bytes: Buffer | string, end = false): Promise<Buffer> {
  return new Promise((resolve) => {
    const socket = connect(server.address);
    sockets.push(socket);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(chunks)));
    socket.on('connect', () => {
      socket.write(bytes);
      if (end) socket.end();
    });
  });
}

interface RawContext {
  id: number;
  abstractSyntax: string;
  transferSyntaxes: string[];
}

const item = (type: number, value: Buffer | string): Buffer => {
  const header = Buffer.from([type, 0, 0, 0]);
  header.writeUInt16BE(Buffer.byteLength(value), 2);
  return Buffer.concat([header, Buffer.from(value)]);
};

const pdu = (type: number, body: Buffer): Buffer => {
  const header = Buffer.from([type, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(body.length, 2);
  return Buffer.concat([header, body]);
};

/** A-ASSOCIATE-RQ by hand (PS3.8 9.3.2). */
function associateRequest(contexts: RawContext[], userItems: Buffer[] = []): Buffer {
  return pdu(
    1,
    Buffer.concat([
      Buffer.from([0, 1, 0, 0]),
      Buffer.from('SERVER'.padEnd(16) + 'BYHAND'.padEnd(16), 'latin1'),
      Buffer.alloc(32),
      item(0x10, '1.2.840.10008.3.1.1.1'),
      ...contexts.map(({ id, abstractSyntax, transferSyntaxes }) =>
        item(
          0x20,
          Buffer.concat([
            Buffer.from([id, 0, 0, 0]),
            item(0x30, abstractSyntax),
            ...transferSyntaxes.map((uid) => item(0x40, uid)),
          ]),
        ),
      ),
      item(0x50, Buffer.concat([item(0x51, Buffer.from([0, 0, 0x40, 0])), item(0x52, '1.2.3'), ...userItems])),
    ]),
  );
}

const role = (uid: string, scu: number, scp: number): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(uid.length);
  return item(0x54, Buffer.concat([length, Buffer.from(uid), Buffer.from([scu, scp])]));
};

const ABORT = pdu(7, Buffer.alloc(4));

/** Items of an A-ASSOCIATE-AC: [type, value]. */
function itemsOf(bytes: Buffer): [number, Buffer][] {
  const items: [number, Buffer][] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = bytes.readUInt16BE(at + 2);
    items.push([bytes[at] as number, bytes.subarray(at + 4, at + 4 + length)]);
    at += 4 + length;
  }
  return items;
}

async function answerTo(server: DimseServer, request: Buffer): Promise<[number, Buffer][]> {
  const answer = await raw(server, Buffer.concat([request, ABORT]));
  expect(answer[0]).toBe(2);
  return itemsOf(answer.subarray(74, 6 + answer.readUInt32BE(2)));
}

describe('C-MOVE at a peer that says nothing until it is done', () => {
  const slowly = { completed: 3, failed: 0, warning: 0, status: 0 };
  const SILENT_MS = 2000;
  const moving = () =>
    started({ handlers: { move: () => new Promise((resolve) => setTimeout(() => resolve(slowly), SILENT_MS)) } });
  const key = { StudyInstanceUID: '1.2.3' };

  it('is waited for as long as what it sends is seen to arrive', async () => {
    let watched = 0;
    const seen = (atWork: () => void) => {
      const timer = setInterval(atWork, 100);
      watched += 1;
      return () => {
        clearInterval(timer);
        watched -= 1;
      };
    };
    const server = await moving();
    expect(await move(to(server, 'SERVER', 1000), 'STUDY', key, 'HERE', { seen })).toMatchObject(slowly);
    expect(watched).toBe(0);
  });

  it('is given up when nothing is seen of it', async () => {
    const server = await moving();
    await expect(move(to(server, 'SERVER', 1000), 'STUDY', key, 'HERE')).rejects.toThrow(
      /did not answer CLIENT to C-MOVE/,
    );
  });
});

describe('the server and peers that misbehave', () => {
  it.each([
    ['text', 'hello, is this the PACS?\r\n\r\n'],
    ['HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['HL7', '\x0bMSH|^~\\&|A|B\x1c\r'],
    ['a TLS hello', Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3])],
    ['a PDU of 4 GB', Buffer.from([4, 0, 0xff, 0xff, 0xff, 0xff, 0, 0])],
    ['data before an association', pdu(4, Buffer.from([0, 0, 0, 4, 1, 3, 0, 0]))],
    ['a cut association request', pdu(1, Buffer.from([0, 1, 0, 0]))],
    [
      'an association request that lies about its lengths',
      pdu(1, Buffer.concat([Buffer.alloc(68), Buffer.from([0x20, 0, 0xff, 0xff, 1])])),
    ],
  ])('closes on %s, and serves the next one', async (_, bytes) => {
    const server = await started();
    await raw(server, bytes);
    expect(warnings.join()).toMatch(
      /SERVER: the association of 127\.0\.0\.1:\d+ is closed: |rejected an association of 127/,
    );
    await echo(to(server));
  });

  it('closes on a data set before its command, and on a command set without a field', async () => {
    const server = await started();
    const open = associateRequest([
      { id: 1, abstractSyntax: uids.VERIFICATION, transferSyntaxes: [uids.IMPLICIT_VR_LITTLE_ENDIAN] },
    ]);
    for (const flags of [2, 3]) {
      const answer = await raw(server, Buffer.concat([open, pdu(4, Buffer.from([0, 0, 0, 4, 1, flags, 0, 0]))]));
      expect(answer[0]).toBe(2);
      // A-ABORT by the upper layer follows.
      expect([...answer.subarray(-10)]).toEqual([7, 0, 0, 0, 0, 4, 0, 0, 2, 0]);
    }
    await echo(to(server));
  });

  it('survives peers that vanish at any point', async () => {
    const server = await started();
    const open = associateRequest([
      { id: 1, abstractSyntax: uids.VERIFICATION, transferSyntaxes: [uids.IMPLICIT_VR_LITTLE_ENDIAN] },
    ]);
    await Promise.all([raw(server, '', true), raw(server, open.subarray(0, 40), true), raw(server, open, true)]);
    await echo(to(server));
  });

  it('closes on a peer that sends its association request byte by byte for ever', async () => {
    const server = await started({ idleTimeoutMs: 300 });
    const socket = connect(server.address);
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.resume();
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    // A PDU of 1 MiB is announced, and each byte of it is sent after the one before has gone.
    socket.write(Buffer.from([1, 0, 0, 0x10, 0, 0]));
    const more = (): void => void (socket.destroyed || socket.write(Buffer.alloc(1), () => setTimeout(more, 5)));
    more();
    await closed;
    expect(warnings.join()).toContain('no whole request for one came within 0.3 s');
  });

  it('closes an idle connection, before and after the association, but not one that it works for', async () => {
    let finish: (status: number) => void = () => undefined;
    const server = await started({
      idleTimeoutMs: 700,
      handlers: { store: () => new Promise<number>((resolve) => (finish = resolve)) },
    });
    const open = associateRequest([
      { id: 1, abstractSyntax: uids.VERIFICATION, transferSyntaxes: [uids.IMPLICIT_VR_LITTLE_ENDIAN] },
    ]);
    const working = store(to(server), [
      {
        bytes: toPart10({ SOPClassUID: uids.CT_IMAGE_STORAGE, SOPInstanceUID: '1.2' }, uids.EXPLICIT_VR_LITTLE_ENDIAN),
      },
    ]);
    await Promise.all([raw(server, ''), raw(server, open)]);
    expect(warnings.filter((text) => text.includes('nothing was heard for 0.7 s'))).toHaveLength(2);
    finish(0);
    expect((await working)[0]?.status).toBe(0);
  });

  it('stops at once with connections open, and frees its port', async () => {
    const IDLE_MS = 20_000;
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const server = await started({
      idleTimeoutMs: IDLE_MS,
      handlers: {
        find: () => {
          asked();
          return new Promise(() => undefined);
        },
      },
    });
    const { port } = server.address;
    const idle = raw(
      server,
      associateRequest([
        { id: 1, abstractSyntax: uids.VERIFICATION, transferSyntaxes: [uids.IMPLICIT_VR_LITTLE_ENDIAN] },
      ]),
    );
    const waiting = find(to(server), 'STUDY', { StudyInstanceUID: '' });
    const rejected = expect(waiting).rejects.toMatchObject({ code: 'aborted' });
    await isAsked;
    const begun = performance.now();
    await server.stop();
    // Far less than the time after which it closes them anyway.
    expect(performance.now() - begun).toBeLessThan(IDLE_MS / 2);
    await Promise.all([idle, rejected]);
    await started({ listen: { host: '127.0.0.1', port } });
  });

  it('says that its port is in use', async () => {
    const server = await started();
    const { port } = server.address;
    await expect(started({ listen: { host: '127.0.0.1', port } })).rejects.toThrow(
      `SERVER cannot listen at 127.0.0.1:${port}: the port is in use. Choose another port, or stop what listens there.`,
    );
    await expect(started({ listen: { host: '192.0.2.1', port: 0 } })).rejects.toThrow(
      /this machine has no such address/,
    );
  });
});

describe('negotiation', () => {
  it('rejects by called and calling AE title with the right reasons', async () => {
    const server = await started({ acceptCalling: ['FRIEND'] });
    await expect(echo(to(server, 'OTHER'))).rejects.toMatchObject({
      code: 'rejected',
      message: expect.stringContaining('called AE title not recognised') as string,
    });
    await expect(echo(to(server))).rejects.toMatchObject({
      code: 'rejected',
      message: `CLIENT could not open an association with SERVER at 127.0.0.1:${server.address.port}: the peer rejected it, calling AE title not recognised. Check that the peer's list of known AE titles has ours.`,
    });
    await echo({ ...to(server), callingAeTitle: 'FRIEND' });
    const open = await started({ acceptCalled: 'any' });
    await echo(to(open, 'WHATEVER'));
  });

  it('answers each context by itself, whatever their order', async () => {
    const server = await started({
      handlers: { store: () => Promise.resolve(0) },
      transferSyntaxes: [uids.EXPLICIT_VR_LITTLE_ENDIAN],
    });
    const items = await answerTo(
      server,
      associateRequest([
        {
          id: 5,
          abstractSyntax: uids.CT_IMAGE_STORAGE,
          transferSyntaxes: [uids.JPEG_2000, uids.EXPLICIT_VR_LITTLE_ENDIAN],
        },
        { id: 1, abstractSyntax: uids.CT_IMAGE_STORAGE, transferSyntaxes: [uids.JPEG_2000] },
        { id: 3, abstractSyntax: uids.STUDY_ROOT_FIND, transferSyntaxes: [uids.IMPLICIT_VR_LITTLE_ENDIAN] },
        { id: 7, abstractSyntax: '1.2.3.4.5', transferSyntaxes: [uids.IMPLICIT_VR_LITTLE_ENDIAN] },
      ]),
    );
    const contexts = items.filter(([type]) => type === 0x21).map(([, value]) => [value[0], value[2]]);
    expect(contexts).toEqual([
      [5, 0],
      [1, 4],
      [3, 3],
      [7, 3],
    ]);
  });

  it('agrees to the SCP role for storage commitment reports only', async () => {
    const server = await started({ handlers: { nEventReport: () => Promise.resolve({ status: 0 }) } });
    const context = {
      id: 1,
      abstractSyntax: uids.STORAGE_COMMITMENT_PUSH_MODEL,
      transferSyntaxes: [uids.IMPLICIT_VR_LITTLE_ENDIAN],
    };
    const verification = {
      id: 3,
      abstractSyntax: uids.VERIFICATION,
      transferSyntaxes: [uids.IMPLICIT_VR_LITTLE_ENDIAN],
    };
    const items = await answerTo(
      server,
      associateRequest(
        [context, verification],
        [role(uids.STORAGE_COMMITMENT_PUSH_MODEL, 1, 1), role(uids.VERIFICATION, 1, 1)],
      ),
    );
    const user = itemsOf(items.find(([type]) => type === 0x50)?.[1] as Buffer);
    const roles = user
      .filter(([type]) => type === 0x54)
      .map(([, value]) => {
        const length = value.readUInt16BE(0);
        return [value.toString('latin1', 2, 2 + length), value[2 + length], value[3 + length]];
      });
    expect(roles).toEqual([
      [uids.STORAGE_COMMITMENT_PUSH_MODEL, 0, 1],
      [uids.VERIFICATION, 1, 0],
    ]);
  });

  it('carries a commitment request one way and its report back, with roles agreed', async () => {
    const requests: NormalisedRequest[] = [];
    const take = (request: NormalisedRequest) => {
      requests.push(request);
      return Promise.resolve({ status: 0 });
    };
    const pacs = await started({ handlers: { nAction: take } });
    const modality = await started({ handlers: { nEventReport: take } });
    const attributes = {
      TransactionUID: '1.2.3',
      ReferencedSOPSequence: [{ ReferencedSOPClassUID: '1.2', ReferencedSOPInstanceUID: '1.3' }],
    };
    const warned: string[] = [];
    const log = { ...silentLogger, warn: (text: string) => void warned.push(text) };
    const well = [uids.STORAGE_COMMITMENT_PUSH_MODEL, uids.STORAGE_COMMITMENT_INSTANCE] as const;
    expect(await nAction(to(pacs), ...well, 1, attributes)).toEqual({ status: 0 });
    expect(await nEventReport({ ...to(modality), log }, ...well, 1, attributes)).toEqual({ status: 0 });
    expect(warned).toEqual([]);
    expect(requests[0]).toMatchObject({ actionTypeId: 1, attributes, callingAeTitle: 'CLIENT' });
    expect(requests[1]).toMatchObject({ eventTypeId: 1, attributes, sopInstanceUid: uids.STORAGE_COMMITMENT_INSTANCE });
    // A PACS that only takes requests must not be sent reports.
    await expect(nEventReport(to(pacs), ...well, 1, attributes)).rejects.toMatchObject({ code: 'refused' });
  });

  it('says which service the peer does not offer', async () => {
    const server = await started();
    await expect(find(to(server), 'WORKLIST', {})).rejects.toMatchObject({
      code: 'refused',
      message: `SERVER at 127.0.0.1:${server.address.port} accepted the association of CLIENT but not Modality Worklist FIND (1.2.840.10008.5.1.4.31): abstract syntax not supported. Check that the peer offers this service to CLIENT.`,
    });
  });
});

describe('the client and peers that misbehave', () => {
  it('refuses AE titles that cannot be', async () => {
    const server = await started();
    await expect(echo(to(server, 'SEVENTEEN_LETTERS'))).rejects.toThrow(
      /The called AE title "SEVENTEEN_LETTERS" is not valid/,
    );
    await expect(echo({ ...to(server), callingAeTitle: 'A\\B' })).rejects.toThrow(/calling AE title/);
    expect(() => new DimseServer({ listen: { host: '127.0.0.1', port: 0 }, aeTitle: '', handlers: {} })).toThrow(
      /AE title/,
    );
  });

  it('says when a peer is not there, does not answer, answers HTTP, or hangs up', async () => {
    const { createServer } = await import('node:net');
    const behaviours: [string, (socket: Socket) => void, Record<string, unknown>][] = [
      [
        'silent',
        () => undefined,
        {
          code: 'timeout',
          message: expect.stringMatching(/did not answer CLIENT to the association request within 0\.2 s/) as string,
        },
      ],
      [
        'http',
        (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
        { code: 'aborted', message: expect.stringMatching(/HTTP came instead of DICOM/) as string },
      ],
      [
        'tls',
        (socket) => socket.write(Buffer.from([0x15, 3, 1, 0, 2, 2, 70])),
        { code: 'tls', message: expect.stringMatching(/Check whether the peer expects TLS/) as string },
      ],
      [
        'hangs up',
        (socket) => socket.end(),
        {
          code: 'aborted',
          message: expect.stringMatching(/closed the connection with CLIENT while opening the association/) as string,
        },
      ],
      [
        'aborts',
        (socket) => socket.write(pdu(7, Buffer.from([0, 0, 2, 1]))),
        {
          code: 'aborted',
          message: expect.stringMatching(
            /aborted the association while opening the association, by its upper layer, unrecognised PDU/,
          ) as string,
        },
      ],
    ];
    for (const [name, behave, expected] of behaviours) {
      const peer = createServer((socket) => {
        sockets.push(socket);
        socket.on('error', () => undefined);
        socket.once('data', () => behave(socket));
      });
      await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
      const { port } = peer.address() as { port: number };
      const timeoutMs = name === 'silent' ? 200 : 20_000;
      const o = { callingAeTitle: 'CLIENT', peer: { aeTitle: 'PEER', host: '127.0.0.1', port }, timeoutMs };
      await expect(echo(o)).rejects.toMatchObject(expected);
      for (const socket of sockets.splice(0)) socket.destroy();
      await new Promise((resolve) => peer.close(resolve));
    }
    const port = await freePort();
    await expect(
      echo({ callingAeTitle: 'CLIENT', peer: { aeTitle: 'PEER', host: '127.0.0.1', port }, timeoutMs: 20_000 }),
    ).rejects.toMatchObject({
      code: 'unreachable',
      message: `CLIENT could not reach PEER at 127.0.0.1:${port}: the connection was refused, nothing listens at that port. Check that PEER is running and that its host and port are right.`,
    });
  });

  it('does not wait for ever for one answer', async () => {
    const server = await started({ handlers: { find: () => new Promise(() => undefined) } });
    await expect(find(to(server, 'SERVER', 1000), 'STUDY', {})).rejects.toMatchObject({
      code: 'timeout',
      message: `SERVER at 127.0.0.1:${server.address.port} did not answer CLIENT to C-FIND within 1 s. Check the peer, or allow it more time.`,
    });
  });
});
