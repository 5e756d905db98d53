import type { Check, CheckResult, Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { CaseRecord } from '../../model/record';
import { atObject } from '../workflow/reading/evidence';
import { andMore, breach, caseCheck, isAnalysed, nothingSeen, satisfied } from '../workflow/reading/judging';
import type { Kind, Readable } from '../workflow/reading/objects';
import { applyRules, contextOf, findingsOn, objectsOf } from './reading';

/** A row of the profile that rules about single objects decide. */
export interface RuleRow {
  id: string;
  title: string;
  clause: string;
  /** The kinds of object that it is about. */
  kinds: readonly Kind[];
  /** Which of them; all when absent. */
  about?(store: Readable, caseRecord: CaseRecord): boolean;
  /** What to say where there is no such object. */
  none: string;
  /** Rules (checks/dicom) of which a finding is a breach: by id, or by id and path. */
  breaks(finding: Finding): boolean;
  /** Of the objects that were judged, for a radiologist: `name the algorithm`. */
  fine(objects: Readable[]): string;
}

/** Breach: a rule of the row is broken by one object. Nothing seen: no such object came. */
export function ruleRow(row: RuleRow): Check {
  const { id, title, clause, kinds, about = () => true } = row;
  return caseCheck({
    id,
    title,
    clause,
    appliesTo: isAnalysed,
    otherwise: 'No study was tried that is to be analysed.',
    ahead: applyRules,
    judge(caseRecord, { record }): CheckResult {
      const objects = objectsOf(caseRecord, kinds).filter((store) => about(store, caseRecord));
      if (objects.length === 0) return nothingSeen(row.none);
      const context = contextOf(caseRecord, record);
      const findings = objects.flatMap((store) => findingsOn(store, context).filter((finding) => row.breaks(finding)));
      const [first] = findings;
      if (first) {
        const seen = first.seen === undefined ? '' : ` (${first.seen})`;
        return breach(
          andMore(`${first.message.replace(/\.$/, '')}${seen}.`, findings.length - 1, 'fault'),
          findings.flatMap(({ evidence }) => evidence ?? []),
          findings,
        );
      }
      return satisfied(
        `${counted(objects.length, 'object')}: ${row.fine(objects)}.`,
        objects.map((store) => atObject(store)),
      );
    },
  });
}

/** Findings of these rules, whatever their severity. */
export const rules =
  (...ids: string[]) =>
  ({ rule }: Finding): boolean =>
    ids.includes(rule);

/** Findings of these rules that are errors: a warning of the same rule rests on a clause that could not be verified. */
export const errorsOf =
  (...ids: string[]) =>
  ({ rule, severity }: Finding): boolean =>
    severity === 'error' && ids.includes(rule);
