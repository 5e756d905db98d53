import type { CheckResult, Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { Code, Exam } from '../../model/exam';
import type { CaseRecord } from '../../model/record';
import { checkResource } from '../fhir/resource-rules';
import { identifiersOf, type Json, objects, resolve, resourcesIn, text, typeOf } from '../fhir/resources';
import { evidenceOfAbsence } from './reading/absence';
import { isOver } from './reading/completion';
import { expectedOf, isSameCode, knownConcepts, meaningsOf } from './reading/concepts';
import { atFhir, atObject } from './reading/evidence';
import { fhirClaims, wasTaken, writesOf, writtenResources } from './reading/fhir';
import {
  andMore,
  breach,
  caseCheck,
  type CaseContext,
  isAnalysed,
  listed,
  nothingSeen,
  satisfied,
} from './reading/judging';
import { resultsOfKind, srStatements } from './reading/objects';

const NO_STUDY = 'No study was tried that is to be analysed.';

/** RCR-F1.1: findings as DiagnosticReport and Observation. */
export const fhirFindings = caseCheck({
  id: 'fhir/findings-carried',
  title: 'FHIR DiagnosticReport and Observation carry the findings, not as final',
  clause: 'RCR l.223-226',
  appliesTo: isAnalysed,
  otherwise: NO_STUDY,
  judge: judgeFindings,
});

function judgeFindings(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const { exam } = caseRecord;
  const written = writtenResources(caseRecord.fhir);
  const reports = written.filter(({ resource }) => typeOf(resource) === 'DiagnosticReport');
  const observations = written.filter(({ resource }) => typeOf(resource) === 'Observation');
  if (reports.length === 0 || observations.length === 0) {
    const broken = caseRecord.fhir.find(({ unreadable }) => unreadable !== undefined);
    if (broken) return breach(`A FHIR resource cannot be read: ${broken.unreadable ?? ''}`, [atFhir(broken)]);
    const over = isOver(caseRecord, record);
    if (!over.up) return nothingSeen(over.reason);
    const missing = [
      ...(reports.length === 0 ? ['DiagnosticReport'] : []),
      ...(observations.length === 0 ? ['Observation'] : []),
    ];
    const evidence = writesOf(caseRecord.fhir).map((exchange) => atFhir(exchange));
    return breach(
      `FHIR is declared, but no ${listed(missing)} came ${over.sentence}.`,
      evidence.length > 0 ? evidence : evidenceOfAbsence(caseRecord),
    );
  }
  const findings = written.flatMap((located): Finding[] => [
    ...checkResource(located).map((finding) => ({ ...finding, evidence: atFhir(located.exchange, finding.path) })),
    ...patientFindings(located, exam.patientId),
    ...orderFindings(located, exam),
  ]);
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first) {
    return breach(
      andMore(first.message, errors.length - 1, 'fault'),
      errors.flatMap(({ evidence }) => evidence ?? []),
      findings,
    );
  }
  const refused = writesOf(caseRecord.fhir).find((exchange) => !wasTaken(exchange));
  if (refused) {
    if (refused.status === undefined) return nothingSeen('The RIS never answered the FHIR request.');
    return breach(`The RIS did not take a FHIR resource (HTTP ${refused.status}).`, [atFhir(refused)], findings);
  }
  const claims = fhirClaims(caseRecord.fhir, knownConcepts(record.sut, exam));
  const expected = expectedOf(record.sut, exam);
  const present = claims.filter(({ presence }) => presence === 'present');
  const says = (codes: readonly Code[]) =>
    present.filter(({ code }) => code && codes.some((each) => isSameCode(each, code)));
  const invented = says(expected.absent);
  if (invented.length > 0) {
    const what = listed([...new Set(invented.map(({ code }) => code?.meaning ?? ''))]);
    return breach(
      `FHIR states ${what} as present, which this study does not hold.`,
      invented.map(({ exchange, path }) => atFhir(exchange, path)),
    );
  }
  const both = claims.filter(
    ({ code, presence }) => presence === 'absent' && code && expected.present.some((each) => isSameCode(each, code)),
  );
  if (both.length > 0) {
    const what = listed([...new Set(both.map(({ code }) => code?.meaning ?? ''))]);
    return breach(
      `FHIR states ${what} as absent, which this study holds.`,
      both.map(({ exchange, path }) => atFhir(exchange, path)),
    );
  }
  const missing = expected.present.filter((code) => says([code]).length === 0);
  if (missing.length > 0) {
    return breach(
      `FHIR does not state ${listed(meaningsOf(missing))}, which this study holds.`,
      observations.map(({ exchange, path }) => atFhir(exchange, path)),
    );
  }
  const what = expected.present.length > 0 ? `${listed(meaningsOf(expected.present))} present` : 'nothing present';
  return satisfied(
    `A DiagnosticReport and ${counted(observations.length, 'Observation')} came, not final, stating ${what}.`,
    [...reports, ...observations].map(({ exchange, path }) => atFhir(exchange, path)),
    findings,
  );
}

