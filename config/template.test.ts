import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ARCHIVE_DEFAULTS } from '../model/archive';
import { PACKAGE_ROOT } from '../model/package-root';
import { DEFAULT_ACQUISITION, DEFAULTS } from './defaults';
import { loadSutConfig } from './load';
import { RIS_DEFAULTS } from './ris-defaults';

it('writes a sut.yaml for a RIS that is valid as it stands and states the real defaults', () => {
  const { ris, actor, timeouts } = loadSutConfig(join(PACKAGE_ROOT, 'config', 'sut.ris.template.yaml'));
  expect(actor).toBe('ris');
  expect(ris).toMatchObject({ ...RIS_DEFAULTS, worklist: { adapter: 'http', settle: 10 } });
  expect(timeouts.exchange).toBe(DEFAULTS.timeouts.exchange);
});

it('writes a sut.yaml that is valid as it stands and states the real defaults', () => {
  const config = loadSutConfig(join(PACKAGE_ROOT, 'config', 'sut.template.yaml'));
  expect(config.capabilities).toMatchObject(DEFAULTS.capabilities);
  expect(config.harness).toEqual(DEFAULTS.harness);
  expect(config.timeouts).toEqual(DEFAULTS.timeouts);
});

it('writes one for a scanner that is valid as it stands and states the real defaults', () => {
  const config = loadSutConfig(join(PACKAGE_ROOT, 'config', 'sut.scanner.template.yaml'));
  expect(config.acquisition).toEqual(DEFAULT_ACQUISITION);
  expect(config.harness).toEqual(DEFAULTS.harness);
  expect(config.timeouts).toEqual(DEFAULTS.timeouts);
});

it('writes one for a PACS that is valid as it stands and states the real defaults', () => {
  const { actor, archive, harness, timeouts } = loadSutConfig(join(PACKAGE_ROOT, 'config', 'sut.pacs.template.yaml'));
  expect(actor).toBe('pacs');
  expect(archive).toEqual(ARCHIVE_DEFAULTS);
  expect(harness).toEqual(DEFAULTS.harness);
  expect(timeouts).toEqual(DEFAULTS.timeouts);
});
