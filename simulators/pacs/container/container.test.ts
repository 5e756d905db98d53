import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { behavesLikeAPacs } from '../../../tests/pacs/behaviour';
import { docker } from '../launchers/docker';
import { dcmtk } from '../../../tests/pacs/dcmtk';
import { silentLogger } from '../../../model/actors';
import type { JournalEvent } from '../../../model/events';
import { OrthancPacs } from '../orthanc/orthanc-pacs';
import type { LaunchOptions } from '../pacs';
import { ContainerHost } from './container-host';
import { findEngine } from './engine';
import { orthancImage } from './image';

/** Made by scripts/make-local-images.sh where no registry can be reached. */
const IMAGE = process.env['AIRWORTHY_ORTHANC_IMAGE'] ?? 'airworthy-orthanc:bookworm';
const LABEL = 'org.airworthy.session';

function dockerOutput(...args: string[]): string | undefined {
  const { status, stdout } = spawnSync('docker', args, { encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? stdout.trim() : undefined;
}

function whyNot(): string | undefined {
  if (dockerOutput('info', '--format', '{{.ServerVersion}}') === undefined) return 'no container engine answers';
  if (dockerOutput('image', 'inspect', IMAGE) === undefined) {
    return `there is no image ${IMAGE}; make it with scripts/make-local-images.sh`;
  }
  return undefined;
}

const reason = whyNot();
if (reason) process.stdout.write(`Skipped: Orthanc in a container, because ${reason}\n`);

describe.skipIf(reason !== undefined)('Orthanc in a container', () => {
  // Before the suite below, so that it runs after the end of that.
  afterAll(() => {
    expect(dockerOutput('ps', '-aq', '--filter', `label=${LABEL}`), 'containers left behind').toBe('');
  });

  behavesLikeAPacs(docker, { launcher: 'docker', keepsStorage: false }, { image: IMAGE });

  it('can publish its ports on the loopback interface only, for engines that share no network with us', async () => {
    const engine = { ...(await findEngine()), network: 'published' as const };
    const options: LaunchOptions = {
      launcher: 'docker',
      aeTitle: 'TEST_PACS',
      host: '127.0.0.1',
      peers: [{ aeTitle: 'PEER', host: '127.0.0.1', port: 11112 }],
      storageDir: tmpdir(),
      sink: { append: (event) => event as JournalEvent },
      log: silentLogger,
      notice: () => undefined,
    };
    const host = new ContainerHost(IMAGE, engine, options);
    expect(host.route({ aeTitle: 'PEER', host: '127.0.0.1', port: 1 }).host).toBe('host.docker.internal');
    expect(host.route({ aeTitle: 'PEER', host: '10.1.2.3', port: 1 }).host).toBe('10.1.2.3');
    const pacs = new OrthancPacs(host, { ...options, startTimeoutMs: 60_000 });
    await pacs.start();
    try {
      expect((await dcmtk('echoscu', '-aec', 'TEST_PACS', '127.0.0.1', String(pacs.dimse.port))).code).toBe(0);
      const [id = ''] = (
        dockerOutput('ps', '-q', '--filter', `label=${LABEL}`, '--filter', `publish=${pacs.http.port}`) ?? ''
      ).split('\n');
      expect(
        dockerOutput('port', id)
          ?.split('\n')
          .every((line) => line.includes('-> 127.0.0.1:')),
      ).toBe(true);
    } finally {
      await pacs.stop();
    }
  });

  it('is removed when the process that started it is killed', async () => {
    const script = `
      require('ts-node/register/transpile-only');
      const { docker } = require('./simulators/pacs/launchers/docker');
      docker({ launcher: 'docker', aeTitle: 'TEST_PACS', host: '127.0.0.1', peers: [], storageDir: '/tmp', image: ${JSON.stringify(IMAGE)},
        sink: { append: (event) => event }, log: { debug() {}, info() {}, warn() {}, error() {} }, notice() {} })
        .then(() => process.stdout.write('started'), (error) => process.stderr.write(String(error)));`;
    const before = new Set(dockerOutput('ps', '-q', '--filter', `label=${LABEL}`)?.split('\n'));
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    expect(String(said)).toBe('started');
    const [container] = (dockerOutput('ps', '-q', '--filter', `label=${LABEL}`) ?? '')
      .split('\n')
      .filter((id) => !before.has(id));
    expect(container).toMatch(/^[0-9a-f]+$/);
    const gone = spawn('docker', ['wait', container ?? ''], { stdio: 'ignore' });
    parent.kill('SIGKILL');
    await once(gone, 'close');
    expect(dockerOutput('ps', '-q', '--filter', `id=${container}`)).toBe('');
  });
});

describe('the image', () => {
  it('is the option, else that of the environment, else the pinned one', () => {
    expect(orthancImage('a:1', { AIRWORTHY_ORTHANC_IMAGE: 'b:2' })).toBe('a:1');
    expect(orthancImage(undefined, { AIRWORTHY_ORTHANC_IMAGE: 'b:2' })).toBe('b:2');
    expect(orthancImage(undefined, {})).toMatch(/^[\w./-]+:\d[\w.-]+$/);
  });
});
