import type { CheckResult } from '../../model/check';
import { counted } from '../../model/counted';
import type { Code } from '../../model/exam';
import type { CaseRecord, MessageExchange } from '../../model/record';
import type { SutConfig } from '../../model/sut';
import { evidenceOfAbsence } from './reading/absence';
import { alertsOf, claimsOf, observationsOf } from './reading/claims';
import { abnormalitiesOf, expectedOf, isSameCode, meaningsOf } from './reading/concepts';
import { timeIsUp } from './reading/deadline';
import { atMessage } from './reading/evidence';
import { breach, caseCheck, type CaseContext, isAnalysed, listed, nothingSeen, satisfied } from './reading/judging';
import { noticesOf } from './reading/traffic';

const isAlertable = (sut: SutConfig, code: Code): boolean =>
  abnormalitiesOf(sut).some((each) => each.alertable && isSameCode(each.code, code));

/** RCR-A4.1: a critical finding asks for expedited reading. */
export const alertSet = caseCheck({
  id: 'alert/obx8-set',
  title: 'A critical finding raises an alert in OBX-8',
  clause: 'RCR l.152-157, 217-218',
  appliesTo: ({ kind, expectation }) => kind === 'critical' || expectation.alert,
  otherwise: 'No study with a critical finding was tried.',
  judge: judgeSet,
});

function judgeSet(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const { exam } = caseRecord;
  const { sut } = record;
  const critical = expectedOf(sut, exam).present.filter((code) => isAlertable(sut, code));
  if (critical.length === 0) {
    return nothingSeen('The product declares none of the findings in this study as one that must raise an alert.');
  }
  const notices = noticesOf(caseRecord);
  const raised = notices.flatMap((notice) => {
    const claims = claimsOf(notice, exam, sut).filter(
      ({ code, presence }) => presence === 'present' && code && critical.some((each) => isSameCode(each, code)),
    );
    return claims
      .filter(({ observation }) => alertsOf(observation, notice.message, sut).length > 0)
      .map(({ observation }) => ({ notice, observation }));
  });
  const [first] = raised;
  if (first) {
    return satisfied(
      `The critical finding (${listed(meaningsOf(critical))}) raises an alert: OBX-8 = ${first.observation.field(8)}.`,
      raised.map(({ notice, observation }) => atMessage(notice, `OBX[${observation.index}]-8`)),
    );
  }
  const what = `No alert was raised for ${listed(meaningsOf(critical))}`;
  const time = timeIsUp(caseRecord, record);
  if (notices.length === 0) {
    return time.up
      ? breach(`${what}: no message came ${time.sentence}.`, evidenceOfAbsence(caseRecord))
      : nothingSeen(time.reason);
  }
  return breach(
    `${what}: OBX-8 of that finding is not set to an abnormal flag.`,
    observationRefs(notices, caseRecord),
    [
      {
        rule: 'alert/obx8-set',
        clause: 'RCR l.217-218',
        severity: 'error',
        message: what,
        path: 'OBX-8',
        seen: listed(notices.flatMap((notice) => observationsOf(notice, exam).map((obx) => obx.field(8) || 'empty'))),
        expected: 'an abnormal flag of HL7 table 0078, e.g. AA',
      },
    ],
  );
}

function observationRefs(notices: MessageExchange[], { exam }: CaseRecord) {
  return notices.flatMap((notice) => {
    const refs = observationsOf(notice, exam).map(({ index }) => atMessage(notice, `OBX[${index}]-8`));
    return refs.length > 0 ? refs : [atMessage(notice)];
  });
}

/** RCR-A4.4: no alert where nothing deserves one. */
export const noFalseAlert = caseCheck({
  id: 'alert/none-without-cause',
  title: 'No alert without a finding that deserves one',
  clause: 'RCR l.217-218',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge: judgeNone,
});

function judgeNone(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const { exam } = caseRecord;
  const { sut } = record;
  const notices = noticesOf(caseRecord);
  if (notices.length === 0) return nothingSeen('The AI platform sent no message about the exam.');
  const isCritical = exam.kind === 'critical' || exam.expectation.alert;
  const deserving = expectedOf(sut, exam).present.filter((code) => isAlertable(sut, code));
  const wrong = notices.flatMap((notice) => {
    const claims = claimsOf(notice, exam, sut);
    return observationsOf(notice, exam)
      .filter((obx) => alertsOf(obx, notice.message, sut).length > 0)
      .filter((obx) => {
        if (!isCritical) return true;
        // In a critical study only alerts on something else, or on what is called absent, are without cause.
        const own = claims.filter(({ observation }) => observation.position === obx.position);
        return own.length > 0 && !own.some((claim) => claim.presence === 'present' && deserves(claim.code, deserving));
      })
      .map((obx) => ({ notice, obx }));
  });
  const [first] = wrong;
  if (first) {
    const why = isCritical
      ? 'for something that is not a critical finding'
      : 'although nothing in this study deserves one';
    return breach(
      `An alert was raised ${why}: OBX-8 = ${first.obx.field(8)}.`,
      wrong.map(({ notice, obx }) => atMessage(notice, `OBX[${obx.index}]-8`)),
    );
  }
  return satisfied(
    `${counted(notices.length, 'message')} about the study, and no alert without cause.`,
    observationRefs(notices, caseRecord),
  );
}

const deserves = (code: Code | undefined, deserving: Code[]): boolean =>
  code !== undefined && deserving.some((each) => isSameCode(each, code));

/** RCR-A4.3: a critical alert code by local policy, where declared. */
export const criticalCode = caseCheck({
  id: 'alert/critical-code',
  title: 'The declared critical alert code is used for critical findings, and only for them',
  clause: 'RCR l.156-157',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge: judgeCode,
});

function judgeCode(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const { exam } = caseRecord;
  const code = record.sut.capabilities.criticalAlertCode;
  if (!code) return nothingSeen('The product declares no critical alert code.');
  const notices = noticesOf(caseRecord);
  const used = notices.flatMap((notice) =>
    notice.message.segments
      .filter(({ name }) => name === 'OBX' || name === 'NTE' || name === 'ORC' || name === 'OBR')
      .flatMap((segment) => {
        const at = segment.fields.findIndex((raw) => raw.split(/[\^~&]/).includes(code.value));
        return at === -1 ? [] : [atMessage(notice, `${segment.name}[${segment.index}]-${at}`)];
      }),
  );
  const isCritical = exam.kind === 'critical' || exam.expectation.alert;
  const name = `${code.value} (${code.meaning})`;
  if (isCritical) {
    if (used.length > 0)
      return satisfied(`The notice of the critical finding carries the critical alert code ${name}.`, used);
    const time = timeIsUp(caseRecord, record);
    if (notices.length === 0 && !time.up) return nothingSeen(time.reason);
    const evidence = notices.length > 0 ? observationRefs(notices, caseRecord) : evidenceOfAbsence(caseRecord);
    return breach(`The critical finding was notified without the declared critical alert code ${name}.`, evidence);
  }
  if (used.length > 0) {
    return breach(`The critical alert code ${name} was sent for a study without a critical finding.`, used);
  }
  if (notices.length === 0) return nothingSeen('The AI platform sent no message about the exam.');
  return satisfied(
    'The notice of a study without a critical finding carries no critical alert code.',
    observationRefs(notices, caseRecord),
  );
}
