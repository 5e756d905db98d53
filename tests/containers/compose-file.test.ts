import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadSutConfig } from '../../config/load';
import { ORTHANC_IMAGE } from '../../simulators/pacs/container/image';
import { compose as tool } from './compose-kit';

interface Service {
  image?: string;
  ports?: string[];
  profiles?: string[];
  healthcheck?: unknown;
  environment?: Record<string, string>;
}

const file = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
};
const services = Object.entries(file.services);

if (!tool) process.stdout.write('Skipped: docker compose config, because Compose is not installed\n');

describe('docker-compose.yml', () => {
  it.skipIf(!tool)('is valid, with and without the harness', () => {
    const [command = '', ...args] = tool ?? [];
    for (const profile of [[], ['--profile', 'harness']]) {
      const { status, stderr } = spawnSync(command, [...args, ...profile, 'config', '-q'], { encoding: 'utf8' });
      expect(status, stderr).toBe(0);
    }
  });

  it('starts the actors by default and the harness by its profile', () => {
    const plain = services.filter(([, { profiles }]) => !profiles).map(([name]) => name);
    expect(plain.sort()).toEqual(['ai-platform', 'orthanc', 'ris', 'scanner']);
    for (const name of ['harness', 'harness-pacs', 'system-under-test']) {
      expect(file.services[name]?.profiles).toEqual(['harness']);
    }
  });

  it('uses the Orthanc image that the launcher uses', () => {
    const images = services.map(([, { image }]) => image ?? '').filter((image) => /orthanc/i.test(image));
    expect(images).toHaveLength(2);
    for (const image of images) expect(image).toBe(`\${AIRWORTHY_ORTHANC_IMAGE:-${ORTHANC_IMAGE}}`);
  });

  it('publishes on the loopback interface unless told otherwise', () => {
    const ports = services.flatMap(([, each]) => each.ports ?? []);
    expect(ports.length).toBeGreaterThan(8);
    for (const port of ports) expect(port).toMatch(/^\$\{AIRWORTHY_(BIND|LOOPBACK):-127\.0\.0\.1\}:\d+:\d+$/);
  });

  it('knows of every service that others wait for whether it is healthy', () => {
    for (const [name, { healthcheck }] of services) expect(Boolean(healthcheck), name).toBe(name !== 'harness');
  });

  it('gives the harness a configuration that it accepts for a product at an address', () => {
    const folder = mkdtempSync(join(tmpdir(), 'airworthy-compose-'));
    const defaults = Object.entries(file.services['harness']?.environment ?? {}).map(([name, value]) => {
      return [name, /:-(.*)\}$/.exec(value)?.[1] ?? ''];
    });
    const values = Object.fromEntries(defaults) as Record<string, string>;
    const template = readFileSync('docker/harness/sut.template.yaml', 'utf8');
    const sut = join(folder, 'sut.yaml');
    values['SUT_HOST'] = '10.0.0.5';
    writeFileSync(
      sut,
      template.replace(/\$\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole),
    );
    const config = loadSutConfig(sut);
    rmSync(folder, { recursive: true });
    expect(config.endpoints).toEqual({
      dimse: { host: '10.0.0.5', port: 11113, aeTitle: 'AIRW_AI' },
      mllp: { host: '10.0.0.5', port: 2576 },
    });
    expect(config.pacs).toMatchObject({ launcher: 'existing', host: '127.0.0.1', dimsePort: 4242 });
  });
});
