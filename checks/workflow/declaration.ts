import type { CheckResult, Finding } from '../../model/check';
import type { CaseRecord } from '../../model/record';
import type { Abnormality } from '../../model/sut';
import { evidenceOfAbsence } from './reading/absence';
import { isOver } from './reading/completion';
import { abnormalitiesOf, isSameCode, meaningsOf } from './reading/concepts';
import { type Declaration, declarationOf, type Declared } from './reading/declared';
import { atObject } from './reading/evidence';
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
import { noticesOf, resultsOf } from './reading/traffic';

const NO_RESULT = 'No result of the study reached the PACS.';
const NO_STUDY = 'No study was tried that is to be analysed.';
const UNREADABLE = 'The declaration is a PDF whose text cannot be read by machine; a person has to read it.';
/** Published figures are rounded to a percent. */
const ROUNDING = 0.0051;

const isOnlyUnreadable = ({ figures, listed: all, unreadablePdfs }: Declaration): boolean =>
  figures.length === 0 && all.length === 0 && unreadablePdfs.length > 0;

/** RCR-S3.1, A5.2: sensitivity and specificity of everything that is evaluated. */
export const performanceDeclared = caseCheck({
  id: 'declaration/performance-declared',
  title: 'Sensitivity and specificity are declared for every abnormality evaluated',
  clause: 'RCR l.14-15, 162-164',
  appliesTo: isAnalysed,
  otherwise: NO_STUDY,
  judge: judgePerformance,
});

function judgePerformance(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const results = resultsOf(caseRecord);
  if (results.length === 0) return nothingSeen(NO_RESULT);
  const declaration = declarationOf(caseRecord, record.sut);
  if (isOnlyUnreadable(declaration)) return nothingSeen(UNREADABLE);
  const abnormalities = abnormalitiesOf(record.sut);
  const findings = abnormalities.flatMap((abnormality) =>
    judgeFigures(
      abnormality,
      declaration.figures.filter((each) => each.abnormality === abnormality),
    ),
  );
  const [first] = findings;
  if (first) {
    const seen = findings.flatMap(({ evidence }) => evidence ?? []);
    return breach(
      andMore(first.message, findings.length - 1, 'gap'),
      seen.length > 0 ? seen : results.map((store) => atObject(store)),
      findings,
    );
  }
  const figures = abnormalities.map((abnormality) => {
    const { sensitivity, specificity } = merged(declaration.figures.filter((each) => each.abnormality === abnormality));
    return `${abnormality.code.meaning} ${percent(sensitivity)} / ${percent(specificity)}`;
  });
  return satisfied(
    `Sensitivity and specificity are declared: ${figures.join('; ')}.`,
    declaration.figures.map(({ at }) => at),
  );
}

const percent = (value: number | undefined): string =>
  value === undefined ? '?' : `${Math.round(value * 1000) / 10} %`;

function merged(figures: readonly Declared[]): Pick<Declared, 'sensitivity' | 'specificity'> {
  return {
    sensitivity: figures.find(({ sensitivity }) => sensitivity !== undefined)?.sensitivity,
    specificity: figures.find(({ specificity }) => specificity !== undefined)?.specificity,
  };
}

function judgeFigures(abnormality: Abnormality, figures: readonly Declared[]): Finding[] {
  const { meaning } = abnormality.code;
  const [at] = figures.map((each) => each.at);
  return (['sensitivity', 'specificity'] as const).flatMap((name): Finding[] => {
    const make = (message: string, seen: string, expected?: string): Finding => ({
      rule: 'declaration/performance-declared',
      clause: 'RCR l.162-164',
      severity: 'error',
      message,
      seen,
      ...(expected === undefined ? {} : { expected }),
      ...(at === undefined ? {} : { evidence: at }),
    });
    const values = figures.flatMap((each) => each[name] ?? []);
    const [value] = values;
    const promised = abnormality[name];
    if (value === undefined) return [make(`No ${name} is declared for ${meaning}.`, 'none')];
    if (!(value >= 0 && value <= 1)) {
      return [make(`The ${name} declared for ${meaning} is no proportion.`, String(value), '0 to 1')];
    }
    const other = [...values, ...(promised === undefined ? [] : [promised])].find(
      (each) => Math.abs(each - value) > ROUNDING,
    );
    if (other !== undefined) {
      const message = `The ${name} declared for ${meaning} with the study is not the one that the product is sold with.`;
      return [make(message, percent(value), percent(other))];
    }
    return [];
  });
}

