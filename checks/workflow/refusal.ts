import type { CheckResult } from '../../model/check';
import type { CaseRecord, EvidenceRef, ScenarioRecord } from '../../model/record';
import { claimsOf, observationsOf } from './reading/claims';
import { timeIsUp } from './reading/deadline';
import { evidenceOfAbsence } from './reading/absence';
import { knownConcepts } from './reading/concepts';
import { atFhir, atMessage, atObject } from './reading/evidence';
import { fhirClaims } from './reading/fhir';
import { breach, caseCheck, type CaseContext, nothingSeen, satisfied } from './reading/judging';
import { opensReporting, saysNotAnalysed, textSaysNotAnalysed } from './reading/not-analysed';
import { descriptionsOf, isReadable, measurementsIn, type Readable, srStatements } from './reading/objects';
import { attemptsOf, noticesOf, notStarted } from './reading/traffic';
import { kindOfResult } from '../dicom/ai-results';

/** Abnormal flag of HL7 table 0078: normal. */
const NORMAL = 'N';

/** RCR-S2.1: nothing is analysed outside the intended use. */
export const notAnalysed = caseCheck({
  id: 'workflow/not-analysed-out-of-scope',
  title: 'A study outside the intended use is not analysed',
  clause: 'RCR l.13, 76-78',
  appliesTo: ({ kind }) => kind === 'out-of-scope',
  otherwise: 'No study outside the intended use was tried.',
  judge: judgeNotAnalysed,
});

function judgeNotAnalysed(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const analysis = signsOfAnalysis(caseRecord, record);
  const [first] = analysis;
  if (first) {
    return breach(
      `A study outside the declared intended use was analysed: ${first.what}.`,
      analysis.map(({ at }) => at),
    );
  }
  const reason = notStarted(caseRecord, record.events);
  if (reason !== undefined) return nothingSeen(reason);
  const refusal = noticesOf(caseRecord).flatMap((notice) => saysNotAnalysed(notice, caseRecord.exam) ?? [])[0];
  if (refusal) {
    return satisfied(
      'The study outside the declared intended use was refused: no finding, marking or measurement came.',
      [
        atMessage(refusal.exchange, refusal.path, 'says so'),
        ...attemptsOf(caseRecord).map((store) => atObject(store, undefined, 'holds no analysis')),
      ],
    );
  }
  const time = timeIsUp(caseRecord, record);
  if (!time.up) return nothingSeen(time.reason);
  return satisfied(
    `For the study outside the declared intended use no finding, marking or measurement came ${time.sentence}.`,
    evidenceOfAbsence(caseRecord),
  );
}

/** RCR-S2.2: that it was not analysed is said. */
export const refusalIsSaid = caseCheck({
  id: 'workflow/refusal-is-said',
  title: 'That a study was not analysed is said, and cannot be read as normal',
  clause: 'RCR l.13, 146-150',
  appliesTo: ({ kind }) => kind === 'out-of-scope',
  otherwise: 'No study outside the intended use was tried.',
  judge: (caseRecord, context) => judgeSaid(caseRecord, context, 'was not analysed'),
});

/** RCR-S6.4: that analysis failed is said. */
export const failureIsSaid = caseCheck({
  id: 'workflow/failure-is-said',
  title: 'That analysis failed is said, and cannot be read as normal',
  clause: 'RCR l.21-22, 119',
  appliesTo: ({ kind }) => kind === 'damaged',
  otherwise: 'No study that cannot be analysed was tried.',
  judge: (caseRecord, context) => judgeSaid(caseRecord, context, 'could not be analysed'),
});

