import { execFile } from 'node:child_process';
import { createServer as createTls, connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { connect } from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificates, type TestCertificates } from '../../tests/kit/certificates';
import { freePort, run } from '../../tests/kit/processes';
import { hear, Tapping } from '../../tests/kit/tapping';
import type { Tap, TapOptions } from './tap';

const t = new Tapping();
const folder = mkdtempSync(join(tmpdir(), 'airworthy-tls-'));
let own: TestCertificates;
let other: TestCertificates;
beforeAll(() => {
  own = makeCertificates(folder, 'own');
  other = makeCertificates(folder, 'other');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ORDER = '\x0bMSH|^~\\&|AI|V|RIS|H|20261124||ORM^O01|C1|P|2.4\r\x1c\r';
const echo = () => t.serve((socket) => socket.pipe(socket));
const listen = (files = {}) => ({ host: '127.0.0.1', port: 0, tls: { ...own, ...files } });
const throughTls = async (files = {}, options: Partial<TapOptions> = {}): Promise<Tap> =>
  t.tap('mllp', await echo(), { listen: listen(files), ...options });

/** A Node client; `error` is its code when there was one. */
async function talk(
  tap: Tap,
  options: ConnectionOptions = {},
  text = ORDER,
): Promise<{ heard: string; error?: string }> {
  const socket = connectTls({ ...tap.address, ca: readFileSync(own.ca), ...options }, () => socket.end(text, 'latin1'));
  const { heard, error } = await hear(socket);
  return { heard: heard.toString('latin1'), error };
}

describe('TLS towards the client', () => {
  it('is ended by the tap; what it carried is in journal and capture, with version and cipher', async () => {
    const tap = await throughTls();
    expect(await talk(tap)).toEqual({ heard: ORDER, error: undefined });
    await t.until('connection.closed');
    expect(t.events('connection.tls')).toMatchObject([
      { side: 'client', version: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_AES/) },
    ]);
    expect(t.events('connection.tls')[0]?.authorized).toBeUndefined();
    expect(t.events('mllp.message').map(({ controlId }) => controlId)).toEqual(['C1', 'C1']);
    const frames = await t.frames(2575);
    expect(frames.filter(({ protocol }) => protocol === 'HL7')).toHaveLength(2);
    expect(readFileSync(join(t.recording.dir, 'captures', 'traffic.pcapng'), 'latin1')).toContain(
      'TLS was ended by the tap',
    );
  });

  it('carries DICOM from DCMTK', async () => {
    const tap = await t.tap('dimse', await echo(), { listen: listen() });
    const at = ['-aet', 'SECURE', '+tla', '+cf', own.ca, '127.0.0.1', String(tap.address.port)];
    await run('echoscu', ['-to', '5', '-ta', '5', ...at]);
    expect(await t.until('dimse.associate-request')).toMatchObject({ callingAeTitle: 'SECURE' });
  });

  it.each([
    ['TLSv1.2', undefined],
    ['TLSv1.3', 'TLSv1.3'],
  ] as const)('is refused below %s', async (_lowest, minVersion) => {
    const tap = await throughTls(minVersion ? { minVersion } : {});
    const old = minVersion ? 'tls1_2' : 'tls1_1';
    const args = ['s_client', '-connect', `127.0.0.1:${tap.address.port}`, `-${old}`, '-cipher', 'DEFAULT@SECLEVEL=0'];
    await new Promise((resolve) => execFile('openssl', args, resolve).stdin?.end());
    expect((await t.until('connection.tls-failed')).reason).toMatch(/^no TLS version that both sides allow \(ERR_SSL/);
    expect(await t.until('connection.closed')).toMatchObject({ by: 'tap', bytesFromClient: 0 });
  });

  it('demands a client certificate where told to, and records whose it was', async () => {
    const tap = await throughTls({ requireClientCertificate: true });
    const mine = { cert: readFileSync(own.certificate), key: readFileSync(own.key) };
    expect((await talk(tap, mine)).heard).toBe(ORDER);
    expect(await t.until('connection.tls')).toMatchObject({
      authorized: true,
      peerCertificateSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    await talk(tap);
    expect((await t.until('connection.tls-failed')).reason).toMatch(/no client certificate was given/);
    const strange = { cert: readFileSync(other.certificate), key: readFileSync(other.key) };
    await talk(tap, strange);
    expect((await t.until('connection.tls-failed', 2)).reason).toMatch(/not signed by the CA that is trusted here/);
  });

  it('fails in plain words with a client that does not trust it, or that speaks no TLS', async () => {
    const tap = await throughTls();
    expect((await talk(tap, { ca: readFileSync(other.ca) })).error).toMatch(/SELF_SIGNED|UNABLE/);
    expect((await t.until('connection.tls-failed')).reason).toMatch(/do not trust the certificate/);
    const plain = t.client(tap);
    plain.end(ORDER, 'latin1');
    expect((await t.until('connection.tls-failed', 2)).reason).toMatch(/^the peer does not speak TLS here/);
    await t.until('connection.closed', 2);
    expect(t.events('connection.tls')).toEqual([]);
  });

  it('takes a port probe for what it is', async () => {
    const tap = await throughTls();
    connect(tap.address.port, tap.address.host).end();
    expect(await t.until('connection.closed')).toMatchObject({ by: 'client' });
    const abrupt = connect(tap.address.port, tap.address.host, () => abrupt.resetAndDestroy());
    expect(await t.until('connection.closed', 2)).toMatchObject({ by: 'client' });
    expect(t.events('connection.tls-failed')).toEqual([]);
  });

  it('is refused by a fault, and reset by a cut', async () => {
    const tap = await throughTls();
    const lift = tap.inject({ kind: 'refuse' });
    expect((await talk(tap)).error).toBe('ECONNRESET');
    lift();
    tap.inject({ kind: 'cut', afterBytes: 5, side: 'client' });
    expect((await talk(tap)).error).toBe('ECONNRESET');
    expect(await t.until('connection.closed', 2)).toMatchObject({ by: 'tap', bytesFromClient: 5 });
    expect(t.events('mllp.framing-error')).toEqual([]);
  });

  it('says which file is missing', async () => {
    await expect(throughTls({ key: '/nowhere/key.pem' })).rejects.toThrow(
      /The TLS key \/nowhere\/key.pem cannot be read/,
    );
  });
});

describe('TLS to the target', () => {
  const secureTarget = (certificates = own, answer = (socket: TLSSocket) => void socket.pipe(socket)) =>
    t.serve(
      (socket) => answer(socket as TLSSocket),
      createTls({
        cert: readFileSync(certificates.certificate),
        key: readFileSync(certificates.key),
        allowHalfOpen: true,
      }),
    );
  const towards = async (port: number): Promise<Tap> =>
    t.tap('mllp', port, { target: { host: '127.0.0.1', port, tls: { ca: own.ca } } });

  async function send(tap: Tap): Promise<{ heard: string; error?: string }> {
    const socket = t.client(tap);
    socket.end(ORDER, 'latin1');
    const { heard, error } = await hear(socket);
    return { heard: heard.toString('latin1'), error };
  }

  it('is spoken by the tap, and recorded', async () => {
    const tap = await towards(await secureTarget());
    expect((await send(tap)).heard).toBe(ORDER);
    expect(t.events('connection.tls')).toMatchObject([{ side: 'server', version: 'TLSv1.3', authorized: true }]);
    expect(t.events('mllp.message')).toHaveLength(2);
  });

  it.each([
    ['a target that another CA vouches for', () => secureTarget(other), /not signed by the CA that is trusted here/],
    ['a target that speaks no TLS', () => t.serve((socket) => socket.end('220 hello\r\n')), /does not speak TLS here/],
    [
      'a target that hangs up',
      () => t.serve((socket) => socket.once('data', () => socket.destroy())),
      /broke the connection off/,
    ],
  ])('fails in plain words with %s', async (_name, start, reason) => {
    const tap = await towards(await start());
    expect((await send(tap)).error).toBe('ECONNRESET');
    expect(await t.until('connection.tls-failed')).toMatchObject({
      side: 'server',
      reason: expect.stringMatching(reason),
    });
    expect((await t.until('connection.failed')).reason).toMatch(reason);
    await t.until('connection.closed');
  });

  it('has not failed where nothing could be reached', async () => {
    const tap = await towards(await freePort());
    await send(tap);
    expect((await t.until('connection.failed')).reason).toMatch(/nothing listens there/);
    expect(t.events('connection.tls-failed')).toEqual([]);
  });
});
