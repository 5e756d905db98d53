import type { Finding } from '../../model/check';
import { atObject } from './reading/evidence';
import { breach, caseCheck, counted, nothingSeen, satisfied } from './reading/judging';
import { isReadable } from './reading/objects';
import { attemptsOf } from './reading/traffic';
import { kindOfResult } from '../dicom/ai-results';

const CLAUSE = 'RCR l.43-47, PS3.3 C.17.2';

/** RCR-3.1, the half on the PACS's side. The half on the RIS's side is hl7/not-final. */
export const srUnverified = caseCheck({
  id: 'sr/unverified',
  title: 'No Structured Report is verified or final',
  clause: CLAUSE,
  appliesTo: () => true,
  otherwise: 'No exam was opened.',
  judge(caseRecord) {
    const reports = attemptsOf(caseRecord)
      .filter(isReadable)
      .filter(({ object }) => kindOfResult(object) === 'sr');
    if (reports.length === 0) return nothingSeen('The AI platform sent no Structured Report.');
    const findings = reports.flatMap((store): Finding[] => {
      const { dataset } = store.object;
      const make = (path: string, message: string, expected: string): Finding => ({
        rule: 'sr/unverified',
        clause: CLAUSE,
        severity: 'error',
        message,
        path,
        seen: dataset.string(path) ?? '',
        expected,
        evidence: atObject(store, path, message),
      });
      const found: Finding[] = [];
      if (dataset.string('VerificationFlag') !== 'UNVERIFIED') {
        const message =
          dataset.string('VerificationFlag') === 'VERIFIED'
            ? 'A Structured Report of the AI platform is marked as verified, and no person has verified it.'
            : 'A Structured Report of the AI platform does not say that it is unverified.';
        found.push(make('VerificationFlag', message, 'UNVERIFIED'));
      }
      if (dataset.string('PreliminaryFlag') === 'FINAL') {
        found.push(
          make('PreliminaryFlag', 'A Structured Report of the AI platform is marked as final.', 'PRELIMINARY'),
        );
      }
      return found;
    });
    const [first] = findings;
    if (first)
      return breach(
        first.message,
        findings.flatMap(({ evidence }) => evidence ?? []),
        findings,
      );
    return satisfied(
      `${counted(reports.length, 'Structured Report')} marked as unverified, and none as final.`,
      reports.map((store) => atObject(store, 'VerificationFlag')),
    );
  },
});
