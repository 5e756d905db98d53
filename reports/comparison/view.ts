import type {
  ChangeKind,
  ComparedCell,
  ComparedProduct,
  ComparedRow,
  Comparison,
  RankedProduct,
} from '../../model/comparison';
import { counted } from '../../model/counted';
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
  const alike = rows.filter(({ differs }) => !differs);
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
    alike: alike.filter((row) => asideOf(row) === undefined).map(rowView),
    aside: ASIDE.flatMap((group) => {
      const of = alike.filter((row) => asideOf(row) === group);
      return of.length > 0 ? [{ words: group.words, rows: of }] : [];
    }),
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
    bar: bar && barView(bar, name),
    claims: products.flatMap((product) =>
      product.claims ? [{ name: nameOf(product), ...claimsView(product.claims) }] : [],
    ),
  };
}

/** What tells nothing about any of the products is listed, not tabled. */
const ASIDE: { state: ComparedCell['state']; words: string }[] = [
  { state: 'not-run', words: 'that no run set out to decide' },
  { state: 'not-applicable', words: 'that apply to none of them' },
];

function asideOf({ cells }: ComparedRow): (typeof ASIDE)[number] | undefined {
  return ASIDE.find(({ state }) => cells.every((cell) => cell.state === state));
}

/** One bar was held against all: what was asked is the same line by line. */
function barView({ title, results }: NonNullable<Comparison['bar']>, name: (label: string) => string) {
  const shown = (standing: keyof typeof STANDING_WORDS) => ({
    word: STANDING_WORDS[standing],
    tone: STANDING_TONES[standing],
  });
  return {
    title,
    products: results.map(({ label, standing }) => ({ name: name(label), ...shown(standing) })),
    lines: (results[0]?.lines ?? []).map(({ asked, kind }, index) => ({
      asked,
      kind,
      cells: results.flatMap(({ lines }) => {
        const line = lines[index];
        return line ? [{ ...shown(line.standing), reason: line.reason }] : [];
      }),
    })),
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
  return regressions ? 'Two versions compared' : `${counted(products.length, 'product')} compared`;
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
  const tried = rows.filter(({ faced }) => faced).length;
  const them = products.length === 1 ? 'The product' : `The ${products.length} products`;
  return apart === 0
    ? `${them} do not differ in any verdict.`
    : `${them} differ in ${apart} of the ${tried} requirements that at least one run set out to decide.`;
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
