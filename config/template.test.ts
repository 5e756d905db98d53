import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../model/package-root';
import { DEFAULTS } from './defaults';
import { loadSutConfig } from './load';

it('writes a sut.yaml that is valid as it stands and states the real defaults', () => {
  const config = loadSutConfig(join(PACKAGE_ROOT, 'config', 'sut.template.yaml'));
  expect(config.capabilities).toMatchObject(DEFAULTS.capabilities);
  expect(config.harness).toEqual(DEFAULTS.harness);
  expect(config.timeouts).toEqual(DEFAULTS.timeouts);
});
