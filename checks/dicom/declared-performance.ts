import { formatCode, sameCode } from '../../model/dicom/codes';
import type { DicomObject } from '../../model/dicom/object';
import { buildContentTree, type ContentItem, walkContent } from '../../model/dicom/sr-tree';
import type { Code } from '../../model/exam';
import { presenceWord } from '../workflow/reading/presence';
import { CONCEPT, REPORT_TITLES } from './concepts';
import { isPerformanceItem, type PerformanceFigure, performanceFigure } from './performance-names';

export interface DeclaredPerformance {
  /** Value and scheme are '' where the abnormality is only in words. */
  abnormality: Code;
  /** 0 to 1; out of this range only where the report says so. */
  sensitivity?: number;
  specificity?: number;
  /** Where the figures came from the fourfold table. */
  counts?: Partial<Record<'tp' | 'fp' | 'tn' | 'fn', number>>;
  /** Figures are NUM items, not words. */
  coded: boolean;
  /** Of the item that has the first figure. */
  path: string;
}

/**
 * The declaration of performance in a report: figures under a container or code per abnormality, coded as NUM, or in words.
 * Tolerant of templates, since there is none for it: figures are known by code or meaning, values by % or ratio.
 */
export function declaredPerformance(object: DicomObject): DeclaredPerformance[] {
  const found = new Map<string, DeclaredPerformance>();
  const note = (abnormality: Code, figure: PerformanceFigure, value: number, coded: boolean, path: string): void => {
    const key =
      abnormality.value === '' ? abnormality.meaning.toLowerCase() : `${abnormality.value} ${abnormality.scheme}`;
    const entry = found.get(key) ?? { abnormality, coded, path };
    if (figure === 'sensitivity' || figure === 'specificity') entry[figure] ??= value;
    else entry.counts = { [figure]: value, ...entry.counts };
    entry.coded ||= coded;
    found.set(key, entry);
  };
  for (const item of walkContent(buildContentTree(object.dataset))) {
    const figure = isPerformanceItem(item) ? performanceFigure(item.name) : undefined;
    if (item.valueType === 'NUM' && figure && item.measured?.value !== undefined) {
      const abnormality = abnormalityOf(item);
      const isRatio = figure === 'sensitivity' || figure === 'specificity';
      const value = isRatio ? asRatio(item.measured.value, item.measured.unit) : item.measured.value;
      if (abnormality) note(abnormality, figure, value, true, item.path);
    } else if (item.valueType === 'TEXT' && item.text !== undefined) {
      for (const said of figuresInWords(item, figure))
        note(said.abnormality, said.figure, said.value, false, item.path);
    }
  }
  return [...found.values()].map(withRates);
}

/** Percent by its unit, or by a value that no ratio has. */
function asRatio(value: number, unit: Code | undefined): number {
  return unit?.value === '%' || value > 1 ? value / 100 : value;
}

function withRates(entry: DeclaredPerformance): DeclaredPerformance {
  const { tp, fp, tn, fn } = entry.counts ?? {};
  const rate = (hits: number | undefined, misses: number | undefined): number | undefined =>
    hits === undefined || misses === undefined || hits + misses === 0 ? undefined : hits / (hits + misses);
  const sensitivity = entry.sensitivity ?? rate(tp, fn);
  const specificity = entry.specificity ?? rate(tn, fp);
  return {
    ...entry,
    ...(sensitivity === undefined ? {} : { sensitivity }),
    ...(specificity === undefined ? {} : { specificity }),
  };
}

const GENERIC: readonly Code[] = [
  ...REPORT_TITLES,
  CONCEPT.measurementGroup,
  CONCEPT.imagingMeasurements,
  CONCEPT.derivedMeasurements,
  CONCEPT.qualitativeEvaluations,
];
const NOT_THE_ABNORMALITY: readonly Code[] = [
  CONCEPT.findingSite,
  CONCEPT.findingCategory,
  CONCEPT.measurementMethod,
  CONCEPT.language,
  CONCEPT.observerType,
  CONCEPT.procedureReported,
  CONCEPT.geometricPurpose,
];

/** What a figure is about: said below it, by the item it hangs on, or in the nearest group around it. */
function abnormalityOf(figure: ContentItem): Code | undefined {
  const own = abnormalityIn(figure);
  if (own) return own;
  for (let around = figure.parent; around !== undefined; around = around.parent) {
    if (around.valueType === 'CODE') return around.code && !isPresence(around.code) ? around.code : around.name;
    const said = abnormalityIn(around);
    if (said) return said;
    if (
      around.parent &&
      around.name &&
      !GENERIC.some((concept) => sameCode(around.name, concept)) &&
      isOnlyOne(around)
    ) {
      return around.name;
    }
  }
  return undefined;
}

const isPresence = (code: Code): boolean =>
  presenceWord({ codes: [{ value: code.value, scheme: code.scheme }], texts: [code.meaning] }) !== undefined;

/** The Finding of a group, or the one code in it that can be the abnormality. */
function abnormalityIn(group: ContentItem): Code | undefined {
  const codes = group.children.filter((child) => child.valueType === 'CODE' && child.code);
  const finding = codes.find((child) => sameCode(child.name, CONCEPT.finding));
  if (finding) return finding.code;
  const candidates = codes
    .filter((child) => child.code && !isPresence(child.code))
    .filter((child) => !NOT_THE_ABNORMALITY.some((concept) => sameCode(child.name, concept)));
  const distinct = new Map(candidates.flatMap(({ code }) => (code ? [[formatCode(code), code] as const] : [])));
  return group.parent && distinct.size === 1 ? [...distinct.values()][0] : undefined;
}

/** A container named after an abnormality has each figure once; one that collects them all has many. */
function isOnlyOne(container: ContentItem): boolean {
  const figures = [...walkContent(container)].filter(isPerformanceItem).map((item) => performanceFigure(item.name));
  return new Set(figures).size === figures.length;
}

const FIGURE_IN_WORDS = /(sensitivity|specificity)\W{0,3}(?:of|is|was)?\W{0,3}(\d+(?:\.\d+)?)\s*(%)?/gi;

interface Said {
  abnormality: Code;
  figure: 'sensitivity' | 'specificity';
  value: number;
}

/** `Haemorrhage: sensitivity 92 %, specificity 0.95`, a line for each abnormality; or a text item that is the figure. */
function figuresInWords(item: ContentItem, figure: PerformanceFigure | undefined): Said[] {
  const text = item.text ?? '';
  const around = abnormalityOf(item);
  if (figure === 'sensitivity' || figure === 'specificity') {
    const number = /(\d+(?:\.\d+)?)\s*(%)?/.exec(text);
    return number && around ? [{ abnormality: around, figure, value: ratioInWords(number[1], number[2]) }] : [];
  }
  return text.split(/[\r\n;]+/).flatMap((line) => {
    const said = [...line.matchAll(FIGURE_IN_WORDS)];
    const [first] = said;
    if (!first) return [];
    const words = line
      .slice(0, first.index)
      .replace(/[\s:,(-]+$/, '')
      .trim();
    const abnormality = words === '' ? around : { value: '', scheme: '', meaning: words };
    if (!abnormality) return [];
    return said.map((match) => ({
      abnormality,
      figure: (match[1] ?? '').toLowerCase() as Said['figure'],
      value: ratioInWords(match[2], match[3]),
    }));
  });
}

function ratioInWords(number: string | undefined, percent: string | undefined): number {
  const value = Number(number);
  return percent === '%' || value > 1 ? value / 100 : value;
}
