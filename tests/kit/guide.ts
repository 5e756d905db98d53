import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../model/package-root';

/** The order that docs/simulators.md tells the user to send, as JSON. */
export function orderInTheGuide(): string {
  const guide = readFileSync(join(PACKAGE_ROOT, 'docs', 'simulators.md'), 'utf8');
  const body = /-d '(\{[^']*\})'/.exec(guide)?.[1];
  if (!body) throw new Error('docs/simulators.md has no order to send.');
  return body;
}
