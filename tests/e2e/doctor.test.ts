import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { SutConfig } from '../../model/sut';
import { scratch, start } from './cli';
import { freePorts } from '../kit/processes';

const { dir, remove } = scratch();
afterAll(remove);
const host = '127.0.0.1';

function described(actor: 'ris' | 'scanner', change: (sut: SutConfig) => void): string {
  const template = readFileSync(join(PACKAGE_ROOT, 'config', `sut.${actor}.template.yaml`), 'utf8');
  const sut = parse(template) as SutConfig;
  sut.pacs = { launcher: 'embedded' };
  change(sut);
  const file = join(dir, `${actor}.yaml`);
  writeFileSync(file, JSON.stringify(sut));
  return file;
}

/** DCMTK's echoscu in the place of the product's own C-ECHO. */
async function echo(port: number, called: string): Promise<number> {
  const [code] = (await once(spawn('echoscu', ['-aec', called, host, String(port)]), 'exit')) as [number];
  return code;
}

describe('airworthy doctor', () => {
  it('makes a RIS take an order and call back, and hears it reach the PACS from which it reads results', async () => {
    const [dimse = 0, mllp = 0, http = 0, ai = 0, pacs = 0, web = 0] = await freePorts(6);
    const file = described('ris', (sut) => {
      sut.endpoints = {
        dimse: { host, port: dimse, aeTitle: 'AIRW_RIS' },
        mllp: { host, port: mllp },
        http: { host, port: http },
      };
      Object.assign(sut.harness, { aiPlatform: { mllpPort: ai }, pacs: { dimsePort: pacs, dicomWebPort: web } });
    });
    const settings = [`dimse.port=${dimse}`, `mllp.port=${mllp}`, `http.port=${http}`, `aiPlatform.port=${ai}`];
    const product = start(['simulate', 'ris', '--set', ...settings]);
    try {
      await product.until('Ready');
      const doctor = start(['doctor', '--config', file, '--wait', '60']);
      await doctor.until('Now let the product connect back to the PACS');
      expect(await echo(pacs, 'AIRW_PACS')).toBe(0);
      const code = await doctor.exited;
      const output = doctor.output();
      expect(output).toContain('takes orders and puts them on its modality worklist');
      expect(output).toContain(`sends messages to the AI platform at ${host}:${ai}`);
      expect(output).toContain('can be read');
      expect(output).toContain(`✓ The product reaches the PACS at ${host}:${pacs}`);
      expect(output).toContain('All links work.');
      expect(code).toBe(0);
    } finally {
      product.child.kill('SIGTERM');
      await product.exited;
    }
  });

  it.each([
    ['hears a scanner reach the RIS and the PACS', 'AIRW_PACS'],
    ['says which of them a scanner does not reach', undefined],
    ['says which of them a scanner calls by another name', 'OTHER'],
  ])('%s', async (_, called) => {
    const [listen = 0, ris = 0, pacs = 0] = await freePorts(3);
    const file = described('scanner', (sut) => {
      sut.endpoints = { dimse: { host, port: listen, aeTitle: 'AIRW_SCANNER' } };
      Object.assign(sut.harness, {
        ris: { aeTitle: 'AIRW_RIS', dimsePort: ris },
        pacs: { aeTitle: 'AIRW_PACS', dimsePort: pacs },
      });
    });
    const settings = [`listen.port=${listen}`, `worklist.port=${ris}`, `pacs.port=${pacs}`];
    const product = start(['simulate', 'scanner', '--set', ...settings]);
    try {
      await product.until('Ready');
      const doctor = start(['doctor', '--config', file, '--wait', called ? '60' : '10']);
      await doctor.until('Now let the product connect back');
      // The worklist it asks for by itself.
      if (called) expect(await echo(pacs, called)).toBe(called === 'AIRW_PACS' ? 0 : 1);
      const code = await doctor.exited;
      const output = doctor.output();
      expect(output).toContain('(AE title AIRW_SCANNER) answers C-ECHO');
      expect(output).toContain(`✓ The product reaches the RIS at ${host}:${ris}`);
      expect(output).toContain(
        called === 'AIRW_PACS'
          ? `✓ The product reaches the PACS at ${host}:${pacs}`
          : called === undefined
            ? `✗ The product did not connect to the PACS at ${host}:${pacs}`
            : `which called OTHER, was rejected: called AE title not recognised`,
      );
      expect(code).toBe(called === 'AIRW_PACS' ? 0 : 3);
    } finally {
      product.child.kill('SIGTERM');
      await product.exited;
    }
  });
});
