import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../../../model/run-record';
import { SHARDS } from '../../../runner/resume/resume';
import { RUN_FILES } from '../../../runner/run-start';
import type { LiveScenario, Run, RunSummary } from '../../contract';
import { JournalIndex } from './journal-index';
import type { RunList, StoredRun } from './run-list';
import type { Supervisor } from './supervisor';

const KEPT_JOURNALS = 8;

/** Runs as the console shows them: those that go on here, and those in the folder. */
export class Runs {
  readonly #journals = new Map<string, { stamp: string; index: JournalIndex }>();

  constructor(
    readonly list: RunList,
    readonly supervisor: Supervisor,
  ) {}

  /** Newest first, those that wait or run before all others. */
  all(): RunSummary[] {
    const open = this.supervisor.open.map(({ summary }) => summary);
    const ids = new Set(open.map(({ id }) => id));
    return [...open.reverse(), ...this.list.list().filter(({ id }) => !ids.has(id))];
  }

  /** @throws Refusal where there is no such run */
  summary(id: string): RunSummary {
    const live = this.supervisor.find(id);
    if (live && (this.supervisor.open.includes(live) || !existsSync(join(live.ask.dir, RUN_FILES.start))))
      return live.summary;
    return this.list.summary(this.list.find(id));
  }

  /** @throws Refusal where there is no such run */
  read(id: string): Run {
    const summary = this.summary(id);
    const live = this.supervisor.find(id);
    const events = this.journal(id)?.refresh() ?? 0;
    const stored = this.recordOf(id);
    const seen = live?.view ?? { scenarios: [], preflight: [], notices: [] };
    if (!stored) return { ...summary, ...seen, events };
    return { ...summary, ...seen, ...shownOf(stored), events };
  }

  /** Undefined as long as it has none. @throws Refusal where there is no such run */
  journal(id: string): JournalIndex | undefined {
    const dir = this.#dir(id);
    const stamp = stampOf(dir);
    if (stamp === undefined) return undefined;
    const kept = this.#journals.get(id);
    if (kept?.stamp === stamp) return kept.index;
    const index = new JournalIndex(dir);
    this.#journals.delete(id);
    this.#journals.set(id, { stamp, index });
    for (const key of this.#journals.keys()) if (this.#journals.size > KEPT_JOURNALS) this.#journals.delete(key);
    return index;
  }

  /** A run that nobody changes while it is looked at. @throws Refusal */
  settled(id: string): StoredRun & { record: RunRecord } {
    const run = this.list.find(id);
    return { ...run, record: this.list.record(run) };
  }

  /** Of a run that is over and was judged. */
  recordOf(id: string): RunRecord | undefined {
    return this.supervisor.open.some(({ summary }) => summary.id === id) ? undefined : this.#record(id);
  }

  #dir(id: string): string {
    return this.supervisor.find(id)?.ask.dir ?? this.list.find(id).dir;
  }

  #record(id: string): RunRecord | undefined {
    if (!existsSync(join(this.#dir(id), RUN_FILES.record))) return undefined;
    return this.list.record(this.list.find(id));
  }
}

/** A run that is resumed gets another part: its plan says so, and then the part is begun. */
function stampOf(dir: string): string | undefined {
  const start = statSync(join(dir, RUN_FILES.start), { throwIfNoEntry: false });
  if (!start) return undefined;
  const shards = join(dir, SHARDS);
  const begun = existsSync(shards)
    ? readdirSync(shards).filter((part) => existsSync(join(shards, part, RUN_FILES.start)))
    : [];
  return `${start.mtimeMs} ${begun.length}`;
}

function shownOf(record: RunRecord): Pick<Run, 'scenarios' | 'preflight' | 'record'> {
  const { runId, airworthy, durationMs, endReason, endDetail, environment, studySets, resumed } = record;
  const { fingerprint, measures, claims, preflight } = record;
  const scenarios = record.scenarios.map(
    ({ id, name, requirements, cucumberStatus, verdict, durationMs: took, steps }): LiveScenario => ({
      id,
      name,
      requirements,
      state: cucumberStatus === '' ? 'waiting' : 'ran',
      ...(cucumberStatus === '' ? {} : { outcome: cucumberStatus }),
      ...(cucumberStatus === 'PASSED'
        ? {}
        : { trouble: steps.find(({ message }) => message)?.message?.split('\n')[0] }),
      ...(took === undefined ? {} : { durationMs: took }),
      verdict,
    }),
  );
  const shown = { runId, airworthy, durationMs, endReason, endDetail, environment, studySets, resumed };
  return { scenarios, preflight, record: { ...shown, fingerprint, measures, claims } };
}
