import type { Finding } from '../../model/check';
import type { DicomObject } from '../../model/dicom/object';
import { find, type Rule } from './rule';

/** Says: A Structured Report of the AI platform is verified, or final. */
const UNVERIFIED: Rule = { id: 'sr/unverified', clause: 'RCR l.43-47, PS3.3 C.17.2', severity: 'error' };

/** Where a report calls itself verified or final (PS3.3 C.17.2): no person has verified what an algorithm says. */
export function checkUnverified({ dataset }: DicomObject): Finding[] {
  const findings: Finding[] = [];
  const verification = dataset.string('VerificationFlag') ?? '';
  if (verification !== 'UNVERIFIED') {
    const message =
      verification === 'VERIFIED'
        ? 'A Structured Report of the AI platform is marked as verified, and no person has verified it.'
        : 'A Structured Report of the AI platform does not say that it is unverified.';
    const where = { path: 'VerificationFlag', seen: verification, expected: 'UNVERIFIED' };
    findings.push(find(UNVERIFIED, message, where));
  }
  if (dataset.string('PreliminaryFlag') === 'FINAL') {
    const where = { path: 'PreliminaryFlag', seen: 'FINAL', expected: 'PRELIMINARY' };
    findings.push(find(UNVERIFIED, 'A Structured Report of the AI platform is marked as final.', where));
  }
  return findings;
}
