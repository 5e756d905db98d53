import Table from 'cli-table3';
import pc from 'picocolors';
import type { RunRecord } from '../model/run-record';
import { VERDICTS, type Verdict } from '../model/verdict';
import { detectionWords } from '../requirements/detection-score';
import { printable } from './progress-view';

const COLOUR: Record<Verdict, (text: string) => string> = {
  pass: pc.green,
  fail: pc.red,
  warning: pc.yellow,
  inconclusive: pc.magenta,
  'not-tested': pc.yellow,
  'not-applicable': pc.dim,
};

/** The table of requirements and verdicts that ends a run. What was not selected is counted, not listed. */
export function verdictTable(record: RunRecord, columns = 120): string {
  const table = new Table({
    head: ['Requirement', 'Level', 'Verdict', 'Why'],
    colWidths: [14, 13, 14, Math.max(40, columns - 48)],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const requirement of record.requirements) {
    if (!requirement.selected) continue;
    const cause = requirement.cause ? ` (${requirement.cause})` : '';
    table.push([
      requirement.id,
      requirement.level,
      COLOUR[requirement.verdict](`${requirement.verdict}${requirement.attested ? '*' : ''}${cause}`),
      [
        printable(requirement.reason),
        pc.dim(requirement.attested ? '' : detectionWords(record.sut.actor, requirement.id)),
      ]
        .filter(Boolean)
        .join(' '),
    ]);
  }
  return table.toString();
}

/** `41 pass, 1 fail, 3 not-applicable`, and how many the run did not set out to decide. */
export function countLine(record: RunRecord): string {
  const leftOut = record.requirements.filter(
    ({ selected, verdict }) => !selected && verdict !== 'not-applicable',
  ).length;
  const counts = VERDICTS.filter((verdict) => record.counts[verdict] > 0)
    .map((verdict) => COLOUR[verdict](`${record.counts[verdict]} ${verdict}`))
    .join(', ');
  return leftOut === 0 ? counts : `${counts}; ${leftOut} were not part of this run`;
}
