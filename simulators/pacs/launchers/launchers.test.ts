import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../model/actors';
import type { JournalEvent } from '../../../model/events';
import { DimseServer } from '../../../protocols/dimse/server';
import { storescu } from '../../../tests/pacs/dcmtk';
import { testStudy } from '../../../tests/pacs/instances';
import { ExistingPacsClient } from '../existing-pacs';
import { LaunchError } from '../launch-error';
import { findOrthanc } from '../orthanc/find-orthanc';
import { OrthancRest } from '../orthanc/rest';
import { launchPacs, type LauncherName, type LaunchOptions, type Pacs } from '../pacs';
import { auto } from './auto';
import { LAUNCHERS } from './launchers';

const notices: string[] = [];
let storageDir: string;
const options = (more: Partial<LaunchOptions> = {}): LaunchOptions => ({
  launcher: 'embedded',
  aeTitle: 'TEST_PACS',
  host: '127.0.0.1',
  peers: [],
  storageDir: mkdtempSync(join(storageDir, 'pacs-')),
  sink: { append: (event) => event as JournalEvent },
  log: silentLogger,
  notice: (text) => notices.push(text),
  ...more,
});

beforeAll(() => {
  storageDir = mkdtempSync(join(tmpdir(), 'airworthy-launch-'));
});
afterAll(() => rmSync(storageDir, { recursive: true, force: true }));

describe('auto', () => {
  const failing = (reason: string) => (): Promise<Pacs> => Promise.reject(new LaunchError(reason));

  it('takes ours when nothing else can be had, and says why', async () => {
    const launchers = {
      ...LAUNCHERS,
      path: failing('There is no Orthanc on PATH'),
      docker: failing('no container engine answers'),
      apt: failing('only root can install Orthanc'),
    };
    const pacs = await auto(options(), undefined, launchers);
    try {
      expect(pacs.launcher).toBe('embedded');
      const why = 'There is no Orthanc on PATH; no container engine answers; only root can install Orthanc';
      expect(pacs.describe()).toBe(`embedded PACS of airworthy (${why})`);
      expect(notices.at(-1)).toBe(`Orthanc cannot be had (${why}). The embedded PACS of airworthy takes its place.`);
    } finally {
      await pacs.stop();
    }
  });

  it('stops at the first that works', async () => {
    const tried: LauncherName[] = [];
    const working = (name: LauncherName) => (o: LaunchOptions) => (tried.push(name), LAUNCHERS.embedded(o));
    const launchers = { ...LAUNCHERS, path: failing('no'), docker: working('docker'), apt: working('apt') };
    await (await auto(options(), undefined, launchers)).stop();
    expect(tried).toEqual(['docker']);
  });

  it('says why the last one failed', async () => {
    const launchers = { ...LAUNCHERS, path: failing('no Orthanc'), embedded: failing('the disk is full') };
    await expect(auto(options(), ['path', 'embedded'], launchers)).rejects.toThrow('the disk is full');
  });
});

describe('a port that is taken', () => {
  it('is named, with what to do', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const sentence = `cannot have DICOM port ${port} on 127.0.0.1: another program uses it; stop that program or choose`;
    await expect(launchPacs(options({ dimsePort: port }))).rejects.toThrow(sentence);
    if (findOrthanc())
      await expect(launchPacs(options({ launcher: 'path', dimsePort: port }))).rejects.toThrow(sentence);
    server.close();
  });
});