/** The subject, where it can be followed within the body, is the patient of the exam. */
function patientFindings(
  { resource, path, exchange }: ReturnType<typeof writtenResources>[number],
  patientId: string,
): Finding[] {
  if (!['DiagnosticReport', 'Observation'].includes(typeOf(resource))) return [];
  const subject = objects(resource.subject)[0];
  if (!subject) return [];
  const all = resourcesIn(exchange.resource ?? {});
  const ids = [...identifiersOf(subject), ...identifiersOf(resolve(subject, all))];
  const direct = text(subject.reference).split('/').at(-1);
  if (ids.includes(patientId) || direct === patientId) return [];
  // A bare reference to a server's own id says nothing that could be compared.
  if (ids.length === 0) return [];
  const at = path === '' ? 'subject' : `${path}.subject`;
  return [
    {
      rule: 'fhir/findings-carried',
      clause: 'RCR l.223-226',
      severity: 'error',
      message: 'A FHIR resource names another patient than the exam.',
      path: at,
      seen: ids.join(', '),
      expected: patientId,
      evidence: atFhir(exchange, at),
    },
  ];
}

/** What a report is based on, where it names it by identifiers, is the order of the exam. */
function orderFindings(
  { resource, path, exchange }: ReturnType<typeof writtenResources>[number],
  exam: Exam,
): Finding[] {
  if (typeOf(resource) !== 'DiagnosticReport') return [];
  const all = resourcesIn(exchange.resource ?? {});
  const ids = objects(resource.basedOn).flatMap((order) => [
    ...identifiersOf(order),
    ...identifiersOf(resolve(order, all)),
  ]);
  const own = [exam.accessionNumber, exam.placerOrderNumber, exam.fillerOrderNumber, exam.requestedProcedureId];
  if (ids.length === 0 || ids.some((id) => own.includes(id))) return [];
  const at = path === '' ? 'basedOn' : `${path}.basedOn`;
  return [
    {
      rule: 'fhir/findings-carried',
      clause: 'RCR l.223-226',
      severity: 'error',
      message: 'A DiagnosticReport is based on another order than that of the exam.',
      path: at,
      seen: ids.join(', '),
      expected: exam.accessionNumber,
      evidence: atFhir(exchange, at),
    },
  ];
}

/** RCR-F1.2: DICOM stays the authority. */
export const fhirRefersToDicom = caseCheck({
  id: 'fhir/refers-to-dicom',
  title: 'FHIR output refers to the DICOM study and agrees with it',
  clause: 'RCR l.228-231',
  appliesTo: isAnalysed,
  otherwise: NO_STUDY,
  judge: judgeReference,
});

