import { randomBytes, randomUUID } from 'node:crypto';
import type { Exam, StudyKind } from '../../model/exam';
import type { Acquisition, StudySource, SutConfig } from '../../model/sut';
import {
  buildSyntheticStudy,
  loadStudyFolder,
  reidentifyStudy,
  SYNTHETIC_STUDIES,
  type BuiltStudy,
} from '../../fixtures/studies';
import { describeFolderStudy } from './folder-study';
import { RunProblem } from '../problem';

const SYNTHETIC = 'synthetic:';
const FAMILY_NAMES = ['ASHDOWN', 'BRACKEN', 'CARDEW', 'DUNMORE', 'ELLERBY', 'FENWICK', 'GARSIDE', 'HARTLEY'];

/** Makes exams with identifiers that no other run or scenario has, and the studies that belong to them. */
export class Exams {
  private count = 0;

  constructor(private readonly config: SutConfig) {}

  /** Makes what takes time, before the scenarios begin: each study once, of which its pixels are kept. */
  prepare(): void {
    for (const [kind, sources] of Object.entries(this.config.studies)) {
      for (const source of sources) {
        const name = source.source.slice(SYNTHETIC.length);
        if (source.source.startsWith(SYNTHETIC) && SYNTHETIC_STUDIES.some((known) => known.name === name))
          this.openSource(kind as StudyKind, source);
      }
    }
    this.count = 0;
  }

  /** @param index which of the configured sources of that kind; throws a study-set problem where there is none. */
  open(kind: StudyKind, index = 0, patient: Partial<Exam> = {}): { exam: Exam; study: BuiltStudy } {
    const source = this.config.studies[kind]?.[index];
    if (!source) {
      throw new RunProblem(
        'study-set',
        `No ${kind} study was supplied (studies.${kind} in sut.yaml), so this could not be tried.`,
      );
    }
    return this.openSource(kind, source, patient);
  }

  /** @param patient who it is, where that matters */
  openSource(kind: StudyKind, source: StudySource, patient: Partial<Exam> = {}): { exam: Exam; study: BuiltStudy } {
    if (!source.source.startsWith(SYNTHETIC)) return this.fromFolder(kind, source, patient);
    const exam = { ...this.synthetic(kind, source.source.slice(SYNTHETIC.length)), ...patient };
    return { exam, study: buildSyntheticStudy(exam.study, exam) };
  }

  /** An exam that the scanner under test is to make: what its images will be is not known. */
  openOrder({ modality, bodyPart, procedure }: Acquisition): { exam: Exam; study: BuiltStudy } {
    const exam = this.identify('positive', {
      study: 'made by the scanner under test',
      modality,
      bodyPartExamined: bodyPart,
      procedure,
      expectation: { inScope: true, present: [], absent: [], alert: false },
      patientSex: 'F',
      patientBirthDate: birthDate(54),
    });
    return { exam, study: { instances: [], frameOfReferenceUid: '', seriesInstanceUid: '' } };
  }

  /** An exam of a synthetic study whose images are made later, once it has all its numbers. */
  synthetic(kind: StudyKind, name: string): Exam {
    const spec = SYNTHETIC_STUDIES.find((candidate) => candidate.name === name);
    if (!spec) {
      const known = SYNTHETIC_STUDIES.map((candidate) => candidate.name).join(', ');
      throw new RunProblem('study-set', `There is no synthetic study "${name}". There are: ${known}.`);
    }
    return this.identify(kind, {
      study: name,
      modality: spec.modality,
      bodyPartExamined: spec.bodyPartExamined,
      procedure: spec.procedure,
      expectation: spec.expectation,
      patientSex: spec.patient.sex,
      patientBirthDate: birthDate(spec.patient.ageYears),
    });
  }

  private fromFolder(kind: StudyKind, source: StudySource, patient: Partial<Exam>): { exam: Exam; study: BuiltStudy } {
    const files = loadStudyFolder(source.source);
    const described = describeFolderStudy(kind, source, files);
    const exam = { ...this.identify(kind, { study: source.source, ...described }), ...patient };
    return { exam, study: reidentifyStudy(files, exam) };
  }

  private identify(
    kind: StudyKind,
    about: Pick<
      Exam,
      'study' | 'modality' | 'bodyPartExamined' | 'procedure' | 'expectation' | 'patientSex' | 'patientBirthDate'
    >,
  ): Exam {
    this.count += 1;
    const unique = randomBytes(5).toString('hex').toUpperCase();
    return {
      caseId: `case-${this.count}`,
      kind,
      patientId: `AW${unique}`,
      issuerOfPatientId: 'AIRWORTHY',
      patientName: `${FAMILY_NAMES[this.count % FAMILY_NAMES.length]}^TEST ${this.count}`,
      accessionNumber: `A${unique}`,
      placerOrderNumber: `P${unique}`,
      fillerOrderNumber: `F${unique}`,
      requestedProcedureId: `RP${unique}`,
      scheduledProcedureStepId: `SP${unique}`,
      studyInstanceUid: `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`,
      ...about,
    };
  }
}

function birthDate(ageYears: number): string {
  const born = new Date();
  born.setUTCFullYear(born.getUTCFullYear() - ageYears);
  born.setUTCDate(born.getUTCDate() - 30);
  return born.toISOString().slice(0, 10).replaceAll('-', '');
}
