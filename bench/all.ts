// npm run bench [-- NAME...] [--plot FILE.svg]     Runs every bench (or those named) one after the other and prints all numbers
// as a table and as JSON, and where asked draws the ratios. Numbers depend on the machine and on what else it does; the ratios
// were taken side by side in the same run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { buildSync } from 'esbuild';
import { COLLECT_INTO, keeps, type Measurement } from './measured';
import { plotRatios } from './plot';

const BENCHES = [
  ...['start', 'mllp', 'mllp-many', 'dimse', 'tap', 'receive', 'find', 'worklist', 'long'],
  ...['demo', 'check', 'report', 'console'],
];

/** Bundled first: the compiler in their process would be counted with what they measure. */
const BUNDLED = new Set(['mllp', 'mllp-many', 'dimse', 'tap', 'receive', 'find']);
const BUNDLES = join(__dirname, '..', 'dist', 'bench');

const wanted = process.argv.slice(2);
const plotAt = wanted.indexOf('--plot');
const [, plot] = plotAt < 0 ? [] : wanted.splice(plotAt, 2);
const unknown = wanted.filter((name) => !BENCHES.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench "${unknown.join('", "')}". There are: ${BENCHES.join(', ')}.`);
  process.exit(2);
}
const scratch = mkdtempSync(join(tmpdir(), 'airworthy-bench-'));
const file = join(scratch, 'results.ndjson');
writeFileSync(file, '');
const failed: string[] = [];
for (const name of wanted.length > 0 ? wanted : BENCHES) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, program(name), {
    stdio: ['ignore', 'inherit', 'inherit'],
    // DCMTK waits 40 ms an instance for delayed acknowledgements otherwise.
    env: { ...process.env, TCP_NODELAY: '1', [COLLECT_INTO]: file },
  });
  if (status !== 0) failed.push(name);
}
const results = readFileSync(file, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Measurement);
rmSync(scratch, { recursive: true });

const figure = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
const table = new Table({ head: ['', 'measured', 'limit', ''], style: { head: [], border: [] } });
for (const result of results) {
  const { what, value, unit, limit, least } = result;
  const promised = [
    ...(limit === undefined ? [] : [`< ${limit} ${unit}`]),
    ...(least === undefined ? [] : [`at least ${least} ${unit}`]),
  ];
  const kept = keeps(result);
  table.push([
    what,
    `${figure(value)} ${unit}`,
    promised.join(', '),
    kept === undefined ? '' : kept ? 'kept' : 'NOT KEPT',
  ]);
}
console.log(`\n${table.toString()}`);
console.log(
  JSON.stringify({ node: process.version, cores: cpus().length, at: new Date().toISOString(), results }, null, 2),
);
if (plot !== undefined) plotRatios(results, plot);
if (failed.length > 0) console.log(`Not measured, because they failed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 || results.some((result) => keeps(result) === false) ? 1 : 0;

function program(name: string): string[] {
  const source = join(__dirname, `${name}.ts`);
  if (!BUNDLED.has(name)) return ['-r', 'ts-node/register/transpile-only', source];
  const outfile = join(BUNDLES, `${name}.js`);
  buildSync({ entryPoints: [source], bundle: true, platform: 'node', packages: 'external', outfile });
  return [outfile];
}
