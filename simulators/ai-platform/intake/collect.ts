import type { Logger } from '../../../model/actors';
import type { DimseClientOptions } from '../../../protocols/dimse/client';
import type { Exam } from '../exams/exam';
import { CalledOff, calledOff, unlessCalledOff } from '../retry/wait';
import { type Completeness, completenessOf } from './completeness';
import { fetchStudy } from './fetch';
import type { HeldImage, HeldImages } from './held-images';
import { isImage, studyOnPacs } from './pacs-list';

/** The images of a study did not come together in time, or cannot be those of the order. */
export class IntakeError extends Error {
  override readonly name = 'IntakeError';
}

export interface IntakeContext {
  held: HeldImages;
  pacs: DimseClientOptions;
  intake: 'routed' | 'c-move' | 'c-get';
  aeTitle: string;
  settleMs: number;
  log: Logger;
}

/**
 * Waits for, or fetches, the images of an exam until they are complete: all that the PACS lists are here, or, where the
 * PACS cannot be asked, nothing new has come for `settleMs`.
 * @param deadline performance.now() by which they must be here
 * @throws IntakeError when they are not
 */
export async function collectImages(
  exam: Exam,
  context: IntakeContext,
  deadline: number,
  signal: AbortSignal,
): Promise<HeldImage[]> {
  const { held, settleMs } = context;
  let problem = 'no image of the study was received';
  let count = -1;
  let since = performance.now();
  for (;;) {
    try {
      const study = (await unlessCalledOff(studyOf(exam, context), signal)) ?? '';
      const before = imagesOf(study, held).length;
      if (before !== count) since = performance.now();
      count = before;
      const quiet = performance.now() - since >= settleMs;
      const look = study === '' ? {} : await unlessCalledOff(lookAt(study, context, quiet), signal);
      const images = imagesOf(study, held);
      if (images.length > 0 && (look.complete ?? quiet)) return ofOnePatient(images, exam);
      problem = look.problem ?? problem;
    } catch (error) {
      if (error instanceof CalledOff || error instanceof IntakeError) throw error;
      problem = (error as Error).message;
    }
    const left = deadline - performance.now();
    if (left <= 0) throw new IntakeError(`The images are not complete: ${problem}`);
    await nextImage(held, Math.min(settleMs, left), signal);
  }
}

/** Fetches what is lacking, where it is the platform that fetches. Where the PACS cannot be asked, nothing is known. */
async function lookAt(study: string, context: IntakeContext, quiet: boolean): Promise<Completeness> {
  const { held, pacs, intake, aeTitle, log } = context;
  try {
    const look = await completenessOf(study, held, pacs, { quiet });
    if (look.complete !== false || intake === 'routed') return look;
    await fetchStudy(study, context);
    return await completenessOf(study, held, pacs, { quiet: true });
  } catch (error) {
    log.warn(`${aeTitle} cannot tell whether study ${study} is complete: ${(error as Error).message}`);
    return { problem: (error as Error).message };
  }
}

/** The order's Study Instance UID, or that of the images with its accession number, here or on the PACS. */
async function studyOf(exam: Exam, context: IntakeContext): Promise<string | undefined> {
  const { order } = exam;
  if (order.studyInstanceUid !== '') return order.studyInstanceUid;
  const study =
    context.held.studyOfAccession(order.accessionNumber) ?? (await studyOnPacs(context.pacs, order.accessionNumber));
  if (study !== undefined) order.studyInstanceUid = study;
  return study;
}

function imagesOf(study: string, held: HeldImages): HeldImage[] {
  return held.ofStudy(study).filter(({ sopClassUid }) => isImage(sopClassUid));
}

/** Images of another patient than the order's are nobody's to analyse under that order. */
function ofOnePatient(images: HeldImage[], exam: Exam): HeldImage[] {
  const wanted = exam.order.patientIdentifier[0]?.[0] ?? '';
  const stranger = images.find(({ patientId }) => wanted !== '' && patientId !== '' && patientId !== wanted);
  if (stranger) throw new IntakeError('The images bear another patient ID than the order, so they were not analysed');
  return images;
}

function nextImage(held: HeldImages, withinMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      stopListening();
      signal.removeEventListener('abort', abort);
    };
    const abort = (): void => {
      end();
      reject(calledOff(signal));
    };
    const timer = setTimeout(() => {
      end();
      resolve();
    }, withinMs);
    // Images come in dozens: one look at the PACS for all that arrive within a moment.
    const stopListening = held.onArrival(() => {
      stopListening();
      clearTimeout(timer);
      setTimeout(
        () => {
          end();
          resolve();
        },
        Math.min(withinMs, 50),
      );
    });
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
  });
}
