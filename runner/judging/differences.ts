import type { RunRecord } from '../../model/run-record';

/** Where two records of one run disagree in what they decide, each as a sentence; `stated` is what run.json says. */
export function differencesOf(stated: RunRecord, judged: RunRecord): string[] {
  const requirements = verdictDifferences(stated.requirements, judged.requirements);
  const scenarios = verdictDifferences(stated.scenarios, judged.scenarios);
  const whole = (['complete', 'endReason', 'exitCode', 'runId'] as const).flatMap((key) =>
    stated[key] === judged[key]
      ? []
      : [`${key}: run.json says ${String(stated[key])}, the record gives ${String(judged[key])}`],
  );
  const product = (['vendor', 'product', 'version', 'actor'] as const).flatMap((key) =>
    stated.sut?.[key] === judged.sut[key]
      ? []
      : [`${key}: run.json says ${JSON.stringify(stated.sut?.[key])}, the record gives "${judged.sut[key]}"`],
  );
  const counts =
    JSON.stringify(stated.counts) === JSON.stringify(judged.counts) ? [] : ['the counts of verdicts differ'];
  return [...requirements, ...scenarios, ...whole, ...counts, ...product];
}

interface Decided {
  id: string;
  verdict: string;
  cause?: string;
  reason: string;
  selected?: boolean;
}

function verdictDifferences(stated: readonly Decided[], judged: readonly Decided[]): string[] {
  const before = new Map(stated.map((one) => [one.id, one]));
  const after = new Map(judged.map((one) => [one.id, one]));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
    const was = words(before.get(id));
    const is = words(after.get(id));
    return was === is ? [] : [`${id}: run.json says ${was}, the record gives ${is}`];
  });
}

function words(decided: Decided | undefined): string {
  if (!decided) return 'nothing';
  const cause = decided.cause === undefined ? '' : ` (${decided.cause})`;
  return `${decided.verdict}${cause}${decided.selected === false ? ', not selected' : ''}`;
}
