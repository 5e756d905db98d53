import type { Check, CheckResult, Finding } from '../../../model/check';
import { counted } from '../../../model/counted';
import type { CaseRecord, EvidenceRef, ScenarioRecord } from '../../../model/record';
import type { StudyKind } from '../../../model/exam';

export interface CaseContext {
  record: ScenarioRecord;
  params: Record<string, unknown>;
}

export interface CaseCheck {
  id: string;
  title: string;
  clause: string;
  /** To which exams of a scenario the clause applies. */
  appliesTo(exam: CaseRecord['exam'], context: CaseContext): boolean;
  /** What to say when there is none. */
  otherwise: string;
  judge(caseRecord: CaseRecord, context: CaseContext): CheckResult;
  /** See Check.ahead. */
  ahead?(caseRecord: CaseRecord, context: CaseContext): Iterable<void>;
}

export const ANALYSED: readonly StudyKind[] = ['critical', 'positive', 'negative'];
export const isAnalysed = ({ kind }: CaseRecord['exam']): boolean => ANALYSED.includes(kind);
export const hasFinding = ({ kind }: CaseRecord['exam']): boolean => kind === 'critical' || kind === 'positive';

/** Makes a check that judges each exam it applies to. Trouble of the harness, or no such exam: nothing seen. */
export function caseCheck(definition: CaseCheck): Check {
  const { id, title, clause, ahead } = definition;
  const casesOf = (context: CaseContext): CaseRecord[] =>
    context.record.cases.filter(
      ({ exam }) => isWanted(exam.kind, context.params) && definition.appliesTo(exam, context),
    );
  return {
    id,
    title,
    clause,
    judge(record, params) {
      const context = { record, params };
      const trouble = record.events.find((event) => event.kind === 'harness.problem');
      if (trouble?.kind === 'harness.problem') return nothingSeen(trouble.sentence);
      const cases = casesOf(context);
      if (cases.length === 0) return nothingSeen(definition.otherwise);
      return combine(cases.map((each) => ({ caseRecord: each, result: definition.judge(each, context) })));
    },
    ...(ahead
      ? {
          *ahead(record, params) {
            const context = { record, params };
            for (const each of casesOf(context)) yield* ahead(each, context);
          },
        }
      : {}),
  };
}

function isWanted(kind: StudyKind, { kind: wanted }: Record<string, unknown>): boolean {
  return wanted === undefined || wanted === kind || (Array.isArray(wanted) && wanted.includes(kind));
}

/** A breach in one exam is a breach; else one that showed nothing says nothing; else all are satisfied. */
function combine(judged: { caseRecord: CaseRecord; result: CheckResult }[]): CheckResult {
  const several = judged.length > 1;
  for (const outcome of ['breach', 'nothing-seen', 'satisfied'] as const) {
    const same = judged.filter(({ result }) => result.outcome === outcome);
    if (same.length === 0) continue;
    const cause = same.find(({ result }) => result.cause)?.result.cause;
    return {
      outcome,
      ...(cause ? { cause } : {}),
      sentence: same
        .map(({ caseRecord, result }) => (several ? named(caseRecord, result.sentence) : result.sentence))
        .join(' '),
      findings: judged.flatMap(({ result }) => result.findings),
      evidence: same.flatMap(({ result }) => result.evidence),
    };
  }
  return nothingSeen('Nothing was there to be judged.');
}

function named({ exam }: CaseRecord, sentence: string): string {
  return `${exam.kind.charAt(0).toUpperCase()}${exam.kind.slice(1)} study ${exam.accessionNumber}: ${sentence}`;
}

export function satisfied(sentence: string, evidence: EvidenceRef[], findings: Finding[] = []): CheckResult {
  return { outcome: 'satisfied', sentence, findings, evidence };
}

export function breach(sentence: string, evidence: EvidenceRef[], findings: Finding[] = []): CheckResult {
  return { outcome: 'breach', sentence, findings, evidence };
}

export function nothingSeen(sentence: string, evidence: EvidenceRef[] = []): CheckResult {
  return { outcome: 'nothing-seen', sentence, findings: [], evidence };
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** `It is so (and 2 more faults).` */
export function andMore(sentence: string, more: number, noun: string): string {
  return more > 0 ? `${sentence.replace(/\.$/, '')} (and ${counted(more, `more ${noun}`)}).` : sentence;
}

/** `4.2 s`. */
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
