import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isBeingWritten } from '../../../evidence/run-lock';
import type { RunRecord } from '../../../model/run-record';
import { RUN_FILES, type RunStart } from '../../../runner/run-start';
import { isForPerson } from '../../../verdicts/attestation';
import type { ProductSummary, RunSummary } from '../../contract';
import type { Db } from '../database';
import { notFound, Refusal } from '../http/refusal';

const AT_WORK = { state: 'external', sentence: 'Another program is at work on it.' } as const;

/** What stands in the folder of a run. */
export interface StoredRun {
  id: string;
  folder: string;
  /** Absolute. */
  dir: string;
}

/** The id of a run: made from its folder's name, so that it is the same tomorrow, and is no path. */
export function runIdOf(folder: string): string {
  return createHash('sha256').update(folder).digest('hex').slice(0, 16);
}

/** The runs in the runs folder, whoever made them. */
export class RunList {
  #last: { stamp: string; record: RunRecord } | undefined;

  constructor(
    private readonly db: Db,
    private readonly root: string,
  ) {}

  /** Newest first. */
  list(): RunSummary[] {
    return this.#folders()
      .flatMap((folder) => this.#summary(folder) ?? [])
      .sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  }

  /** @throws Refusal where there is no such run */
  find(id: string): StoredRun {
    const folder = this.#folders().find((name) => runIdOf(name) === id);
    if (folder === undefined)
      throw notFound('run', 'It may have been removed; the list of runs shows those that are there.');
    return { id, folder, dir: join(this.root, folder) };
  }

  summary(run: StoredRun): RunSummary {
    const summary = this.#summary(run.folder);
    if (!summary) throw new Refusal(422, `The folder ${run.folder} holds no run that can be read.`);
    return summary;
  }

  /** @throws Refusal where it was not judged yet */
  record({ dir }: StoredRun): RunRecord {
    const file = join(dir, RUN_FILES.record);
    if (!existsSync(file))
      throw new Refusal(409, 'This run has no verdicts yet.', 'Wait until it has ended, or resume it.');
    const stamp = `${dir} ${stampOf(file)}`;
    // People look at one run for a while, and a record takes a while to read.
    if (this.#last?.stamp !== stamp)
      this.#last = { stamp, record: JSON.parse(readFileSync(file, 'utf8')) as RunRecord };
    return this.#last.record;
  }

  /** Who started it here, of which product. */
  own(folder: string, product: string | undefined, by: string): void {
    this.db
      .prepare('INSERT OR REPLACE INTO runs (folder, product, started_by) VALUES (?, ?, ?)')
      .run(folder, product ?? null, by);
  }

  ofProduct(product: string): RunSummary[] {
    return this.list().filter(({ productId }) => productId === product);
  }

  /** Its newest run that ended, for the list of products. */
  lastOf(product: string): Pick<ProductSummary, 'lastRun'> {
    const folders = this.db.prepare('SELECT folder FROM runs WHERE product = ?').all(product) as { folder: string }[];
    const [last] = folders
      .flatMap(({ folder }) => this.#summary(folder) ?? [])
      .filter(({ counts }) => counts !== undefined)
      .sort((a, b) => b.startedAt.localeCompare(a.startedAt));
    if (!last?.counts || last.exitCode === undefined) return {};
    const { id, startedAt, counts, exitCode } = last;
    return { lastRun: { id, startedAt, counts, exitCode } };
  }

  #folders(): string[] {
    if (!existsSync(this.root)) return [];
    return readdirSync(this.root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(this.root, entry.name, RUN_FILES.start)))
      .map(({ name }) => name);
  }

  /** Records are long; what the list shows of them is kept as long as they stay as they are. */
  #summary(folder: string): RunSummary | undefined {
    const dir = join(this.root, folder);
    if (!existsSync(join(dir, RUN_FILES.start))) return undefined;
    const stamp = [RUN_FILES.start, RUN_FILES.record].map((name) => stampOf(join(dir, name))).join(' ');
    const kept = this.db
      .prepare('SELECT summary FROM run_summaries WHERE folder = ? AND stamp = ?')
      .get(folder, stamp) as { summary: string } | undefined;
    const summary = kept ? (JSON.parse(kept.summary) as RunSummary) : summarise(dir, folder);
    if (!summary) return undefined;
    if (!kept) {
      this.db
        .prepare('INSERT OR REPLACE INTO run_summaries (folder, stamp, summary) VALUES (?, ?, ?)')
        .run(folder, stamp, JSON.stringify(summary));
    }
    const owner = this.db.prepare('SELECT product, started_by FROM runs WHERE folder = ?').get(folder) as
      { product: string | null; started_by: string } | undefined;
    return {
      ...summary,
      ...(summary.state === 'unfinished' && isBeingWritten(dir) ? AT_WORK : {}),
      ...(owner
        ? { startedBy: owner.started_by, ...(owner.product === null ? {} : { productId: owner.product }) }
        : {}),
    };
  }
}

function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? `${found.mtimeMs}-${found.size}` : '';
}

function summarise(dir: string, folder: string): RunSummary | undefined {
  try {
    const start = JSON.parse(readFileSync(join(dir, RUN_FILES.start), 'utf8')) as RunStart;
    const { vendor, product, version, actor } = start.config;
    const common = {
      id: runIdOf(folder),
      name: folder,
      vendor,
      product,
      version,
      actor,
      ...(start.demo ? { demo: start.demo } : {}),
      startedAt: start.startedAt,
    };
    if (!existsSync(join(dir, RUN_FILES.record))) {
      return { ...common, state: 'unfinished', sentence: 'It has no end: nobody works on it. It can be resumed.' };
    }
    const record = JSON.parse(readFileSync(join(dir, RUN_FILES.record), 'utf8')) as RunRecord;
    const { finishedAt, counts, exitCode, complete, endReason, endDetail, requirements } = record;
    return {
      ...common,
      state: endReason === 'interrupted' || endReason === 'failed' ? 'unfinished' : 'done',
      finishedAt,
      counts,
      exitCode,
      complete,
      ...(endDetail === undefined ? {} : { sentence: endDetail }),
      openQuestions: requirements.filter((each) => isForPerson(each) && !each.attested).length,
    };
  } catch {
    // Not ours, or torn: nothing that could be shown.
    return undefined;
  }
}
