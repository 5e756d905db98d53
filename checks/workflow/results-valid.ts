import type { CheckResult, Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { CaseRecord, StoredInstance } from '../../model/record';
import { checkObject } from '../dicom/object';
import { atObject } from './reading/evidence';
import { andMore, breach, caseCheck, type CaseContext, isAnalysed, nothingSeen, satisfied } from './reading/judging';
import { isReadable } from './reading/objects';
import { attemptsOf, resultsOf } from './reading/traffic';

/** RCR-S5.1: existing, widely used standards: DICOM. */
export const resultsValid = caseCheck({
  id: 'dicom/results-valid',
  title: 'Results are valid DICOM objects, and the PACS takes them',
  clause: 'RCR l.19-20',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge,
});

function judge(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const attempts = attemptsOf(caseRecord);
  if (attempts.length === 0) return nothingSeen('The AI platform stored nothing for this study.');
  const unreadable = attempts.find((store) => !isReadable(store));
  if (unreadable) {
    return breach(`An object cannot be read as DICOM: ${unreadable.unreadable ?? 'no reason known'}`, [
      atObject(unreadable),
    ]);
  }
  const readable = distinct(attempts).filter(isReadable);
  const context = {
    images: caseRecord.images.flatMap(({ object }) => object ?? []),
    results: readable.map(({ object }) => object),
    algorithms: record.sut.algorithms,
  };
  const findings = readable.flatMap((store) =>
    checkObject(store.object, context).map((finding): Finding => ({
      ...finding,
      evidence: atObject(store, finding.path),
    })),
  );
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first) {
    return breach(
      andMore(`A result is not valid DICOM: ${first.message}`, errors.length - 1, 'fault'),
      errors.flatMap(({ evidence }) => evidence ?? []),
      findings,
    );
  }
  return delivery(caseRecord, record.sut.capabilities.resultStorage, findings);
}

function delivery(caseRecord: CaseRecord, declared: 'c-store' | 'stow-rs', findings: Finding[]): CheckResult {
  const attempts = attemptsOf(caseRecord);
  const results = resultsOf(caseRecord);
  const taken = new Set(results.map(({ sopInstanceUid }) => sopInstanceUid));
  const refused = distinct(attempts).filter(({ sopInstanceUid }) => !taken.has(sopInstanceUid));
  const [first] = refused;
  if (first) {
    if (first.status === undefined) return nothingSeen('The PACS never answered the storage of a result.');
    if ((first.status & 0xff00) === 0xa700) {
      return nothingSeen("The PACS had no room for a result (out of resources), which is not the product's doing.");
    }
    return breach(
      `The PACS did not take ${counted(refused.length, 'result')} (status ${statusText(first)}).`,
      refused.map((store) => atObject(store)),
      findings,
    );
  }
  const otherWay = results.find(({ via }) => via === 'STOW-RS' && declared === 'c-store');
  if (otherWay)
    return breach(
      'A result was stored by STOW-RS, which the product does not declare.',
      [atObject(otherWay)],
      findings,
    );
  const ways = [...new Set(results.map(({ via }) => via))].join(' and ');
  return satisfied(
    `${counted(results.length, 'result')} stored by ${ways}: valid DICOM objects, all taken by the PACS.`,
    results.map((store) => atObject(store)),
    findings,
  );
}

const statusText = ({ status = 0, via }: StoredInstance): string =>
  via === 'C-STORE' ? `${status.toString(16).toUpperCase().padStart(4, '0')}H` : String(status);

/** The first attempt for each SOP Instance. */
function distinct(attempts: readonly StoredInstance[]): StoredInstance[] {
  return attempts.filter(
    (store, i) => attempts.findIndex((other) => other.sopInstanceUid === store.sopInstanceUid) === i,
  );
}
