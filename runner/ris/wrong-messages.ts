import { randomBytes } from 'node:crypto';
import type { Exam } from '../../model/exam';

export interface Makings {
  exam: Exam;
  /** Another exam, of another patient. */
  other: Exam;
  build(exam: Exam): string;
  frame(text: string): Buffer;
}

interface Wrong {
  /** What is wrong with it, for the record and the report. */
  words: string;
  make(makings: Makings): string | Buffer;
}

const unknown = (letter: string): string => `${letter}${randomBytes(5).toString('hex').toUpperCase()}`;
const without = (text: string, segment: string): string =>
  text
    .split('\r')
    .filter((line) => !line.startsWith(segment))
    .join('\r');

/** Messages that a RIS must refuse, each for one reason (RCR l.188-190). */
export const WRONG_MESSAGES = {
  'unknown-patient': {
    words: 'right order, but a patient that nobody knows',
    make: ({ exam, build }) =>
      build({ ...exam, patientId: unknown('X'), patientName: 'NOBODY^KNOWN', patientBirthDate: '19010101' }),
  },
  'wrong-accession': {
    words: 'right patient, but an accession number that is of no exam',
    make: ({ exam, build }) =>
      build({
        ...exam,
        accessionNumber: unknown('A'),
        placerOrderNumber: '',
        fillerOrderNumber: '',
        studyInstanceUid: '',
      }),
  },
  'unknown-order': {
    words: 'patient and order that nobody knows',
    make: ({ exam, build }) =>
      build({
        ...exam,
        patientId: unknown('X'),
        accessionNumber: unknown('A'),
        placerOrderNumber: unknown('P'),
        fillerOrderNumber: unknown('F'),
        studyInstanceUid: `2.25.${BigInt(`0x${randomBytes(12).toString('hex')}`)}`,
      }),
  },
  contradiction: {
    words: "one patient with another patient's order",
    make: ({ exam, other, build }) => {
      const { patientId, issuerOfPatientId, patientName, patientBirthDate, patientSex } = other;
      return build({ ...exam, patientId, issuerOfPatientId, patientName, patientBirthDate, patientSex });
    },
  },
  'no-identifiers': {
    words: 'no order, accession number or study at all',
    make: ({ exam, build }) =>
      build({ ...exam, accessionNumber: '', placerOrderNumber: '', fillerOrderNumber: '', studyInstanceUid: '' }),
  },
  'broken-msh': {
    words: 'a message whose MSH is broken',
    make: ({ exam, build, frame }) => frame(build(exam).replace(/^MSH\|/, 'MHS|')),
  },
  'missing-pid': {
    words: 'a message without PID',
    make: ({ exam, build }) => without(build(exam), 'PID'),
  },
  'missing-orc': {
    words: 'a message without ORC and OBR',
    make: ({ exam, build }) => without(without(build(exam), 'ORC'), 'OBR'),
  },
  'missing-frame': {
    words: 'a message without the blocks of MLLP around it',
    make: ({ exam, build }) => Buffer.from(build(exam)),
  },
} satisfies Record<string, Wrong>;
export type WrongMessage = keyof typeof WRONG_MESSAGES;
