import type { Logger } from '../../../model/actors';
import type { DimseClientOptions } from '../../../protocols/dimse/client';
import type { Exam } from '../exams/exam';
import { calledOff, unlessCalledOff } from '../retry/wait';
import { fetchStudy } from './fetch';
import type { HeldImage, HeldImages } from './held-images';
import { isImage, listStudy, studyOnPacs } from './pacs-list';

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
  let problem = 'no image of the study was received';
  let lastCount = -1;
  let lastChange = performance.now();
  for (;;) {
    const study = await studyOf(exam, context, signal).catch((error: Error) => {
      if (signal.aborted) throw calledOff(signal);
      problem = error.message;
      return undefined;
    });
    const look = study === undefined ? { problem } : await lookAt(study, context, signal);
    if (study !== undefined) {
      const images = context.held.ofStudy(study).filter(({ sopClassUid }) => isImage(sopClassUid));
      if (images.length !== lastCount) {
        lastCount = images.length;
        lastChange = performance.now();
      }
      const quiet = performance.now() - lastChange >= context.settleMs;
      if (images.length > 0 && (look.complete === true || (look.complete === undefined && quiet)))
        return ofOnePatient(images, exam);
    }
    problem = look.problem ?? problem;
    const left = deadline - performance.now();
    if (left <= 0) throw new IntakeError(`The images are not complete: ${problem}`);
    await nextImage(context.held, Math.min(context.settleMs, left), signal);
  }
}

/** complete: undefined where the PACS could not say. */
interface Look {
  complete?: boolean;
  problem?: string;
}

async function lookAt(study: string, context: IntakeContext, signal: AbortSignal): Promise<Look> {
  try {
    const listed = await unlessCalledOff(listStudy(context.pacs, study), signal);
    const wanted = listed.filter(({ sopClassUid }) => isImage(sopClassUid));
    if (wanted.length === 0) return { problem: 'the PACS lists no image of the study' };
    const missing = (): number => {
      const here = new Set(context.held.ofStudy(study).map(({ sopInstanceUid }) => sopInstanceUid));
      return wanted.filter(({ sopInstanceUid }) => !here.has(sopInstanceUid)).length;
    };
    if (missing() > 0 && context.intake !== 'routed') await unlessCalledOff(fetchStudy(study, context), signal);
    const lacking = missing();
    if (lacking === 0) return { complete: true };
    return { complete: false, problem: `${lacking} of the ${wanted.length} images on the PACS did not arrive` };
  } catch (error) {
    if (signal.aborted) throw calledOff(signal);
    context.log.warn(`${context.aeTitle} cannot tell whether study ${study} is complete: ${(error as Error).message}`);
    return { problem: (error as Error).message };
  }
}

/** The order's Study Instance UID, or that of the images with its accession number, here or on the PACS. */
async function studyOf(exam: Exam, context: IntakeContext, signal: AbortSignal): Promise<string | undefined> {
  const { order } = exam;
  if (order.studyInstanceUid !== '') return order.studyInstanceUid;
  const study =
    context.held.studyOfAccession(order.accessionNumber) ??
    (await unlessCalledOff(studyOnPacs(context.pacs, order.accessionNumber), signal));
  if (study !== undefined) order.studyInstanceUid = study;
  return study;
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