function judgeSaid(caseRecord: CaseRecord, { record }: CaseContext, what: string): CheckResult {
  const reason = notStarted(caseRecord, record.events);
  if (reason !== undefined) return nothingSeen(reason);
  const analysis = signsOfAnalysis(caseRecord, record);
  const [first] = analysis;
  if (first) {
    return breach(
      `The study ${what}, but it looks as if it had been: ${first.what}.`,
      analysis.map(({ at }) => at),
    );
  }
  const notices = noticesOf(caseRecord);
  const normal = notices.flatMap((notice) =>
    observationsOf(notice, caseRecord.exam)
      .filter((observation) => observation.repetitions(8).includes(NORMAL))
      .map(({ index }) => atMessage(notice, `OBX[${index}]-8`)),
  );
  if (normal.length > 0)
    return breach(`The study ${what}, and the message to the RIS flags it as normal (OBX-8 = ${NORMAL}).`, normal);
  const said = notices.flatMap((notice) => saysNotAnalysed(notice, caseRecord.exam) ?? [])[0];
  if (said) {
    const text = said.text.split(/[\^~]/).find(textSaysNotAnalysed) ?? said.text;
    return satisfied(`The RIS was told that the study ${what} (${said.path}: ${text.slice(0, 80)}).`, [
      atMessage(said.exchange, said.path),
    ]);
  }
  const silent = notices.find((notice) => opensReporting(notice, caseRecord.exam));
  if (silent) {
    return breach(
      `The study ${what}, but the RIS got the ordinary completion notice without a word of it: it can be taken for "analysed, nothing found".`,
      [atMessage(silent, 'ORC-5')],
    );
  }
  const time = timeIsUp(caseRecord, record);
  if (!time.up) return nothingSeen(time.reason);
  return breach(`The study ${what}, and the RIS was not told so ${time.sentence}: the study is stuck.`, [
    ...notices.map((notice) => atMessage(notice)),
    ...evidenceOfAbsence(caseRecord),
  ]);
}

interface Sign {
  what: string;
  at: EvidenceRef;
}

/** Whatever a reader could take for the outcome of an analysis. */
function signsOfAnalysis(caseRecord: CaseRecord, { sut }: ScenarioRecord): Sign[] {
  const { exam } = caseRecord;
  const inMessages = noticesOf(caseRecord).flatMap((notice) =>
    claimsOf(notice, exam, sut).map(({ code, presence, path }): Sign => ({
      what: `the message to the RIS calls ${code?.meaning ?? 'abnormalities'} ${presence}`,
      at: atMessage(notice, path),
    })),
  );
  const inFhir = fhirClaims(caseRecord.fhir, knownConcepts(sut, exam)).map(
    ({ code, presence, exchange, path }): Sign => ({
      what: `a FHIR resource calls ${code?.meaning ?? 'abnormalities'} ${presence}`,
      at: atFhir(exchange, path),
    }),
  );
  const inObjects = attemptsOf(caseRecord)
    .filter(isReadable)
    .flatMap((store) => signsInObject(store, caseRecord, sut));
  return [...inMessages, ...inFhir, ...inObjects];
}

function signsInObject(store: Readable, { exam }: CaseRecord, sut: ScenarioRecord['sut']): Sign[] {
  const kind = kindOfResult(store.object);
  if (kind === 'sr') {
    const stated = srStatements([store], sut, exam).map(({ code, presence, path }): Sign => ({
      what: `a Structured Report calls ${code.meaning} ${presence}`,
      at: atObject(store, path),
    }));
    const measured = measurementsIn(store.object).map((item): Sign => ({
      what: `a Structured Report has a measurement (${item.name?.meaning ?? 'unnamed'})`,
      at: atObject(store, item.path),
    }));
    return [...stated, ...measured];
  }
  // A page may say in words that there is no analysis; pixels cannot be asked, so its description must say it.
  const isPage = kind === 'secondary-capture' || kind === 'encapsulated-pdf' || kind === 'other';
  if (isPage) {
    const words = [...descriptionsOf(store.object), store.object.pdf?.text ?? ''];
    if (words.some(textSaysNotAnalysed)) return [];
  }
  const names: Record<string, string> = {
    seg: 'a segmentation was stored',
    'presentation-state': 'a presentation state was stored',
    overlay: 'an image with an overlay was stored',
    'parametric-map': 'a parametric map was stored',
    'key-object': 'key objects were selected',
    'secondary-capture': 'a Secondary Capture was stored that does not say that it is no analysis',
    'encapsulated-pdf': 'a PDF was stored that does not say that it is no analysis',
  };
  return [{ what: names[kind] ?? 'an object was stored that does not say what it is', at: atObject(store) }];
}
