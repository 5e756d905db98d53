import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../model/package-root';

/** How Cucumber is to load our steps: compiled by ts-node with our own settings, wherever the user stands. */
export function stepFiles(): { requireModule: string[]; require: string[] } {
  process.env['TS_NODE_PROJECT'] = join(PACKAGE_ROOT, 'tsconfig.json');
  return { requireModule: ['ts-node/register/transpile-only'], require: ['steps/**/*.ts'] };
}
