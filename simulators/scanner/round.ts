import type { BuiltStudy } from '../../fixtures/studies';
import type { Logger } from '../../model/actors';
import type { Exam } from '../../model/exam';
import type { NaturalDataset } from '../../protocols/dimse/client';
import type { Scanner } from './scanner';
import { itemsOf, textOf } from './worklist';

/** Images to be acquired, for whatever exam is next on the worklist. */
export interface StudyForAnyExam {
  name: string;
  modality: string;
  bodyPartExamined: string;
  /** Gives the images the identity of the exam. */
  buildFor(exam: Exam): BuiltStudy;
}

interface RoundOptions {
  scanner: Scanner;
  source: StudyForAnyExam;
  /** Entries of other modalities are for other scanners. */
  modality: string;
  pollSeconds: number;
  once: boolean;
  log: Logger;
}

/**
 * Asks for the worklist again and again and acquires each new entry once; one that failed is tried again for as long as
 * it is listed. `done` settles with the first acquisition where that is to be the only one.
 */
export function acquireFromWorklist(o: RoundOptions): { done: Promise<void>; stop(): void } {
  const acquired = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let lastProblem = '';
  let settle: (problem?: Error) => void = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    settle = (problem) => (problem ? reject(problem) : resolve());
  });
  // Where nobody waits for it.
  done.catch(() => undefined);

  const complain = (sentence: string): void => {
    // A RIS that is away for an hour is said once.
    if (sentence !== lastProblem) o.log.warn(sentence);
    lastProblem = sentence;
  };
  const acquire = async (item: NaturalDataset): Promise<void> => {
    const key = keyOf(item);
    if (stopped || acquired.has(key)) return;
    try {
      const exam = examOf(item, o.source, o.modality);
      const { stored, committed, commitmentProblem } = await o.scanner.acquire(exam, o.source.buildFor(exam));
      acquired.add(key);
      const refused = stored.filter(({ status }) => status !== 0).length;
      if (refused > 0) o.log.warn(`The PACS did not take ${refused} of ${stored.length} images.`);
      if (committed === false && commitmentProblem) o.log.warn(commitmentProblem);
      if (o.once) settle(refused > 0 ? new Error('Not every image was stored on the PACS.') : undefined);
    } catch (error) {
      if (stopped) return;
      complain((error as Error).message);
      if (o.once) settle(error as Error);
    }
  };
  const round = async (): Promise<void> => {
    try {
      for (const item of await o.scanner.queryWorklist({ modality: o.modality })) {
        await acquire(item);
        if (o.once && acquired.size > 0) return;
      }
      lastProblem = '';
    } catch (error) {
      if (!stopped) complain((error as Error).message);
    }
    if (!stopped) timer = setTimeout(() => void round(), o.pollSeconds * 1000);
  };
  void round();
  return {
    done,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

function keyOf(item: NaturalDataset): string {
  const step = itemsOf(item, 'ScheduledProcedureStepSequence')[0] ?? {};
  return [textOf(item, 'StudyInstanceUID'), textOf(step, 'ScheduledProcedureStepID')].join('\\');
}

/** The exam as the worklist entry has it. @throws one sentence where it lacks what images cannot do without */
export function examOf(item: NaturalDataset, study: StudyForAnyExam, modality: string): Exam {
  const step = itemsOf(item, 'ScheduledProcedureStepSequence')[0] ?? {};
  const code = itemsOf(item, 'RequestedProcedureCodeSequence')[0] ?? {};
  const accessionNumber = textOf(item, 'AccessionNumber');
  const studyInstanceUid = textOf(item, 'StudyInstanceUID');
  if (studyInstanceUid === '')
    throw new Error(
      `The worklist entry with accession number ${accessionNumber || '(none)'} has no Study Instance UID.`,
    );
  const description = textOf(item, 'RequestedProcedureDescription');
  return {
    caseId: accessionNumber,
    kind: 'positive',
    study: study.name,
    patientId: textOf(item, 'PatientID'),
    issuerOfPatientId: textOf(item, 'IssuerOfPatientID'),
    patientName: textOf(item, 'PatientName'),
    patientBirthDate: textOf(item, 'PatientBirthDate'),
    patientSex: textOf(item, 'PatientSex'),
    accessionNumber,
    placerOrderNumber: textOf(item, 'PlacerOrderNumberImagingServiceRequest'),
    fillerOrderNumber: textOf(item, 'FillerOrderNumberImagingServiceRequest'),
    requestedProcedureId: textOf(item, 'RequestedProcedureID'),
    scheduledProcedureStepId: textOf(step, 'ScheduledProcedureStepID'),
    studyInstanceUid,
    modality: textOf(step, 'Modality') || modality,
    procedure: {
      value: textOf(code, 'CodeValue') || 'LOCAL',
      scheme: textOf(code, 'CodingSchemeDesignator') || '99AIRW',
      meaning: textOf(code, 'CodeMeaning') || description || `${modality} ${study.bodyPartExamined}`.trim(),
    },
    bodyPartExamined: study.bodyPartExamined,
    expectation: { inScope: true, present: [], absent: [], alert: false },
  };
}
