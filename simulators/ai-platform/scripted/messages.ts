import type { Code, Exam } from '../../../model/exam';
import { buildMessage, newControlId, type SegmentValues } from '../../../protocols/mllp/build';
import { patientSegment } from '../../../protocols/mllp/patient-segment';

export interface ScriptedFinding {
  code: Code;
  presence: 'present' | 'absent';
  /** OBX-8, `AA`. */
  flag?: string;
  /** OBX-11; P when left out. C corrects, D deletes, W says that it was wrong (table 0085). */
  status?: string;
}

export interface ScriptedNotice {
  /** Whose identifiers the message names; spoil a copy to make it wrong. */
  exam: Exam;
  findings?: readonly ScriptedFinding[];
  /** Why there is no analysis: an OBX with OBX-11 = X. */
  notAnalysed?: { failed: boolean; reason: string };
  /** ORC-5; A when left out. */
  status?: string;
  sending?: { application: string; facility: string };
  receiving: { application: string; facility: string };
  /** MSH-18. */
  characterSet?: string;
  controlId?: string;
}

/** ORM^O01 as an AI platform sends it when it has done its work (RCR l.140-157). */
export function noticeMessage(notice: ScriptedNotice): string {
  const { exam, findings = [], notAnalysed, status = 'A', characterSet, controlId = newControlId() } = notice;
  const numbers = { '2': exam.placerOrderNumber, '3': exam.fillerOrderNumber };
  const segments: [string, SegmentValues][] = [
    ['PID', patientSegment(exam)],
    ['ORC', { '1': 'SC', ...numbers, '5': status }],
    [
      'OBR',
      {
        '1': '1',
        ...numbers,
        '4.1': exam.procedure.value,
        '4.2': exam.procedure.meaning,
        '4.3': exam.procedure.scheme,
        '18': exam.accessionNumber,
      },
    ],
    ...findings.map((finding, index): [string, SegmentValues] => ['OBX', observation(finding, index + 1)]),
  ];
  if (notAnalysed) segments.push(['OBX', noResult(notAnalysed, findings.length + 1)]);
  segments.push(['ZDS', { '1.1': exam.studyInstanceUid, '1.2': 'AIRW', '1.3': 'Application', '1.4': 'DICOM' }]);
  const sending = notice.sending ?? { application: 'AIRW_AI', facility: 'AIRWORTHY' };
  return buildMessage(
    { sending, receiving: notice.receiving, type: ['ORM', 'O01'], controlId, characterSet },
    segments,
  );
}

const ABSENT: Code = { value: '2667000', scheme: 'SCT', meaning: 'Absent' };

function observation({ code, presence, flag, status = 'P' }: ScriptedFinding, index: number): SegmentValues {
  return {
    '1': String(index),
    '2': 'CWE',
    ...coded('3', code),
    ...coded('5', presence === 'present' ? code : ABSENT),
    '8': flag,
    '11': status,
  };
}

function noResult({ failed, reason }: { failed: boolean; reason: string }, index: number): SegmentValues {
  const value = failed ? 'FAILED' : 'NOT-ANALYSED';
  return {
    '1': String(index),
    '2': 'CWE',
    ...coded('3', { value: 'AI-STATUS', scheme: '99AIRW', meaning: 'AI analysis status' }),
    ...coded('5', { value, scheme: '99AIRW', meaning: reason }),
    '11': 'X',
  };
}

function coded(field: string, { value, scheme, meaning }: Code): SegmentValues {
  return { [`${field}.1`]: value, [`${field}.2`]: meaning, [`${field}.3`]: scheme };
}