describe('existing', () => {
  let target: Pacs;
  const peer = new DimseServer({
    listen: { host: '127.0.0.1', port: 0 },
    aeTitle: 'PEER',
    storageSopClasses: 'all',
    handlers: { store: async () => 0 },
  });
  const at = (more: Partial<NonNullable<LaunchOptions['existing']>> = {}): LaunchOptions => {
    const { host, port, aeTitle } = target.dimse;
    const existing = { host, dimsePort: port, httpPort: target.http?.port, aeTitle, ...more };
    return options({ launcher: 'existing', existing, peers: [{ aeTitle: 'PEER', ...peer.address }] });
  };

  beforeAll(async () => {
    await peer.start();
    target = await launchPacs(options({ peers: [{ aeTitle: 'PEER', ...peer.address }] }));
  });
  afterAll(async () => {
    await target.stop();
    await peer.stop();
  });

  it('uses a PACS that runs, tells what its administrator has to enter, and leaves it running', async () => {
    const study = testStudy();
    const pacs = await launchPacs(at());
    expect(pacs.describe()).toBe(`PACS that was running already, TEST_PACS at 127.0.0.1:${target.dimse.port}`);
    expect(notices.at(-1)).toContain(`PEER at 127.0.0.1:${peer.address.port}`);
    await storescu(pacs.dimse, study.all);
    expect(await pacs.instancesOf(study.studyInstanceUid)).toHaveLength(4);
    expect(await pacs.forwardStudy(study.studyInstanceUid, 'PEER')).toEqual({ sent: 4, failed: 0 });
    await expect(pacs.forwardStudy(study.studyInstanceUid, 'NOBODY')).rejects.toThrow('A801H');
    await pacs.stop();
    expect(await target.instancesOf(study.studyInstanceUid)).toHaveLength(4);
  });

  it('does not promise what a PACS on another machine cannot do', async () => {
    const elsewhere = { aeTitle: 'PACS', host: '192.0.2.9', port: 104 };
    const pacs = new ExistingPacsClient(elsewhere, undefined, undefined, options());
    const sentence = 'at 192.0.2.9 is on another machine and cannot reach SCANNER at 127.0.0.1:11115';
    await expect(pacs.setPeers([{ aeTitle: 'SCANNER', host: '127.0.0.1', port: 11115 }])).rejects.toThrow(sentence);
    await expect(pacs.setPeers([{ aeTitle: 'SCANNER', host: '192.0.2.8', port: 11115 }])).resolves.toBeUndefined();
  });

  it('says what is wrong with the address, the AE title or the HTTP port', async () => {
    await expect(launchPacs(options({ launcher: 'existing', existing: {} }))).rejects.toThrow(
      'pacs.host and pacs.dimsePort',
    );
    await expect(launchPacs(at({ dimsePort: 1 }))).rejects.toThrow(/does not answer a C-ECHO: .*127\.0\.0\.1:1/);
    await expect(launchPacs(at({ aeTitle: 'OTHER' }))).rejects.toThrow(/called AE title/i);
    await expect(launchPacs(at({ httpPort: 1 }))).rejects.toThrow(/does not answer over HTTP: .*nothing listens there/);
  });
});

describe.skipIf(findOrthanc() === undefined)('Orthanc', () => {
  const script = (more: string): string => `
    require('ts-node/register/transpile-only');
    const { path } = require('./simulators/pacs/launchers/path');
    path({ launcher: 'path', aeTitle: 'TEST_PACS', host: '127.0.0.1', peers: [], storageDir: ${JSON.stringify(join(storageDir, 'killed'))},
      sink: { append: (event) => event }, log: { debug() {}, info() {}, warn() {}, error() {} }, notice() {} })
      .then((pacs) => { process.stdout.write(String(pacs.dimse.port)); ${more} });`;

  it('that runs already is told our peers, and has its own again afterwards', async () => {
    const old = { aeTitle: 'PEER', host: '127.0.0.1', port: 1 };
    const other = { aeTitle: 'OTHER', host: '127.0.0.1', port: 2 };
    const target = await launchPacs(options({ launcher: 'path', peers: [old, other] }));
    try {
      const rest = new OrthancRest(target.http ?? target.dimse);
      const before = await rest.modalities();
      const { host, port, aeTitle } = target.dimse;
      const existing = { host, dimsePort: port, httpPort: target.http?.port, aeTitle };
      const peers = [
        { aeTitle: 'PEER', host: '127.0.0.1', port: 3 },
        { aeTitle: 'NEW', host: '127.0.0.1', port: 4 },
      ];
      const pacs = await launchPacs(options({ launcher: 'existing', existing, peers }));
      expect(pacs.describe()).toMatch(/^Orthanc [\d.]+ that was running already/);
      const ports = Object.values(await rest.modalities()).map(({ AET, Port }) => [AET, Port]);
      expect(ports.sort()).toEqual([
        ['NEW', 4],
        ['OTHER', 2],
        ['PEER', 3],
      ]);
      await pacs.stop();
      expect(await rest.modalities()).toEqual(before);
    } finally {
      await target.stop();
    }
  });

  it('is gone when the process that started it is killed', async () => {
    const parent = spawn(process.execPath, ['-e', script('')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [port] = (await once(parent.stdout, 'data')) as [Buffer];
    parent.kill('SIGKILL');
    await untilFree(Number(port));
  });

  it('does not keep the process that stopped it', async () => {
    const parent = spawn(process.execPath, ['-e', script('pacs.stop();')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [code] = (await once(parent, 'close')) as [number];
    expect(code).toBe(0);
  });

  it('that goes away in mid-run is said to be a problem of the harness', async () => {
    const events: unknown[] = [];
    let tell: () => void = () => undefined;
    const told = new Promise<void>((resolve) => (tell = resolve));
    const sink = {
      append: (event: { kind: string }) => {
        events.push(event);
        if (event.kind === 'harness.problem') tell();
        return event as JournalEvent;
      },
    };
    const pacs = await launchPacs(options({ launcher: 'path', sink }));
    const { port = 0 } = pacs.http ?? {};
    await fetch(`http://127.0.0.1:${port}/tools/shutdown`, { method: 'POST' });
    await told;
    expect(events.at(-1)).toMatchObject({ kind: 'harness.problem', cause: 'harness' });
    await pacs.stop();
  });
});

/** Resolves when the port can be bound again. */
async function untilFree(port: number): Promise<void> {
  for (;;) {
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, () => resolve(true));
    });
    if (server.listening) server.close();
    if (free) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
