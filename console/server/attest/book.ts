import type { RequirementResult } from '../../../model/run-record';
import { type Attestation, isForPerson } from '../../../verdicts/attestation';
import type { AttestBook, AttestStep } from '../../contract';
import { notFound } from '../http/refusal';
import type { Runs } from '../runs/run-view';
import type { BenchHand } from '../worker/bench-hand';
import type { Evidence } from './evidence';
import type { Turns } from './turns';

/** After the last answer, so that verdicts are not made again for each. */
const RENEW_AFTER_MS = 2000;

interface Writing {
  /** Answers that the record on disk does not have yet. */
  answered: Map<string, Attestation>;
  /** One writer at a time. */
  last: Promise<unknown>;
  /** Runs out when nobody has answered for a while. */
  timer?: NodeJS.Timeout;
}

/** Questions of runs and their answers; several people can answer at once, each a step of their own. */
export class AttestBooks {
  readonly #writing = new Map<string, Writing>();
  #displays: Promise<string[]> | undefined;

  constructor(
    private readonly runs: Runs,
    private readonly benchHand: BenchHand,
    private readonly evidence: Evidence,
    private readonly turns: Turns,
  ) {}

  async read(run: string, me: string): Promise<AttestBook> {
    const { record } = this.runs.settled(run);
    const displays = await this.displays();
    const questions = record.requirements.filter(isForPerson);
    return {
      productVersion: record.sut.version,
      renewing: this.#writing.has(run),
      steps: questions.map((each) => this.#step(run, each, me, displays)),
    };
  }

  /** @throws Refusal where that is no question of this run */
  async step(run: string, requirement: string, me: string): Promise<AttestStep> {
    const { record } = this.runs.settled(run);
    const found = record.requirements.find((each) => each.id === requirement && isForPerson(each));
    if (!found) throw notFound('question in this run', 'The list of steps shows those that it has.');
    return this.#step(run, found, me, await this.displays());
  }

  /** On disk when this resolves. */
  async record(run: { id: string; dir: string }, attestation: Attestation): Promise<void> {
    const writing: Writing = this.#writing.get(run.id) ?? { answered: new Map(), last: Promise.resolve() };
    this.#writing.set(run.id, writing);
    clearTimeout(writing.timer);
    const written = writing.last.then(() => this.benchHand.do('answer', { dir: run.dir, attestation }));
    writing.last = written.catch(() => undefined);
    try {
      await written;
      writing.answered.set(attestation.requirement, attestation);
    } finally {
      clearTimeout(writing.timer);
      writing.timer = setTimeout(() => this.#renew(run, writing), RENEW_AFTER_MS);
    }
  }

  /** What is still to be made again is made at once. */
  async close(): Promise<void> {
    for (const [id, writing] of this.#writing) {
      if (writing.timer === undefined) continue;
      clearTimeout(writing.timer);
      this.#renew(this.runs.list.find(id), writing);
    }
    await Promise.all([...this.#writing.values()].map(({ last }) => last));
  }

  displays(): Promise<string[]> {
    const asked = (this.#displays ??= this.benchHand.do('displays', {}));
    asked.catch(() => (this.#displays = undefined));
    return asked;
  }

  #renew(run: { id: string; dir: string }, writing: Writing): void {
    writing.timer = undefined;
    const before = new Set(writing.answered.values());
    writing.last = writing.last
      .then(() => this.benchHand.do('renew', { dir: run.dir }))
      .catch(() => undefined)
      .then(() => {
        for (const [key, given] of writing.answered) if (before.has(given)) writing.answered.delete(key);
        if (writing.answered.size === 0 && this.#writing.get(run.id) === writing) this.#writing.delete(run.id);
      });
  }

  #step(run: string, requirement: RequirementResult, me: string, displays: readonly string[]): AttestStep {
    const { id, title, text, source, lines, level, ask, evidence } = requirement;
    const answered = answerOf(requirement, this.#writing.get(run)?.answered.get(id));
    const turn = this.turns.at(`${run} ${id}`);
    return {
      requirement: { id, title, text, source, lines, level, ...(ask === undefined ? {} : { ask }) },
      ...(answered ? { answered } : {}),
      ...(turn ? { taken: { by: turn.by, since: turn.since, mine: turn.by === me } } : {}),
      needsScreenshot: evidence === 'screenshot' || this.evidence.sent(run, id) === undefined,
      study: displays.includes(id),
    };
  }
}

/** A verdict that rests on a person's word is what that person said. */
function answerOf(
  { attested, verdict, reason }: RequirementResult,
  later: Attestation | undefined,
): AttestStep['answered'] {
  if (later) {
    const { answer, name, role, on, statement, expires } = later;
    return { answer, name, role, on, statement, ...(expires === undefined ? {} : { expires }) };
  }
  if (!attested || (verdict !== 'pass' && verdict !== 'fail' && verdict !== 'warning')) return undefined;
  const { name, role, on, expires } = attested;
  const said = `${name}, ${role}, on ${on}: `;
  const statement = reason.startsWith(said) ? reason.slice(said.length) : reason;
  return {
    answer: verdict === 'pass' ? 'yes' : 'no',
    name,
    role,
    on,
    statement,
    ...(expires === undefined ? {} : { expires }),
  };
}
