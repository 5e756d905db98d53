import type { Bar, BarLine, BarResult, Deadline, MustHaveInWords, Threshold } from '../../model/bar';
import type { ComparedCell } from '../../model/comparison';
import type { Measure } from '../../model/measure';
import type { RunRecord } from '../../model/run-record';
import { fits, mustHavesOf } from './buyer';
import { cellOf } from './rows';
import { standingOf, worstOf } from './standing';

/** A bar held against one run, line by line. What was not tested is never met. */
export function holdToBar(bar: Bar, record: RunRecord, label: string): BarResult {
  const lines = [
    ...mustHavesOf(bar).map((mustHave) => mandatoryLine(mustHave, record)),
    ...(bar.thresholds ?? []).map((threshold) => thresholdLine(threshold, record)),
    ...(bar.deadlines ?? []).map((deadline) => deadlineLine(deadline, record)),
  ];
  return { label, standing: worstOf(lines.map(({ standing }) => standing)), lines };
}

interface Asked {
  id: string;
  cell: ComparedCell;
}

/** The requirements meant that bind this product. One that it does not declare was asked for, and cannot be told. */
function askedOf(prefix: string, record: RunRecord): Asked[] {
  return record.requirements
    .filter(({ id, actors }) => fits(prefix, id) && actors.includes(record.sut.actor))
    .map((requirement) => ({ id: requirement.id, cell: cellOf(requirement) }));
}

function mandatoryLine({ requirement, warningIsEnough = true, why }: MustHaveInWords, record: RunRecord): BarLine {
  const asked = askedOf(requirement, record);
  const asIs = warningIsEnough ? '' : ', without a warning';
  return {
    kind: 'mandatory',
    asked: `${requirement} is met${asIs}${reasonOfBuyer(why)}`,
    ...decided(asked, warningIsEnough, record),
    requirements: asked.map(({ id }) => id),
  };
}

function decided(
  asked: readonly Asked[],
  warningIsEnough: boolean,
  record: RunRecord,
): Pick<BarLine, 'standing' | 'reason'> {
  if (asked.length === 0) {
    return { standing: 'cannot-tell', reason: `No requirement of that name binds a product as ${record.sut.actor}.` };
  }
  const standings = asked.map(({ cell }) => standingOf(cell, warningIsEnough));
  const standing = worstOf(standings);
  if (standing === 'met') {
    const word = asked.length === 1 ? 'It was' : `All ${asked.length} were`;
    return { standing, reason: `${word} seen to be met.` };
  }
  const open = asked.filter((_, index) => standings[index] === standing);
  const [first] = open;
  const more =
    open.length > 1
      ? ` (and ${open.length - 1} more: ${open
          .slice(1, 6)
          .map(({ id }) => id)
          .join(', ')})`
      : '';
  return { standing, reason: `${first?.id}: ${first?.cell.reason}${more}` };
}

function thresholdLine(
  { measure, of = 'worst', atMost, atLeast, minValues = 1, why }: Threshold,
  record: RunRecord,
): BarLine {
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
  ].join(' and ');
  const line: Pick<BarLine, 'kind' | 'asked' | 'requirements'> = {
    kind: 'threshold',
    asked: `${measure}, ${of}: ${bounds}${reasonOfBuyer(why)}`,
    requirements: [],
  };
  const found: Measure | undefined = record.measures?.find(({ name }) => name === measure);
  const value = found?.[of];
  if (!found || value === undefined) {
    return { ...line, standing: 'cannot-tell', reason: 'The record holds no such value: the run gave no occasion.' };
  }
  if (!record.complete) {
    return { ...line, standing: 'cannot-tell', reason: `It was ${value} when the run ended early.` };
  }
  if (found.values < minValues) {
    return {
      ...line,
      standing: 'cannot-tell',
      reason: `It was ${value}, but of ${found.values} values; at least ${minValues} are asked for.`,
    };
  }
  const kept = (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast);
  const times = found.values === 1 ? 'one value' : `${found.values} values`;
  return { ...line, standing: kept ? 'met' : 'not-met', reason: `It was ${value}, of ${times}.` };
}

/** Until the day has come, what is not met is not yet due; a run made later decides. */
function deadlineLine({ requirement, by, why }: Deadline, record: RunRecord): BarLine {
  const asked = askedOf(requirement, record);
  const { standing, reason } = decided(asked, true, record);
  const ran = record.finishedAt.slice(0, 10);
  const line: Pick<BarLine, 'kind' | 'asked' | 'requirements'> = {
    kind: 'deadline',
    asked: `${requirement} is met by ${by}${reasonOfBuyer(why)}`,
    requirements: asked.map(({ id }) => id),
  };
  if (standing === 'not-met' && ran <= by) {
    return {
      ...line,
      standing: 'cannot-tell',
      reason: `Not met on ${ran}, and not due before ${by}; a run after that day decides. ${reason}`,
    };
  }
  return { ...line, standing, reason: `On ${ran}: ${reason}` };
}

function reasonOfBuyer(why: string | undefined): string {
  return why === undefined ? '' : ` (${why})`;
}