/** RCR-A5.1: always sent, everything listed. */
export const listsEveryAbnormality = caseCheck({
  id: 'declaration/lists-every-abnormality',
  title: 'The declaration is sent and lists every abnormality evaluated',
  clause: 'RCR l.158-161',
  appliesTo: isAnalysed,
  otherwise: NO_STUDY,
  judge: judgeList,
});

function judgeList(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const results = resultsOf(caseRecord);
  if (results.length === 0 && noticesOf(caseRecord).length === 0)
    return nothingSeen('The AI platform sent no result and no notice.');
  const declaration = declarationOf(caseRecord, record.sut);
  if (isOnlyUnreadable(declaration)) return nothingSeen(UNREADABLE);
  const wanted = abnormalitiesOf(record.sut).map(({ code }) => code);
  const missing = wanted.filter((code) => !declaration.listed.some((each) => isSameCode(each.code, code)));
  if (missing.length > 0) {
    const over = isOver(caseRecord, record);
    if (!over.up) return nothingSeen(over.reason);
    const evidence = results.length > 0 ? results.map((store) => atObject(store)) : evidenceOfAbsence(caseRecord);
    return declaration.listed.length === 0
      ? breach(`No declaration of what was evaluated came with the study ${over.sentence}.`, evidence)
      : breach(`The declaration does not list ${listed(meaningsOf(missing))}, which the product evaluates.`, evidence);
  }
  return satisfied(
    `The declaration came with the study and lists everything that was evaluated: ${listed(meaningsOf(wanted))}.`,
    wanted.flatMap((code) => declaration.listed.find((each) => isSameCode(each.code, code))?.at ?? []),
  );
}

/** RCR-A5.3: preferred as structured, coded content. */
export const declarationCoded = caseCheck({
  id: 'declaration/coded-sr',
  title: 'The declaration is coded content of a Structured Report',
  clause: 'RCR l.165-168',
  appliesTo: isAnalysed,
  otherwise: NO_STUDY,
  judge(caseRecord, { record }) {
    const results = resultsOf(caseRecord);
    if (results.length === 0) return nothingSeen(NO_RESULT);
    const { figures } = declarationOf(caseRecord, record.sut);
    const coded = figures.filter(({ by }) => by === 'coded SR');
    const missing = abnormalitiesOf(record.sut).filter(
      (abnormality) => !coded.some((each) => each.abnormality === abnormality),
    );
    if (missing.length === 0) {
      return satisfied(
        'The declared performance is coded content of a Structured Report in the study.',
        coded.map(({ at }) => at),
      );
    }
    const what = listed(meaningsOf(missing.map(({ code }) => code)));
    return breach(
      `The performance for ${what} is not coded content of a Structured Report in the study.`,
      results.map((store) => atObject(store)),
    );
  },
});

/** RCR-A5.4: PDF as the only carrier is discouraged. */
export const pdfOnly = caseCheck({
  id: 'declaration/pdf-only-discouraged',
  title: 'The declaration is not in an Encapsulated PDF alone',
  clause: 'RCR l.168-170',
  appliesTo: isAnalysed,
  otherwise: NO_STUDY,
  judge(caseRecord, { record }) {
    const { figures, pdfs } = declarationOf(caseRecord, record.sut);
    const inReports = figures.filter(({ by }) => by !== 'PDF');
    if (inReports.length > 0) {
      const also = pdfs.length > 0 ? ', beside a PDF' : '';
      return satisfied(
        `The declaration is in a Structured Report${also}.`,
        inReports.map(({ at }) => at),
      );
    }
    if (pdfs.length === 0) return nothingSeen('No declaration came with the study.');
    return breach(
      'The declaration came as PDF only, which other systems cannot compute with.',
      pdfs.map((store) => atObject(store)),
    );
  },
});
