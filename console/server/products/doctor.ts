import { visible } from '../../../reports/html/escape';
import type { Doctor, LinkResult } from '../../contract';
import { Refusal } from '../http/refusal';
import { type RunningJob, startJob } from '../worker/start-job';

export interface DoctorAsk {
  yaml: string;
  file: string;
  waitMs: number;
}

export type DoctorNews =
  { kind: 'notice'; text: string } | { kind: 'result'; result: LinkResult } | { kind: 'waiting'; where: string[] };

const IDLE: Doctor = { running: false, sentence: 'The links have not been checked yet.', results: [], waitingFor: [] };

/** Checks the links of one product at a time: each needs the ports of the simulators. */
export class Doctors {
  readonly #last = new Map<string, Doctor>();
  #job: RunningJob<'doctor'> | undefined;
  #product: string | undefined;

  read(product: string): Doctor {
    return this.#last.get(product) ?? IDLE;
  }

  get running(): boolean {
    return this.#job !== undefined;
  }

  start(product: string, ask: DoctorAsk): Doctor {
    if (this.#job)
      throw new Refusal(
        409,
        'The links of a product are being checked already.',
        'Wait until that is done, or stop it.',
      );
    const results: LinkResult[] = [];
    const set = (change: Partial<Doctor>) => this.#last.set(product, { ...this.read(product), ...change });
    this.#last.set(product, {
      running: true,
      sentence: 'The links to the product are being tried.',
      results,
      waitingFor: [],
      startedAt: new Date().toISOString(),
    });
    const job = startJob('doctor', ask, (news) => {
      if (news.kind === 'result') {
        const { probe, ok, sentence } = news.result;
        results.push({ probe, ok, sentence: visible(sentence) });
      } else if (news.kind === 'waiting') {
        set({ waitingFor: news.where, sentence: 'Now let the product connect to each of these:' });
      } else set({ sentence: visible(news.text) });
    });
    [this.#job, this.#product] = [job, product];
    const end = (sentence: string) => {
      this.#job = undefined;
      set({ running: false, waitingFor: [], sentence });
    };
    job.answer.then(
      ({ ok }) => end(ok ? 'All links work.' : 'Not every link works; each says what to check.'),
      (error: Error) => end(`The check did not come to its end. ${visible(error.message)}`),
    );
    return this.read(product);
  }

  stop(product?: string): Promise<void> {
    if (!this.#job || (product !== undefined && product !== this.#product)) return Promise.resolve();
    this.#job.stop();
    return this.#job.answer.then(
      () => undefined,
      () => undefined,
    );
  }
}
