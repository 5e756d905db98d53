import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TlsFiles } from '../../model/actors';
import { makeCertificates, type TestCertificates } from '../../tests/kit/certificates';
import { run, type RunningPeer, startPeer } from '../../tests/kit/processes';
import { realFile } from '../../tests/kit/real-files';
import { echo } from './client';
import { unwrap } from './part10';
import { DimseServer, type ReceivedInstance } from './server';
import { store } from './store';

const scratch = mkdtempSync(join(tmpdir(), 'airworthy-test-'));
const received: ReceivedInstance[] = [];
const running: { stop(): Promise<void> }[] = [];
let hospital: TestCertificates;
let stranger: TestCertificates;

beforeAll(() => {
  hospital = makeCertificates(scratch, 'hospital');
  stranger = makeCertificates(scratch, 'stranger');
});
afterEach(async () => {
  received.length = 0;
  await Promise.all(running.splice(0).map((one) => one.stop()));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function started(tls?: TlsFiles): Promise<DimseServer> {
  const server = new DimseServer({
    listen: { host: '127.0.0.1', port: 0, ...(tls ? { tls } : {}) },
    aeTitle: 'SERVER',
    handlers: {
      store: (instance) => {
        received.push({ ...instance });
        return Promise.resolve(0);
      },
    },
  });
  await server.start();
  running.push(server);
  return server;
}

const to = (address: { host: string; port: number }, tls?: TlsFiles, timeoutMs = 3000) => ({
  callingAeTitle: 'CLIENT',
  peer: { aeTitle: 'SERVER', ...address, ...(tls ? { tls } : {}) },
  timeoutMs,
});

const own = (of: TestCertificates): TlsFiles => ({ certificate: of.certificate, key: of.key });

describe('DIMSE over TLS', () => {
  it('echoes and stores between ourselves, each byte as it was', async () => {
    const server = await started(own(hospital));
    await echo(to(server.address, { ca: hospital.ca }));
    const file = realFile('ct-3slice/01.dcm');
    await store(to(server.address, { ca: hospital.ca }), [{ file }], 'auto');
    const [sent, got] = [unwrap(readFileSync(file)), unwrap(received[0]?.bytes as Buffer)];
    expect(got.datasetBytes.equals(sent.datasetBytes)).toBe(true);
  });

  it('takes DCMTK with mutual authentication, and turns away one without a certificate', async () => {
    const server = await started({ ...own(hospital), ca: hospital.ca, requireClientCertificate: true });
    const { port } = server.address;
    const file = realFile('ct-3slice/02.dcm');
    const target = ['-aec', 'SERVER', '127.0.0.1', `${port}`];
    const trusted = await run('storescu', [
      '+tls',
      hospital.key,
      hospital.certificate,
      '+cf',
      hospital.ca,
      ...target,
      file,
    ]);
    expect(trusted.code, trusted.output).toBe(0);
    expect(received).toHaveLength(1);
    const anonymous = await run('echoscu', ['+tla', '+cf', hospital.ca, ...target]);
    expect(anonymous.code).not.toBe(0);
    await expect(echo(to(server.address, { ca: hospital.ca }))).rejects.toMatchObject({ code: 'tls' });
    await expect(echo(to(server.address, { ...own(stranger), ca: hospital.ca }))).rejects.toMatchObject({
      code: 'tls',
    });
    await echo(to(server.address, { ...own(hospital), ca: hospital.ca }));
  });

  it('sends to DCMTK with mutual authentication', async () => {
    const folder = join(scratch, 'received');
    mkdirSync(folder);
    const storescp: RunningPeer = await startPeer('storescp', (port) => [
      ...['-aet', 'SERVER', '+B', '-od', folder],
      ...['+tls', hospital.key, hospital.certificate, '+cf', hospital.ca, '-rc', `${port}`],
    ]);
    running.push(storescp);
    const file = realFile('ct-3slice/03.dcm');
    const address = { host: '127.0.0.1', port: storescp.port };
    const outcomes = await store(to(address, { ...own(hospital), ca: hospital.ca }), [{ file }]);
    expect(outcomes[0]?.status).toBe(0);
    const got = unwrap(readFileSync(join(folder, readdirSync(folder)[0] as string)));
    expect(got.datasetBytes.equals(unwrap(readFileSync(file)).datasetBytes)).toBe(true);
  });

  it('keeps to the lowest version that is allowed', async () => {
    const server = await started({ ...own(hospital), minVersion: 'TLSv1.3' });
    const version = (maxVersion: 'TLSv1.2' | 'TLSv1.3') =>
      new Promise<string>((resolve) => {
        const socket = connect({
          ...server.address,
          ca: readFileSync(hospital.ca),
          maxVersion,
          checkServerIdentity: () => undefined,
        });
        socket.once('secureConnect', () => {
          resolve(String(socket.getProtocol()));
          socket.destroy();
        });
        socket.once('error', (error) => resolve(error.message));
      });
    expect(await version('TLSv1.3')).toBe('TLSv1.3');
    expect(await version('TLSv1.2')).toMatch(/protocol version/i);
    const ordinary = await started(own(hospital));
    const old = await run('openssl', ['s_client', '-connect', `127.0.0.1:${ordinary.address.port}`, '-tls1_1']);
    expect(old.output).toMatch(/Cipher is \(NONE\)|alert|no protocols available/);
  });

  it('gives one sentence for each mismatch', async () => {
    const secure = await started(own(hospital));
    const plain = await started();
    const ends = (server: DimseServer) => `SERVER at 127.0.0.1:${server.address.port}`;
    const check = "Check that both sides use TLS and trust each other's certificates.";
    await expect(echo(to(secure.address, { ca: stranger.ca }))).rejects.toMatchObject({
      code: 'tls',
      message: `CLIENT could not agree on TLS with ${ends(secure)}: its certificate is not signed by the CA that was given. ${check}`,
    });
    await expect(echo(to(secure.address))).rejects.toMatchObject({
      message: expect.stringMatching(
        /^SERVER at 127\.0\.0\.1:\d+.*CLIENT.*whether (it|the peer) expects TLS\.$/,
      ) as string,
    });
    await expect(echo(to(plain.address, { ca: hospital.ca }))).rejects.toMatchObject({
      code: 'tls',
      message: expect.stringMatching(
        /^CLIENT could not agree on TLS with SERVER at 127\.0\.0\.1:\d+: the peer (does not speak TLS|closed the connection during the handshake)\./,
      ) as string,
    });
    await expect(echo(to(secure.address, { ca: '/nowhere/ca.pem' }))).rejects.toMatchObject({
      code: 'tls',
      message: expect.stringContaining('The TLS CA certificate /nowhere/ca.pem cannot be read') as string,
    });
    await expect(started({ certificate: hospital.certificate })).rejects.toThrow(/needs both a certificate and a key/);
    // After all of them the server still serves.
    await echo(to(secure.address, { ca: hospital.ca }));
  });
});
