import type { Finding } from '../../model/check';
import { counted } from '../../model/counted';
import { atObject } from './reading/evidence';
import { breach, caseCheck, nothingSeen, satisfied } from './reading/judging';
import { isReadable } from './reading/objects';
import { attemptsOf } from './reading/traffic';
import { kindOfResult } from '../dicom/ai-results';
import { checkUnverified } from '../dicom/unverified';

/** RCR-3.1, the half on the PACS's side. The half on the RIS's side is hl7/not-final. */
export const srUnverified = caseCheck({
  id: 'sr/unverified',
  title: 'No Structured Report is verified or final',
  clause: 'RCR l.43-47, PS3.3 C.17.2',
  appliesTo: () => true,
  otherwise: 'No exam was opened.',
  judge(caseRecord) {
    const reports = attemptsOf(caseRecord)
      .filter(isReadable)
      .filter(({ object }) => kindOfResult(object) === 'sr');
    if (reports.length === 0) return nothingSeen('The AI platform sent no Structured Report.');
    const findings = reports.flatMap((store) =>
      checkUnverified(store.object).map((found): Finding => ({
        ...found,
        evidence: atObject(store, found.path, found.message),
      })),
    );
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
