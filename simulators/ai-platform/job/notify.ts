import type { Deliverable } from '../delivery/deliverable';
import type { StoreReport } from '../delivery/store-results';
import type { Exam } from '../exams/exam';
import { reportBundle } from '../fhir/report';
import { sendBundle } from '../fhir/send';
import type { Evaluated } from '../notice/evaluated';
import { completionNotice, withoutResult } from '../notice/notice';
import { sendNotice } from '../notice/send';
import { CalledOff } from '../retry/wait';
import { type JobContext, noticeContext, retrying } from './job-context';

/** FHIR is an additional transport: it may not keep the notice back for long. */
const FHIR_PATIENCE_MS = 10_000;

/** The RIS did not take a message; it is of no use to send it another. */
export class RisNotTold extends Error {
  override readonly name = 'RisNotTold';
}

/** ORC-5 = A with the findings and the declaration. */
export async function notifyCompletion(
  evaluated: readonly Evaluated[],
  report: StoreReport,
  exam: Exam,
  context: JobContext,
): Promise<void> {
  const { settings, hooks } = context;
  const message = completionNotice(noticeContext(exam, context), {
    evaluated,
    algorithms: settings.algorithms,
    criticalAlertCode: settings.capabilities.criticalAlertCode,
    notStored: report.refused.map(({ object, reason }) =>
      `Not stored on the PACS: ${object.carrier} (${reason})`.slice(0, 190),
    ),
  });
  for (const { object, reason } of report.refused)
    settings.log.error(`${settings.aeTitle}: the PACS will not take ${object.carrier} of ${exam.name}: ${reason}`);
  for (const one of hooks.notice?.(message, settings) ?? [message]) {
    const attempts = await send(one, 'notifying the RIS', exam, context);
    for (const more of hooks.afterNotice?.(one, attempts) ?? []) await send(more, 'notifying the RIS', exam, context);
  }
}

/** The study is not stuck, and nothing says that it is normal (RCR l.146-150). */
export async function notifyWithoutResult(
  outcome: 'NOT-ANALYSED' | 'FAILED',
  reason: string,
  exam: Exam,
  context: JobContext,
): Promise<void> {
  const message = withoutResult(noticeContext(exam, context), outcome, reason.replace(/\.$/, '').slice(0, 160));
  for (const one of context.hooks.statusMessage?.(message) ?? [message])
    await send(one, 'telling the RIS about the end', exam, context);
}

/** A bundle that cannot be delivered is logged, not awaited: the HL7 notice is what the workflow rests on. */
export async function sendFhir(
  evaluated: readonly Evaluated[],
  objects: readonly Deliverable[],
  exam: Exam,
  context: JobContext,
): Promise<void> {
  const { settings, hooks } = context;
  const { fhir, capabilities, algorithms, exchangeTimeoutMs, retry, log } = settings;
  if (!capabilities.fhir || !fhir) return;
  const made = reportBundle({ order: exam.order, evaluated, algorithms, objects, at: new Date() });
  const bundle = hooks.fhir?.(made) ?? made;
  const policy = { ...retry, giveUpAfterMs: Math.min(retry.giveUpAfterMs, FHIR_PATIENCE_MS) };
  const options = { ...retrying('sending the FHIR report', 'fhir', exam, context), policy };
  try {
    await sendBundle(bundle, { peer: fhir, timeoutMs: exchangeTimeoutMs, from: settings.aeTitle }, options);
  } catch (error) {
    if (error instanceof CalledOff) throw error;
    log.error(`${settings.aeTitle}: ${(error as Error).message}`);
  }
}

async function send(message: string, what: string, exam: Exam, context: JobContext): Promise<number> {
  const { ris, exchangeTimeoutMs } = context.settings;
  const options = retrying(what, 'ris', exam, context);
  const policy = context.hooks.noticePolicy?.(options.policy) ?? options.policy;
  try {
    return await sendNotice(message, { peer: ris, timeoutMs: exchangeTimeoutMs }, { ...options, policy });
  } catch (error) {
    if (error instanceof CalledOff) throw error;
    throw new RisNotTold((error as Error).message, { cause: error });
  }
}
