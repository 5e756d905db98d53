import type {
  ChangeKind,
  ComparedCell,
  ComparedProduct,
  ComparedRow,
  Comparison,
  RankedProduct,
} from '../../model/comparison';
import { claimsView } from '../html/claims-view';
import { VERDICT_WORDS } from '../../model/verdict';

export const STATE_WORDS: Record<ComparedCell['state'], string> = {
  ...VERDICT_WORDS,
  'not-run': 'Not run',
  unknown: 'Not known',
};

export const CHANGE_WORDS: Record<ChangeKind, string> = {
  'new-fail': 'New fail',
  lost: 'No longer decided',
  'new-warning': 'New warning',
  'still-failing': 'Still failing',
  'still-undecided': 'Still undecided',
  gained: 'Newly decided',
  fixed: 'Fixed',
};

const CHANGE_TONES: Record<ChangeKind, string> = {
  'new-fail': 'fail',
  lost: 'inconclusive',
  'new-warning': 'warning',
  'still-failing': 'fail',
  'still-undecided': 'not-tested',
  gained: 'pass',
  fixed: 'pass',
};

export const STANDING_WORDS = { met: 'Met', 'not-met': 'Not met', 'cannot-tell': "Can't be told" } as const;
const STANDING_TONES = { met: 'pass', 'not-met': 'fail', 'cannot-tell': 'inconclusive' } as const;

/** What the template shows; plain data, nothing escaped yet. */
export function comparisonView(comparison: Comparison) {
  const { products, rows, ranking, regressions, bar } = comparison;
  const named = new Map(products.map((product) => [product.label, product]));
  const name = (label: string) => nameOf(named.get(label));
  return {
    comparison,
    title: titleOf(comparison),
    headline: headlineOf(comparison),
    products: products.map((product) => ({
      ...product,
      started: product.startedAt.replace('T', ' ').slice(0, 19),
      outcome: outcomeOf(product),
    })),
    apart: rows.filter(({ differs }) => differs).map(rowView),
    alike: rows.filter(({ differs }) => !differs).map(rowView),
    places: ranking.places.map((place) => ({ ...place, name: name(place.label), sum: arithmeticOf(place, ranking) })),
    hasMustHaves: rows.some(({ mandatory }) => mandatory !== 'no'),
    regressions: regressions && {
      from: name(regressions.baseline),
      to: name(regressions.current),
      changes: regressions.changes.map((change) => ({
        ...change,
        word: CHANGE_WORDS[change.kind],
        tone: CHANGE_TONES[change.kind],
        beforeWord: wordOf(change.before),
        afterWord: wordOf(change.after),
      })),
    },
    bars: bar?.results.map((result) => ({
      name: name(result.label),
      word: STANDING_WORDS[result.standing],
      tone: STANDING_TONES[result.standing],
      lines: result.lines.map((line) => ({
        ...line,
        word: STANDING_WORDS[line.standing],
        tone: STANDING_TONES[line.standing],
      })),
    })),
    claims: products.flatMap((product) =>
      product.claims ? [{ name: nameOf(product), ...claimsView(product.claims) }] : [],
    ),
    barTitle: bar?.title,
  };
}

function rowView(row: ComparedRow) {
  return {
    ...row,
    levelWords: row.method === 'attested' ? `${row.level}, attested` : row.level,
    cells: row.cells.map((cell) => ({ ...cell, word: wordOf(cell) })),
  };
}

/** What rests on a person's word is never shown as if it had been tried. */
function wordOf({ state, attested }: ComparedCell): string {
  return attested ? `${STATE_WORDS[state]}, attested` : STATE_WORDS[state];
}

export function nameOf(product: ComparedProduct | undefined): string {
  return product ? `${product.label}: ${product.product} ${product.version}` : '';
}

function titleOf({ products, regressions }: Comparison): string {
  return regressions ? 'Two versions compared' : `${products.length} products compared`;
}

function headlineOf({ rows, products, regressions }: Comparison): string {
  if (regressions) {
    const count = (kind: ChangeKind) => regressions.changes.filter((change) => change.kind === kind).length;
    const [fails, lost] = [count('new-fail'), count('lost')];
    if (fails > 0)
      return `${fails} ${fails === 1 ? 'requirement fails' : 'requirements fail'} that did not fail before${lost > 0 ? `, and ${lost} can no longer be told` : ''}.`;
    return lost > 0
      ? `Nothing fails anew, but ${lost} that ${lost === 1 ? 'was' : 'were'} decided before can no longer be told.`
      : 'Nothing fails anew, and everything that was decided before still is.';
  }
  const apart = rows.filter(({ differs }) => differs).length;
  const them = products.length === 1 ? 'The product' : `The ${products.length} products`;
  return apart === 0
    ? `${them} do not differ in any verdict.`
    : `${them} differ in ${apart} of ${rows.length} requirements.`;
}

function outcomeOf({ complete, exitCode }: ComparedProduct): { tone: string; words: string } {
  if (!complete) return { tone: 'inconclusive', words: 'incomplete run' };
  if (exitCode === 0) return { tone: 'pass', words: 'decided, none broken' };
  return exitCode === 1
    ? { tone: 'fail', words: 'requirements not met' }
    : { tone: 'inconclusive', words: 'not wholly decided' };
}

/** `40 + 0.5 × 3 = 41.5 of 60`. */
export function arithmeticOf(
  { weightOf, points, atMost }: RankedProduct,
  { warningCounts, total }: Pick<Comparison['ranking'], 'warningCounts' | 'total'>,
): string {
  const undecided = weightOf.undecided > 0 ? `; ${atMost} if all ${weightOf.undecided} undecided were met` : '';
  return `${weightOf.pass} + ${warningCounts} × ${weightOf.warning} = ${points} of ${total}${undecided}`;
}