function judgeReference(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const { exam } = caseRecord;
  const reports = writtenResources(caseRecord.fhir).filter(({ resource }) => typeOf(resource) === 'DiagnosticReport');
  if (reports.length === 0) return nothingSeen('No FHIR DiagnosticReport came.');
  for (const { resource, path, exchange } of reports) {
    const { ofReport, ofObservations } = studyUidsOf(resource, exchange.resource ?? {});
    const at = path === '' ? 'imagingStudy' : `${path}.imagingStudy`;
    const astray = ofObservations.find((each) => each.uids.length > 0 && !each.uids.includes(exam.studyInstanceUid));
    if (astray)
      return breach('An Observation is derived from another DICOM study than the one analysed.', [
        atFhir(exchange, `${astray.path}.derivedFrom`, astray.uids.join(', ')),
      ]);
    // A prior study may be named as well.
    const uids = ofReport.length > 0 ? ofReport : ofObservations.flatMap((each) => each.uids);
    if (uids.includes(exam.studyInstanceUid)) continue;
    return uids.length > 0
      ? breach('The DiagnosticReport refers to another DICOM study than the one analysed.', [
          atFhir(exchange, at, uids.join(', ')),
        ])
      : breach('The DiagnosticReport does not refer to the DICOM study that it is taken from.', [atFhir(exchange, at)]);
  }
  const srs = resultsOfKind(caseRecord, 'sr');
  if (srs.length === 0) return nothingSeen('There is no Structured Report to compare with.');
  const stated = srStatements(srs, record.sut, exam);
  const claims = fhirClaims(caseRecord.fhir, knownConcepts(record.sut, exam));
  const inSr = stated.filter(({ presence }) => presence === 'present').map(({ code }) => code);
  const inFhir = claims.flatMap(({ presence, code }) => (presence === 'present' && code ? [code] : []));
  const evidence = [
    ...reports.map(({ exchange, path }) => atFhir(exchange, path === '' ? 'imagingStudy' : `${path}.imagingStudy`)),
    ...claims.map(({ exchange, path }) => atFhir(exchange, path)),
    ...stated.map(({ store, path }) => atObject(store, path)),
  ];
  const onlyFhir = inFhir.filter((code) => !inSr.some((each) => isSameCode(each, code)));
  const onlySr = inSr.filter((code) => !inFhir.some((each) => isSameCode(each, code)));
  const names = (codes: Code[]): string => listed([...new Set(meaningsOf(codes))]);
  if (onlyFhir.length > 0)
    return breach(`FHIR states ${names(onlyFhir)} as present, and the Structured Report does not.`, evidence);
  if (onlySr.length > 0)
    return breach(`The Structured Report states ${names(onlySr)} as present, and FHIR does not.`, evidence);
  return satisfied(
    'The DiagnosticReport refers to the DICOM study, and says what the Structured Report in it says.',
    evidence,
  );
}

/** Study Instance UIDs in DiagnosticReport.imagingStudy, and in what each Observation is derived from. */
function studyUidsOf(
  report: Json,
  body: Json,
): { ofReport: string[]; ofObservations: { path: string; uids: string[] }[] } {
  const all = resourcesIn(body);
  const uidsIn = (references: Json[]): string[] => [
    ...new Set(
      references.flatMap((reference) => {
        const tail = /(?:^urn:oid:|\/studies\/|^ImagingStudy\/)([0-9.]+)/.exec(text(reference.reference))?.[1];
        const found = [
          ...identifiersOf(reference),
          ...identifiersOf(resolve(reference, all)),
          ...(tail === undefined ? [] : [tail]),
        ];
        return found.filter((id) => /^[0-2](\.\d+)+$/.test(id));
      }),
    ),
  ];
  const observations = all.filter(({ resource }) => typeOf(resource) === 'Observation');
  return {
    ofReport: uidsIn(objects(report.imagingStudy)),
    ofObservations: observations.map(({ resource, path }) => ({ path, uids: uidsIn(objects(resource.derivedFrom)) })),
  };
}
