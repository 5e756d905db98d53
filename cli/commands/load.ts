import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { scratchFolder } from '../../evidence/scratch-folder';
import pc from 'picocolors';
import { loadSutConfig } from '../../config/load';
import { silentLogger } from '../../model/actors';
import { ARRIVALS, type LoadPlan, type LoadRecord, type MixPart } from '../../model/load';
import type { StudyKind } from '../../model/exam';
import type { SutConfig } from '../../model/sut';
import { renderLoad } from '../../reports/load/render';
import { makeCertificates } from '../../runner/demo/certificates';
import { demoOf } from '../../runner/demo/demo';
import { judgeLoad } from '../../runner/load/judge-load';
import { load } from '../../runner/load/load';
import { LOAD_FILES } from '../../runner/load/load-files';
import { mergeLoads } from '../../runner/load/merge-loads';
import type { StandIn } from '../../runner/harness/part';
import { loadView } from '../load-view';
import { newFolder } from '../run-folder';
import { engine } from './run';

export interface LoadFlags {
  config: string;
  demo?: boolean;
  mutant?: string;
  rate: string;
  for: string;
  mix: string;
  arrivals: string;
  seed: string;
  within?: string;
  out?: string;
  judge?: string;
  merge?: string[];
  scannerEngine?: string;
  oneWay?: boolean;
}

const EXIT: Record<LoadRecord['outcome'], number> = { met: 0, 'not-met': 1, inconclusive: 3 };
const KINDS: readonly StudyKind[] = ['critical', 'positive', 'negative', 'out-of-scope'];

/** `airworthy load`: studies at a set rate for a set time. Exit 0 it held, 1 it did not, 3 that cannot be told. */
export async function loadCommand(flags: LoadFlags): Promise<number> {
  if (flags.judge !== undefined) return finish(resolve(flags.judge), judgeLoad(resolve(flags.judge)));
  if (flags.merge !== undefined) {
    if (flags.out === undefined) throw new Error('--merge needs --out: a folder for the whole.');
    return finish(resolve(flags.out), mergeLoads(flags.merge, resolve(flags.out)));
  }
  const plan = planOf(flags);
  if (!flags.demo) return drive(flags, plan, loadSutConfig(flags.config));
  const demo = await demoOf('ai-platform');
  const scratch = scratchFolder('airworthy-load');
  try {
    const tls = await makeCertificates(scratch, ['localhost', '127.0.0.1']);
    return await drive(
      flags,
      plan,
      withEveryModality(demo.config({ launcher: 'auto', tls })),
      demo.standIn({ mutant: flags.mutant }),
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What a hospital sends past an AI platform: besides the studies of the demo, radiographs and mammograms. */
function withEveryModality(config: SutConfig): SutConfig {
  const further = ['cr-chest', 'dx-chest', 'mg-screening'].map((name) => ({ source: `synthetic:${name}` }));
  const { studies } = config;
  return { ...config, studies: { ...studies, 'out-of-scope': [...(studies['out-of-scope'] ?? []), ...further] } };
}

async function drive(flags: LoadFlags, plan: LoadPlan, config: SutConfig, standIn?: StandIn): Promise<number> {
  const dir = newFolder(flags.out, `${config.product}-load`);
  const view = loadView(process.stdout);
  const [stopping, leaving] = [new AbortController(), new AbortController()];
  const stop = () => {
    if (leaving.signal.aborted) process.exit(3);
    if (stopping.signal.aborted) return leaving.abort();
    view.notice('No more studies are sent; those under way are waited for. Press Ctrl-C again to end at once.');
    stopping.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const record = await load({
      ...{ config, plan, dir, standIn, log: silentLogger, progress: view },
      scannerEngine: engine(flags.scannerEngine),
      preflightBackwards: flags.oneWay !== true && flags.mutant === undefined,
      signal: stopping.signal,
      leave: leaving.signal,
    });
    view.end();
    return await finish(dir, record);
  } finally {
    view.end();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

async function finish(dir: string, record: LoadRecord): Promise<number> {
  const report = join(dir, LOAD_FILES.report);
  await writeFile(report, renderLoad(record));
  const { counts, notice, outcome, reasons } = record;
  const paint = { met: pc.green, 'not-met': pc.red, inconclusive: pc.yellow }[outcome];
  const word = { met: 'It held the load.', 'not-met': 'It did not hold the load.', inconclusive: "It can't be told." }[
    outcome
  ];
  process.stdout.write(`\n${paint(word)}\n${reasons.map((reason) => `  ${reason}\n`).join('')}\n`);
  process.stdout.write(
    `${counts.sent} sent (${record.sentPerHour} an hour), ${counts.delivered} delivered, ${counts.declined} declined, ${counts.lost} lost, ${record.mostAtOnce} at a time at most\n`,
  );
  if (notice)
    process.stdout.write(
      `Exam completed to notice: median ${notice.median.toFixed(1)} s, 95 of 100 ${notice.p95.toFixed(1)} s, longest ${notice.worst.toFixed(1)} s\n`,
    );
  process.stdout.write(`\nReport   ${report}\nRecord   ${join(dir, LOAD_FILES.record)}\n`);
  return EXIT[outcome];
}

/** Throws one sentence that names the flag and what it takes. */
function planOf(flags: LoadFlags): LoadPlan {
  const arrivals = ARRIVALS.find((each) => each === flags.arrivals);
  if (!arrivals) throw new Error(`--arrivals cannot be "${flags.arrivals}". Allowed: ${ARRIVALS.join(', ')}.`);
  return {
    perHour: number('--rate', flags.rate, 1, 100_000),
    seconds: secondsOf(flags.for),
    arrivals,
    seed: number('--seed', flags.seed, 0, 2 ** 32 - 1),
    mix: mixOf(flags.mix),
    ...(flags.within === undefined ? {} : { within: number('--within', flags.within, 0.1, 86_400) }),
  };
}

function number(flag: string, text: string, least: number, most: number): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`${flag} cannot be "${text}". Give a number, ${least} to ${most}.`);
}

const UNITS: Record<string, number> = { s: 1, m: 60, h: 3600 };

/** `90s`, `10m`, `2h`. */
function secondsOf(text: string): number {
  const [, amount, unit = ''] = /^(\d+)([smh])$/.exec(text) ?? [];
  const seconds = Number(amount) * (UNITS[unit] ?? NaN);
  if (seconds > 0) return seconds;
  throw new Error(`--for cannot be "${text}". Give a time such as 90s, 10m or 2h.`);
}

/** `negative=6,positive=2,out-of-scope/DX=3`. */
function mixOf(text: string): LoadPlan['mix'] {
  const mix: LoadPlan['mix'] = {};
  for (const part of text.split(',')) {
    const [, name, modality, amount] = /^([a-z-]+)(\/[A-Z]{2,16})?=(\d+)$/.exec(part.trim()) ?? [];
    const kind = KINDS.find((each) => each === name);
    if (!kind)
      throw new Error(
        `--mix cannot be "${text}". Give parts of ${KINDS.join(', ')}, such as negative=6,positive=2,out-of-scope/MR=1.`,
      );
    mix[`${kind}${modality ?? ''}` as MixPart] = Number(amount);
  }
  if (Object.values(mix).every((part) => part === 0)) throw new Error(`--mix "${text}" leaves no study to send.`);
  return mix;
}
