import type { CheckResult, Finding } from '../../model/check';
import type { Exam } from '../../model/exam';
import type { CaseRecord, MessageExchange } from '../../model/record';
import { groupsOf } from './reading/claims';
import { isSameName } from '../dicom/person-name';
import { atMessage } from './reading/evidence';
import { andMore, breach, caseCheck, listed, nothingSeen, satisfied } from './reading/judging';
import { noticesOf } from './reading/traffic';

const CLAUSE = 'RCR l.146-149';

/** RCR-A3.2: the RIS can match the notice to the exam, and cannot match it to another. */
export const noticeIdentity = caseCheck({
  id: 'notice/identifies-exam',
  title: 'The notice identifies patient and exam',
  clause: CLAUSE,
  appliesTo: () => true,
  otherwise: 'No exam was opened.',
  judge,
});

function judge(caseRecord: CaseRecord): CheckResult {
  const { exam } = caseRecord;
  const notices = noticesOf(caseRecord);
  if (notices.length === 0) return nothingSeen('The AI platform sent no message about the exam.');
  const findings = notices.flatMap((notice) => [...patientFindings(notice, exam), ...orderFindings(notice, exam)]);
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first) {
    return breach(
      andMore(first.message, errors.length - 1, 'disagreement'),
      errors.flatMap(({ evidence }) => evidence ?? []),
      findings,
    );
  }
  const places = notices.map((notice) => ({ notice, found: placesOf(notice, exam) }));
  const where = listed([...new Set(places.flatMap(({ found }) => found.map(({ path, what }) => `${what} (${path})`)))]);
  return satisfied(
    `The notice names the patient (PID-3) and the exam: ${where}; nothing in it contradicts.`,
    places.flatMap(({ notice, found }) => [
      atMessage(notice, 'PID-3'),
      ...found.map(({ path, what }) => atMessage(notice, path, what)),
    ]),
    findings,
  );
}

/** Fields in which an order or accession number lawfully stands; ORC and OBR of the order group. */
const NUMBER_FIELDS: [segment: 'ORC' | 'OBR', field: number][] = [
  ['ORC', 2],
  ['ORC', 3],
  ['ORC', 4],
  ['OBR', 2],
  ['OBR', 3],
  ['OBR', 18],
  ['OBR', 19],
  ['OBR', 20],
  ['OBR', 21],
];
/** Segments that may hold them in any field: IHE's ZDS, the imaging procedure segment IPC, other Z segments, OBX. */
const FREE_SEGMENTS = /^(IPC|OBX|Z..)$/;

interface Place {
  path: string;
  what: string;
}

function placesOf({ message }: MessageExchange, exam: Exam): Place[] {
  const wanted: [string, string][] = [
    [exam.accessionNumber, 'accession number'],
    [exam.placerOrderNumber, 'placer order number'],
    [exam.fillerOrderNumber, 'filler order number'],
    [exam.studyInstanceUid, 'Study Instance UID'],
  ];
  return wanted.flatMap(([id, what]) => {
    if (id === '') return [];
    for (const segment of message.segments) {
      for (const [number, raw] of segment.fields.entries()) {
        const lawful =
          FREE_SEGMENTS.test(segment.name) ||
          NUMBER_FIELDS.some(([name, field]) => name === segment.name && field === number);
        if (lawful && raw.split(/[\^~&]/).includes(id)) {
          const index = segment.name === 'OBX' ? `[${segment.index}]` : '';
          return [{ path: `${segment.name}${index}-${number}`, what }];
        }
      }
    }
    return [];
  });
}

function make(exchange: MessageExchange) {
  return (path: string, message: string, seen: string, expected: string, severity: Finding['severity'] = 'error') => ({
    rule: 'notice/identifies-exam',
    clause: CLAUSE,
    severity,
    message,
    path,
    seen,
    expected,
    evidence: atMessage(exchange, path, message),
  });
}

function patientFindings(exchange: MessageExchange, exam: Exam): Finding[] {
  const { message } = exchange;
  const find = make(exchange);
  const { component } = message.delimiters;
  const pid = message.all('PID')[0];
  if (!pid) return [find('PID', 'The notice has no PID segment, so it names no patient.', '', exam.patientId)];
  const ids = pid.repetitions(3).map((raw) => raw.split(component));
  if (!ids.some(([id]) => id === exam.patientId)) {
    const seen = pid.field(3);
    const text = seen === '' ? 'The notice has no patient identifier.' : 'The notice names another patient.';
    return [find('PID-3', text, seen, exam.patientId)];
  }
  const findings: Finding[] = [];
  const authority = ids.find(([id]) => id === exam.patientId)?.[3]?.split('&')[0] ?? '';
  if (authority !== '' && exam.issuerOfPatientId !== '' && authority !== exam.issuerOfPatientId) {
    findings.push(
      find('PID-3.4', 'The patient identifier is said to be of another authority.', authority, exam.issuerOfPatientId),
    );
  }
  const [family, given] = (exam.patientName.split('=')[0] ?? '').split('^');
  const name = [pid.component(5, 1, 1), pid.component(5, 2)];
  const isOther = (seen: string | undefined, expected: string | undefined): boolean =>
    Boolean(seen) && Boolean(expected) && !isSameName(seen ?? '', expected ?? '', { accents: 'ignored' });
  if (isOther(name[0], family) || isOther(name[1], given)) {
    findings.push(find('PID-5', 'The notice names the patient differently.', pid.field(5), exam.patientName));
  }
  const birth = pid.component(7, 1).slice(0, 8);
  if (birth.length === 8 && exam.patientBirthDate !== '' && birth !== exam.patientBirthDate) {
    findings.push(find('PID-7', 'The notice gives another date of birth.', birth, exam.patientBirthDate));
  }
  return findings;
}

