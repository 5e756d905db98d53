import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import pc from 'picocolors';
import type { ActorName } from '../../model/actors';
import { counted } from '../../model/counted';
import { DEMO_ACTORS } from '../../runner/demo/demo';
import { type KillMatrix, REFERENCE } from '../../runner/selftest/contract';
import { shardOf } from '../../runner/selftest/jobs';
import { exitCodeOfMatrix, mergeMatrices, shortcomingsOf } from '../../runner/selftest/matrix';
import { selftest } from '../../runner/selftest/selftest';
import { killTable } from '../kill-table';
import { printable } from '../progress-view';
import { selftestView } from '../selftest-view';

export interface SelftestFlags {
  actor?: string[];
  mutant?: string[];
  only?: string[];
  onePerRequirement?: boolean;
  collateral?: boolean;
  everything?: boolean;
  lawful?: boolean | string[];
  shard?: string;
  jobs?: string;
  json?: string;
  patience?: string;
  keep?: string;
  merge?: string[];
}

/** `airworthy selftest`: proves that scenarios can fail, and for the right reason. Exit 1 when one does not. */
export async function selftestCommand(flags: SelftestFlags): Promise<number> {
  const matrix = flags.merge ? mergeMatrices(flags.merge.map(readMatrix)) : await runMutants(flags);
  if (flags.json !== undefined) {
    mkdirSync(dirname(flags.json), { recursive: true });
    writeFileSync(flags.json, `${JSON.stringify(matrix, null, 2)}\n`);
  }
  // A shard is complete in itself; only what it was given to do can be missing from it.
  const whole = flags.merge ? matrix : { ...matrix, jobs: shardOf(matrix.jobs, flags.shard) };
  const { wrong, incomplete } = shortcomingsOf(whole);
  const killed = matrix.mutants.filter(({ outcome }) => outcome === 'killed').length;
  if (matrix.mutants.length > 0)
    process.stdout.write(`\n${killTable(matrix)}\n${killed} of ${counted(matrix.mutants.length, 'mutant')} killed.\n`);
  const passed = matrix.variants.filter(({ outcome }) => outcome === 'passed').length;
  if (matrix.variants.length > 0)
    process.stdout.write(`\n${passed} of ${counted(matrix.variants.length, 'lawful variant')} passed everything.\n`);
  for (const sentence of onlyAgain(matrix)) process.stdout.write(`${sentence}\n`);
  for (const sentence of wrong) process.stdout.write(`${pc.red('✗')} ${printable(sentence)}\n`);
  for (const sentence of incomplete) process.stdout.write(`${pc.yellow('?')} ${printable(sentence)}\n`);
  return exitCodeOfMatrix(whole);
}

/** What came out as it should only at a second try. */
function onlyAgain({ references, variants, mutants }: KillMatrix): string[] {
  const sentence = (actor: ActorName, id: string, outcome: string) =>
    `${actor} ${id} ${outcome} only at a second try, by itself.`;
  return [
    ...[...references, ...variants].flatMap(({ actor, variant = REFERENCE, outcome, again }) =>
      again && outcome === 'passed' ? [sentence(actor, variant, 'passed')] : [],
    ),
    ...mutants.flatMap(({ actor, mutant, outcome, again }) =>
      again && outcome === 'killed' ? [sentence(actor, mutant, 'was killed')] : [],
    ),
  ];
}

async function runMutants(flags: SelftestFlags): Promise<KillMatrix> {
  const abort = new AbortController();
  const view = selftestView(process.stdout);
  const stop = () => {
    view.line('Stopping; every process is being ended.');
    abort.abort();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await selftest({
      actors: actorsOf(flags.actor),
      mutants: flags.mutant,
      only: flags.only,
      onePerRequirement: flags.onePerRequirement,
      breadth: flags.everything ? 'everything' : flags.collateral ? 'plain' : 'own',
      lawful: flags.lawful,
      shard: flags.shard,
      workers: numberOf('--jobs', flags.jobs),
      patience: numberOf('--patience', flags.patience),
      keep: flags.keep,
      signal: abort.signal,
      ...view,
    });
  } finally {
    view.end();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

function actorsOf(names: string[] | undefined): ActorName[] {
  if (!names) return DEMO_ACTORS;
  return names.map((name) => {
    const actor = DEMO_ACTORS.find((known) => known === name);
    if (!actor) throw new Error(`--actor cannot be "${name}". Allowed: ${DEMO_ACTORS.join(', ')}.`);
    return actor;
  });
}

function numberOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d?$/.test(text)) throw new Error(`${flag} cannot be "${text}". Give a whole number, 1 to 99.`);
  return Number(text);
}

function readMatrix(file: string): KillMatrix {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as KillMatrix;
  } catch (error) {
    throw new Error(`${file} cannot be read as a kill matrix: ${(error as Error).message}`, { cause: error });
  }
}
