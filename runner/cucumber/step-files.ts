import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../model/package-root';

/** How Cucumber is to load our steps, wherever the user stands: compiled by ts-node (see step-compiler.ts). */
export function stepFiles(): { requireModule: string[]; require: string[] } {
  const loader = join(PACKAGE_ROOT, 'dist', 'runner', 'cucumber', 'load-steps.js');
  return { requireModule: [loader], require: ['steps/**/*.ts'] };
}
