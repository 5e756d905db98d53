import type { ExamTable } from '../database/exams';
import type { ExamRow } from '../database/types';
import type { Refusal } from '../inbound/match-exam';
import type { Notice } from '../inbound/read-notice';
import type { RisMutant } from './types';

type Observations = Notice['observations'];
const observing = (change: (seen: Observations) => Partial<Observations>): RisMutant['hooks'] => ({
  filed: (notice) => ({ ...notice, observations: { ...notice.observations, ...change(notice.observations) } }),
});

const isRefusal = (found: ExamRow | Refusal): found is Refusal => 'reason' in found;
const byAnyNumber = ({ ids }: Notice, exams: ExamTable): ExamRow | undefined =>
  Object.values(ids)
    .flat()
    .flatMap(({ value }) => exams.findBy({ accessionNumber: value, placer: value, filler: value, study: value }))[0];
const byPatient = ({ patient }: Notice, exams: ExamTable): ExamRow | undefined =>
  [...exams.byStatus('completed'), ...exams.byStatus('reporting')].find(({ patient_id }) =>
    patient.ids.some(({ value }) => value === patient_id),
  );
/** Where the reference refuses, another exam is taken, if there is one. */
const orElse = (find: (notice: Notice, exams: ExamTable) => ExamRow | undefined): RisMutant['hooks'] => ({
  matched: (found, notice, exams) => (isRefusal(found) ? (find(notice, exams) ?? found) : found),
});

/** Defects of what is taken, and where it is filed. */
export const FILING_MUTANTS: RisMutant[] = [
  {
    id: 'keeps-first-obx-only',
    requirement: 'RCR-R1.1',
    sentence: 'Only the first OBX of a message is filed.',
    hooks: observing(({ rows, statements }) => ({ rows: rows.slice(0, 1), statements: statements.slice(0, 1) })),
  },
  {
    id: 'keeps-hundred-obx',
    requirement: 'RCR-R1.1',
    sentence: 'Of many OBX the first hundred are filed.',
    hooks: observing(({ rows, statements }) => ({ rows: rows.slice(0, 100), statements: statements.slice(0, 100) })),
  },
  {
    id: 'files-to-earlier-exam',
    requirement: 'RCR-R1.1',
    sentence: "A result is filed to the patient's earliest exam, whichever it is about.",
    knockOn: [{ requirements: ['RCR-R4.2'], because: 'The alert goes with the result.' }],
    hooks: {
      matched: (found, _notice, exams) => {
        if (isRefusal(found)) return found;
        const all = [...exams.byStatus('completed'), ...exams.byStatus('reporting')];
        return all.find(({ patient_id }) => patient_id === found.patient_id) ?? found;
      },
    },
  },
  {
    id: 'files-to-another-patient',
    requirement: 'RCR-R1.1',
    sentence: 'A result is filed to the exam of another patient, where there is one.',
    knockOn: [
      {
        requirements: ['RCR-R3.1', 'RCR-R4.1', 'RCR-R4.2'],
        because: 'The exam of the notice gets nothing: it is not opened, shows no abnormality and no alert.',
      },
    ],
    hooks: {
      matched: (found, _notice, exams) => {
        if (isRefusal(found)) return found;
        const all = [...exams.byStatus('completed'), ...exams.byStatus('reporting')];
        return all.find(({ patient_id }) => patient_id !== found.patient_id) ?? found;
      },
    },
  },
  {
    id: 'acknowledges-before-storing',
    requirement: 'RCR-R1.1',
    sentence: 'AA is sent before the result is stored; what was not stored yet is lost when the RIS goes down.',
    knockOn: [
      {
        requirements: ['RCR-R3.1', 'RCR-R4.1', 'RCR-R4.2'],
        because:
          'Whether it is lost, or not there yet when the worklist is looked at, is a matter of tenths of a second.',
        sometimes: true,
      },
    ],
    hooks: { storesAfterMs: 400 },
  },
  {
    id: 'character-set-ignored',
    requirement: 'RCR-R1.1',
    sentence: 'MSH-18 is passed over and every message is read as Latin 1.',
    hooks: {
      received: (bytes) => Buffer.from(bytes.toString('latin1').replace('UNICODE UTF-8', '8859/1'), 'latin1'),
    },
  },
  {
    id: 'repetition-filed-twice',
    requirement: 'RCR-R1.1',
    sentence: 'A message that is sent again is filed again, so that its findings are there twice.',
    hooks: { filesRepetitions: true },
  },
  {
    id: 'second-algorithm-replaces',
    requirement: 'RCR-R1.1',
    sentence: 'The results of a second algorithm take the place of those of the first.',
    knockOn: [{ requirements: ['RCR-R4.2'], because: 'The alert of the first algorithm is replaced with its result.' }],
    hooks: {
      filed: (notice, exam) => ({
        ...notice,
        observations: {
          ...notice.observations,
          revised: exam.ai_keys
            .split('\x1e')
            .filter((key) => key.includes('\x1f'))
            .map((key) => {
              const [code = '', meaning = ''] = key.split('\x1f');
              return { code, meaning, scheme: 'SCT' };
            }),
        },
      }),
    },
  },
  {
    id: 'unmatched-accepted',
    requirement: 'RCR-R1.2',
    sentence: 'A message for an order that nobody knows is acknowledged with AA and dropped.',
    hooks: {
      answered: (verdict) => (verdict.code === 'AE' && verdict.error?.code === '204' ? { code: 'AA' } : verdict),
    },
  },
  {
    id: 'patient-not-compared',
    requirement: 'RCR-R1.2',
    sentence: 'A result is filed by its order number, also where the patient is another one.',
    hooks: orElse(byAnyNumber),
  },
  {
    id: 'filed-by-patient',
    requirement: 'RCR-R1.2',
    sentence: 'A result whose exam is not known is filed to some exam of that patient.',
    hooks: orElse(byPatient),
  },
  {
    id: 'refused-without-reason',
    requirement: 'RCR-R1.2',
    sentence: 'A refusal (AE, AR) gives no reason.',
    hooks: { answered: (verdict) => (verdict.code === 'AA' ? verdict : { code: verdict.code }) },
  },
  {
    id: 'malformed-accepted',
    requirement: 'RCR-R1.2',
    sentence: 'A message without PID is acknowledged with AA.',
    hooks: { answered: (verdict) => (/PID|ORC/.test(verdict.reason ?? '') ? { code: 'AA' } : verdict) },
  },
];
