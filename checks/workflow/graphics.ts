import type { CheckResult } from '../../model/check';
import type { Code } from '../../model/exam';
import type { CaseRecord } from '../../model/record';
import { messageSide, reportSide } from './findings';
import { isSameCode, meaningsOf } from './reading/concepts';
import { atObject } from './reading/evidence';
import { breach, caseCheck, type CaseContext, hasFinding, listed, nothingSeen, satisfied } from './reading/judging';
import { isToggleable, type Marking, markingsOf } from './reading/markings';

const NO_FINDING = 'No study with a finding was tried.';

/** RCR-A1.1: every detected abnormality is marked, in DICOM. */
export const everyFindingMarked = caseCheck({
  id: 'graphics/every-finding-marked',
  title: 'Every detected abnormality is marked graphically',
  clause: 'RCR l.125-127',
  appliesTo: hasFinding,
  otherwise: NO_FINDING,
  judge: judgeMarked,
});

function judgeMarked(caseRecord: CaseRecord, context: CaseContext): CheckResult {
  const statements = [...reportSide(caseRecord, context).statements, ...messageSide(caseRecord, context).statements];
  const present = statements.filter(({ presence }) => presence === 'present');
  const codes = present
    .map(({ code }) => code)
    .filter((code, i, all) => all.findIndex((other) => isSameCode(other, code)) === i);
  if (codes.length === 0)
    return nothingSeen('The AI platform stated nothing as present, so there was nothing to mark.');
  const markings = markingsOf(caseRecord, context.record.sut);
  const markingsFor = (code: Code): Marking[] => {
    const own = markings.filter(({ of }) => of.some((each) => isSameCode(each, code)));
    // A picture does not say in code what it shows.
    return own.length > 0 ? own : markings.filter(({ of }) => of.length === 0);
  };
  const unmarked = codes.filter((code) => markingsFor(code).length === 0);
  if (unmarked.length > 0) {
    const evidence = present.filter(({ code }) => unmarked.some((each) => isSameCode(each, code)));
    return breach(
      `${listed(meaningsOf(unmarked))} is stated as present, but nothing in the study shows where.`,
      evidence.map(({ at }) => at),
    );
  }
  const all = [...new Set(codes.flatMap(markingsFor))];
  return satisfied(
    `${listed(meaningsOf(codes))} is marked by ${listed([...new Set(all.map(({ kind }) => kind))])}.`,
    all.map(({ store, path }) => atObject(store, path)),
  );
}

/** RCR-6.1: a trainee can read first without the AI's graphics. */
export const graphicsToggleable = caseCheck({
  id: 'graphics/toggleable',
  title: 'AI graphics can be switched off',
  clause: 'RCR l.90-97',
  appliesTo: hasFinding,
  otherwise: NO_FINDING,
  judge(caseRecord, { record }) {
    const markings = markingsOf(caseRecord, record.sut);
    if (markings.length === 0) return nothingSeen('The AI platform marked nothing, so there is nothing to switch off.');
    const layers = markings.filter(isToggleable);
    if (layers.length === 0) {
      return breach(
        'The markings are burned into Secondary Captures only, and cannot be switched off.',
        markings.map(({ store, path }) => atObject(store, path)),
      );
    }
    return satisfied(
      `The markings are in a layer that a viewer can switch off (${listed([...new Set(layers.map(({ kind }) => kind))])}).`,
      layers.map(({ store, path }) => atObject(store, path)),
    );
  },
});
