import { AnalysisError } from '../analysis/analysis-error';
import type { Exam } from '../exams/exam';
import { collectImages, IntakeError } from '../intake/collect';
import { GaveUp } from '../retry/retry';
import { CalledOff } from '../retry/wait';
import { analyseStudy } from './analyse-study';
import { deliver, DeliveryError } from './deliver';
import { type JobContext, pacsClient } from './job-context';
import { notifyWithoutResult, RisNotTold } from './notify';

/**
 * One exam from ORC-5 = CM to its end, which the RIS always hears of: reported, refused or failed. Never rejects.
 */
export async function runJob(exam: Exam, context: JobContext): Promise<void> {
  const { settings } = context;
  const { signal } = exam.calledOff;
  try {
    exam.moveTo('collecting');
    const began = performance.now();
    const deadline = began + settings.analysisTimeoutMs;
    const { capabilities, aeTitle, imagesSettleMs, log } = settings;
    const intake = {
      held: context.held,
      pacs: pacsClient(context),
      intake: capabilities.intake,
      aeTitle,
      settleMs: imagesSettleMs,
      log,
    };
    const images = await collectImages(exam, intake, deadline, signal);
    exam.moveTo('analysing');
    const result = analyseStudy(images, exam, context);
    if (performance.now() > deadline)
      throw new AnalysisError(`the analysis took longer than ${settings.analysisTimeoutMs / 1000} s`);
    if (result.kind === 'refused') await refuse(exam, result.reason, context);
    else {
      exam.moveTo('delivering');
      await deliver(result, exam, context);
      exam.moveTo('reported');
    }
  } catch (error) {
    await end(exam, error as Error, context);
  }
}

async function refuse(exam: Exam, reason: string, context: JobContext): Promise<void> {
  exam.moveTo('refusing');
  await notifyWithoutResult('NOT-ANALYSED', reason, exam, context);
  exam.moveTo('refused');
}

/** Says to the RIS that there is no analysis, unless it is the RIS that cannot be told. */
async function end(exam: Exam, error: Error, context: JobContext): Promise<void> {
  const { aeTitle, log } = context.settings;
  if (error instanceof CalledOff || exam.finished) return;
  log.error(`${aeTitle}: exam ${exam.name} failed while ${exam.stage}: ${error.message}`);
  if (!(error instanceof RisNotTold)) {
    exam.moveTo('failing');
    try {
      await notifyWithoutResult('FAILED', reasonFor(error), exam, context);
    } catch (second) {
      if (second instanceof CalledOff) return;
      log.error(`${aeTitle}: the RIS could not be told that exam ${exam.name} failed: ${(second as Error).message}`);
    }
  }
  if (!exam.finished) exam.moveTo('failed');
}

/** For the RIS, whose users need no addresses and no stack: what the images or the PACS lacked. */
function reasonFor(error: Error): string {
  if (error instanceof AnalysisError || error instanceof IntakeError) return error.message;
  if (error instanceof DeliveryError || error instanceof GaveUp) return 'the results could not be stored on the PACS';
  return 'internal error of the AI platform';
}
