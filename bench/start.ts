// `airworthy --help`, beside a node that does nothing:
//   npm run build && node -r ts-node/register/transpile-only bench/start.ts
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../model/package-root';
import { measured, median } from './measured';

const ROUNDS = 7;
const seconds = (...args: string[]): number => {
  const begun = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status ?? 'a signal'}`);
  return (performance.now() - begun) / 1000;
};
const rounds = (...args: string[]): number => median(Array.from({ length: ROUNDS }, () => seconds(...args)));

const help = rounds(join(PACKAGE_ROOT, 'dist', 'cli', 'main.js'), '--help');
const node = rounds('-e', '0');
console.log(`airworthy --help  ${help.toFixed(3)} s, node alone ${node.toFixed(3)} s, median of ${ROUNDS}`);
measured(
  { what: 'airworthy --help', value: help, unit: 's', limit: 0.5 },
  { what: 'airworthy --help to node alone', value: help / node, unit: 'x' },
);
