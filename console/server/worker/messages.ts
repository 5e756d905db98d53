import type { ObjectPicture } from '../../contract';
import type { AttestJobs } from '../attest/asks';
import type { DoctorAsk, DoctorNews } from '../products/doctor';
import type { ReportJobs } from '../reports/asks';
import type { UnpackAsk } from '../studies/unpack';
import type { FormAndReference } from '../products/forms';
import type { RunAsk, RunNews, RunTold } from '../runs/news';

/**
 * Work that is done in a process of its own, so that the console stays small and outlives whatever happens in there. What each
 * takes, gives, tells meanwhile, and can be told.
 */
export interface Jobs extends ReportJobs, AttestJobs {
  forms: { ask: object; answer: FormAndReference[]; news: never; told: never };
  run: { ask: RunAsk; answer: object; news: RunNews; told: RunTold };
  'unpack-studies': { ask: UnpackAsk; answer: { objects: number; bytes: number }; news: never; told: never };
  picture: { ask: { dir: string; file: string }; answer: ObjectPicture; news: never; told: never };
  doctor: { ask: DoctorAsk; answer: { ok: boolean }; news: DoctorNews; told: never };
}
export type JobName = keyof Jobs;

export type ToWorker = { job: JobName; ask: unknown } | { told: unknown } | 'stop';
export type FromWorker = { news: unknown } | { answer: unknown } | { error: string };

/** What a job has on the worker's side. */
export interface Bench<N extends JobName> {
  tell(news: Jobs[N]['news']): void;
  /** Called with each word that comes in. */
  onTold(hear: (told: Jobs[N]['told']) => void): void;
  /** Aborted when it is to stop, and when the console has gone. */
  signal: AbortSignal;
}

export type Work<N extends JobName> = (ask: Jobs[N]['ask'], bench: Bench<N>) => Promise<Jobs[N]['answer']>;