function orderFindings(exchange: MessageExchange, exam: Exam): Finding[] {
  const { message } = exchange;
  const find = make(exchange);
  const findings: Finding[] = [];
  const own = new Set(
    [
      exam.accessionNumber,
      exam.placerOrderNumber,
      exam.fillerOrderNumber,
      exam.requestedProcedureId,
      exam.scheduledProcedureStepId,
    ].filter((id) => id !== ''),
  );
  if (!placesOf(exchange, exam).some(({ what }) => what !== 'Study Instance UID')) {
    const expected = [exam.accessionNumber, exam.placerOrderNumber, exam.fillerOrderNumber].join(' or ');
    findings.push(
      find('ORC-2', 'The notice names neither order nor accession number of the exam.', message.get('ORC-2'), expected),
    );
  }
  for (const { orc, obr } of groupsOf(message, exam)) {
    const placer: [path: string, seen: string][] = [
      ['ORC-2', orc.component(2, 1)],
      ['OBR-2', obr?.component(2, 1) ?? ''],
    ];
    for (const [path, seen] of placer) {
      if (seen !== '' && !own.has(seen)) {
        findings.push(find(path, 'The notice names another order.', seen, exam.placerOrderNumber));
      }
    }
    const filler: [path: string, seen: string][] = [
      ['ORC-3', orc.component(3, 1)],
      ['OBR-3', obr?.component(3, 1) ?? ''],
    ];
    for (const [path, seen] of filler) {
      // An AI platform may number its own work, as long as the placer's number or the accession number is there too.
      if (seen !== '' && !own.has(seen)) {
        findings.push(
          find(path, 'The filler order number is not that of the RIS.', seen, exam.fillerOrderNumber, 'info'),
        );
      }
    }
    const swapped = [orc, ...(obr ? [obr] : [])].find(
      (segment) =>
        exam.placerOrderNumber !== exam.fillerOrderNumber &&
        segment.component(2, 1) === exam.fillerOrderNumber &&
        segment.component(3, 1) === exam.placerOrderNumber &&
        segment.component(2, 1) !== '' &&
        segment.component(3, 1) !== '',
    );
    if (swapped) {
      const text = 'The notice has placer and filler order number in each other\u2019s place.';
      findings.push(find(`${swapped.name}-2`, text, swapped.component(2, 1), exam.placerOrderNumber));
    }
    const accession = obr?.component(18, 1) ?? '';
    if (looksLikeAccession(accession, exam) && !own.has(accession)) {
      findings.push(find('OBR-18', 'The notice names another accession number.', accession, exam.accessionNumber));
    }
  }
  for (const uid of studyUids(exchange)) {
    if (uid.value !== exam.studyInstanceUid) {
      findings.push(find(uid.path, 'The notice names another study.', uid.value, exam.studyInstanceUid));
    }
  }
  return findings;
}

/** OBR-18 is a free field; only what has the form of this site's accession numbers is taken for one. */
const looksLikeAccession = (text: string, { accessionNumber }: Exam): boolean =>
  text !== '' && text.length === accessionNumber.length && text.charAt(0) === accessionNumber.charAt(0);

/** ZDS-1 (IHE RAD-4), IPC-3, and OBX whose OBX-3 says Study Instance UID. */
function studyUids({ message }: MessageExchange): FoundUid[] {
  const zds = message.all('ZDS').map((segment) => ({ path: 'ZDS-1', value: segment.component(1, 1) }));
  const ipc = message.all('IPC').map((segment) => ({ path: 'IPC-3', value: segment.component(3, 1) }));
  const obx = message
    .all('OBX')
    .filter((segment) => /study instance uid|\b110180\b|\b0020,?000D\b/i.test(segment.field(3)))
    .map((segment) => ({ path: `OBX[${segment.index}]-5`, value: segment.component(5, 1) }));
  return [...zds, ...ipc, ...obx].filter(({ value }) => value !== '');
}

interface FoundUid {
  path: string;
  value: string;
}
