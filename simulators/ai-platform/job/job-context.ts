import type { DimseClientOptions } from '../../../protocols/dimse/client';
import type { CommitmentDesk } from '../../scanner/commitment';
import type { KnownLesions } from '../analysis/known-lesions';
import type { Exam } from '../exams/exam';
import type { HeldImages } from '../intake/held-images';
import type { Metrics, MetricsSnapshot } from '../metrics/metrics';
import type { Hooks } from '../mutants/types';
import type { NoticeContext } from '../notice/notice';
import type { Settings } from '../options';
import type { RetryOptions } from '../retry/retry';

/** What every exam's job shares. */
export interface JobContext {
  settings: Settings;
  hooks: Hooks;
  held: HeldImages;
  /** Of the patients that were seen before. */
  lesions: KnownLesions;
  desk: CommitmentDesk;
  metrics: Metrics;
}

export function pacsClient({ settings }: JobContext): DimseClientOptions {
  const { aeTitle, pacs, exchangeTimeoutMs, log } = settings;
  return { callingAeTitle: aeTitle, peer: pacs, timeoutMs: exchangeTimeoutMs, log };
}

/** `what` reads on from "AI platform: ", and names the exam. */
export function retrying(
  what: string,
  peer: keyof MetricsSnapshot['retries'],
  exam: Exam,
  { settings, metrics }: JobContext,
): RetryOptions {
  return {
    what: `${what} of ${exam.name}`,
    policy: settings.retry,
    signal: exam.calledOff.signal,
    log: settings.log,
    failed: () => metrics.retried(peer),
  };
}

export function noticeContext(exam: Exam, { settings }: JobContext): NoticeContext {
  const { hl7Version, sending } = settings;
  return { order: exam.order, version: hl7Version, sending, at: new Date() };
}
