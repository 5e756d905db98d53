import type { Check, CheckResult, Finding } from '../../model/check';
import type { EvidenceRef, CaseRecord } from '../../model/record';
import { atEvent } from '../workflow/reading/evidence';
import { andMore, breach, caseCheck, type CaseContext, nothingSeen, satisfied } from '../workflow/reading/judging';
import { type Command, timeUp } from './traffic';

export interface ScannerCheck {
  id: string;
  title: string;
  clause: string;
  judge(caseRecord: CaseRecord, context: CaseContext): CheckResult;
}

/** A check of what the scanner under test did for an exam. */
export function scannerCheck(definition: ScannerCheck): Check {
  return caseCheck({
    ...definition,
    appliesTo: (_exam, { record }) => record.sut.actor === 'scanner',
    otherwise: 'No exam was ordered from a scanner under test.',
  });
}

/** Nothing of the kind came: a breach once the scanner had its time. */
export function missing(caseRecord: CaseRecord, sentence: string): CheckResult {
  const ended = timeUp(caseRecord);
  return ended
    ? breach(sentence, [atEvent(ended, 'the scanner had its time')])
    : nothingSeen(`${sentence.replace(/\.$/, '')}, but it was judged before the scanner had its time.`);
}

/** An attribute of a message, as evidence. */
export function atAttribute(command: Command, path: string): EvidenceRef {
  return {
    ...atEvent(command),
    ...(command.dataset ? { file: command.dataset.file } : {}),
    ...(command.sopInstanceUid === undefined ? {} : { sopInstanceUid: command.sopInstanceUid }),
    path,
  };
}

/** Makes the errors of one rule about attributes of a message. */
export function faultOf(rule: string, clause: string) {
  return (command: Command, path: string, message: string, seen = ''): Finding => ({
    rule,
    clause,
    severity: 'error',
    message,
    path,
    seen,
    evidence: atAttribute(command, path),
  });
}

/** Errors make a breach; warnings go along with what was seen. */
export function decide(findings: Finding[], sentence: string, evidence: EvidenceRef[]): CheckResult {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return satisfied(sentence, evidence, findings);
  return breach(
    andMore(first.message, errors.length - 1, 'fault'),
    errors.flatMap((finding) => finding.evidence ?? []),
    findings,
  );
}
