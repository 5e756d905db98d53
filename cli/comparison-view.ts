import Table from 'cli-table3';
import pc from 'picocolors';
import type { BarResult, BarStanding } from '../model/bar';
import type { ChangeKind, ComparedProduct, Comparison, ComparisonNotice, Regressions } from '../model/comparison';
import { arithmeticOf, CHANGE_WORDS, nameOf, STANDING_WORDS, STATE_WORDS } from '../reports/comparison/view';
import { printable } from './progress-view';

const COLOUR: Record<ChangeKind, (text: string) => string> = {
  'new-fail': pc.red,
  lost: pc.magenta,
  'new-warning': pc.yellow,
  'still-failing': pc.red,
  'still-undecided': pc.dim,
  gained: pc.green,
  fixed: pc.green,
};

export function noticeLines(notices: readonly ComparisonNotice[]): string {
  return notices
    .flatMap(({ grave, sentence, details }) => [
      `${grave ? pc.red('!') : pc.yellow('-')} ${printable(sentence)}`,
      ...details.map((detail) => `  ${printable(detail)}`),
    ])
    .join('\n');
}

export function changeLines({ changes }: Regressions): string {
  if (changes.length === 0) return 'No verdict changed, and none is open or failing.';
  return changes
    .map(({ kind, requirement, before, after }) => {
      const states = `${STATE_WORDS[before.state]} → ${STATE_WORDS[after.state]}`;
      return `${COLOUR[kind](CHANGE_WORDS[kind])}  ${requirement}  ${states}: ${printable(after.reason)}`;
    })
    .join('\n');
}

const STANDING_COLOUR: Record<BarStanding, (text: string) => string> = {
  met: pc.green,
  'not-met': pc.red,
  'cannot-tell': pc.magenta,
};

export function barLines({ label, standing, lines }: BarResult, products: readonly ComparedProduct[]): string {
  const word = (one: BarStanding) => STANDING_COLOUR[one](STANDING_WORDS[one]);
  const name = nameOf(products.find((product) => product.label === label));
  return [
    `${printable(name)}: ${word(standing)}`,
    ...lines.map((line) => `  ${word(line.standing)}  ${printable(line.asked)}: ${printable(line.reason)}`),
  ].join('\n');
}

export function rankingTable({ ranking, products, rows }: Comparison): string {
  const musts = rows.some(({ mandatory }) => mandatory !== 'no');
  const table = new Table({
    head: ['Place', 'Product', ...(musts ? ['Must-haves'] : []), 'Points'],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { place, label, mustHaves, ...sums } of ranking.places) {
    const { met, notMet, cannotTell } = mustHaves;
    const must = [
      `${met} met`,
      ...(notMet.length > 0 ? [`not met: ${notMet.join(', ')}`] : []),
      ...(cannotTell.length > 0 ? [`can't be told: ${cannotTell.join(', ')}`] : []),
    ].join('\n');
    const name = printable(nameOf(products.find((product) => product.label === label)));
    table.push([place, name, ...(musts ? [must] : []), arithmeticOf({ place, label, mustHaves, ...sums }, ranking)]);
  }
  return table.toString();
}
