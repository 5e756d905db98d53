import type { Code } from '../../../model/exam';
import type { CaseRecord, EvidenceRef } from '../../../model/record';
import type { Abnormality, SutConfig } from '../../../model/sut';
import { declaredPerformance } from '../../dicom/ai-results';
import { abnormalitiesOf, conceptsNamed } from './concepts';
import { atObject } from './evidence';
import { descriptionsOf, type Readable, resultsOfKind, srStatements } from './objects';

/** What a result in the study declares about one abnormality that the product evaluates. */
export interface Declared {
  abnormality: Abnormality;
  sensitivity?: number;
  specificity?: number;
  by: 'coded SR' | 'SR text' | 'PDF';
  at: EvidenceRef;
}

export interface Declaration {
  /** Figures of performance, by abnormality and source. */
  figures: Declared[];
  /** Abnormalities that are listed at all, with figures or without. */
  listed: { code: Code; at: EvidenceRef }[];
  pdfs: Readable[];
  /** PDFs whose text cannot be told. */
  unreadablePdfs: Readable[];
}

/** Collects the declaration from Structured Reports and PDFs of an exam (RCR l.158-170). */
export function declarationOf(caseRecord: CaseRecord, sut: SutConfig): Declaration {
  const abnormalities = abnormalitiesOf(sut);
  const codes = abnormalities.map(({ code }) => code);
  const reports = resultsOfKind(caseRecord, 'sr');
  const pdfs = resultsOfKind(caseRecord, 'encapsulated-pdf');
  const inReports = reports.flatMap((store) =>
    declaredPerformance(store.object).flatMap(
      ({ abnormality: named, sensitivity, specificity, coded, path }): Declared[] => {
        const found = conceptsNamed({ codes: named.value === '' ? [] : [named], texts: [named.meaning] }, codes);
        return abnormalities
          .filter(({ code }) => found.includes(code))
          .map((abnormality) => ({
            abnormality,
            ...(sensitivity === undefined ? {} : { sensitivity }),
            ...(specificity === undefined ? {} : { specificity }),
            by: coded ? 'coded SR' : 'SR text',
            at: atObject(store, path, abnormality.code.meaning),
          }));
      },
    ),
  );
  const texts = pdfs.map((store) => ({ store, text: store.object.pdf?.text }));
  const inPdfs = texts.flatMap(({ store, text }) =>
    text === undefined ? [] : figuresInText(text, abnormalities, store),
  );
  const figures = [...inReports, ...inPdfs];
  const stated = srStatements(reports, sut, caseRecord.exam)
    .filter(({ code }) => codes.some((each) => each.value === code.value && each.scheme === code.scheme))
    .map(({ code, store, path }) => ({ code, at: atObject(store, path, code.meaning) }));
  const mentioned = texts.flatMap(({ store, text }) =>
    (text ?? '')
      .split('\n')
      .flatMap((line) => conceptsNamed({ codes: [], texts: [line] }, codes))
      .map((code) => ({ code, at: atObject(store, 'EncapsulatedDocument', code.meaning) })),
  );
  return {
    figures,
    listed: [...figures.map(({ abnormality, at }) => ({ code: abnormality.code, at })), ...stated, ...mentioned],
    pdfs,
    unreadablePdfs: texts.filter(({ text }) => text === undefined).map(({ store }) => store),
  };
}

const FIGURE = /(sensitivity|specificity)\D{0,20}?(\d+(?:\.\d+)?)\s*(%)?/gi;

/**
 * Figures in running text or a table: those on the line that names the abnormality or on the lines up to the next one. In
 * a table with the words in its head the first two numbers of a row are taken in the order of the head.
 */
function figuresInText(text: string, abnormalities: readonly Abnormality[], store: Readable): Declared[] {
  const lines = text.split('\n');
  const codes = abnormalities.map(({ code }) => code);
  const owners = lines.map((line) => conceptsNamed({ codes: [], texts: [line] }, codes)[0]);
  const head = /sensitivity.*specificity/is.test(text.replace(/\d[^]*$/, '')) ? 'sensitivity' : 'specificity';
  return abnormalities.flatMap((abnormality): Declared[] => {
    const start = owners.indexOf(abnormality.code);
    if (start === -1) return [];
    const next = owners.findIndex((owner, i) => i > start && owner !== undefined && owner !== abnormality.code);
    const passage = lines.slice(start, next === -1 ? lines.length : next).join('\n');
    const said = new Map<string, number>();
    for (const [, figure = '', number, percent] of passage.matchAll(FIGURE)) {
      if (!said.has(figure.toLowerCase())) said.set(figure.toLowerCase(), ratio(number, percent));
    }
    if (said.size === 0) {
      const numbers = [...passage.matchAll(/(\d+(?:\.\d+)?)\s*(%)?/g)].map(([, number, percent]) =>
        ratio(number, percent),
      );
      const inRange = numbers.filter((value) => value >= 0 && value <= 1);
      const [first, second] = inRange;
      if (first === undefined || second === undefined) return [];
      said.set('sensitivity', head === 'sensitivity' ? first : second);
      said.set('specificity', head === 'sensitivity' ? second : first);
    }
    const [sensitivity, specificity] = [said.get('sensitivity'), said.get('specificity')];
    return [
      {
        abnormality,
        ...(sensitivity === undefined ? {} : { sensitivity }),
        ...(specificity === undefined ? {} : { specificity }),
        by: 'PDF',
        at: atObject(store, 'EncapsulatedDocument', abnormality.code.meaning),
      },
    ];
  });
}

function ratio(number = '', percent?: string): number {
  const value = Number(number);
  return percent === '%' || value > 1 ? value / 100 : value;
}

const LIMITATION =
  /\b(limitations?|contra-?indicat|disclaimer|precaution|not (for|intended|to be used|validated|suitable|a substitute|indicated|designed)|do(es)? not (replace|exclude|detect|evaluate|rule)|cannot (exclude|detect|replace)|may (miss|fail|not)|should not be|decision support only)/i;

/** Says that there is nothing to say: no algorithm is without limitations (RCR l.69-74). */
const SAYS_NOTHING =
  /^\W*((known )?limitations?\W*)?(n\W?a|none|nil|unknown|tb[acd]|not applicable|(no|none) (known )?limitations?|no limitations? (is|are|was|were)( \w+)?|to be (added|confirmed|determined))?\W*$/i;

/** What is longer says something, and a long one takes the expression very long. */
const MOST_OF_NOTHING = 100;

export const saysNothing = (text: string): boolean =>
  text.trim().length <= MOST_OF_NOTHING && SAYS_NOTHING.test(text.trim());

export const textStatesLimitations = (text: string): boolean => LIMITATION.test(text) && !saysNothing(text);

/** Whether a PDF calls itself a declaration. */
export const isDeclarationPdf = ({ object }: Readable): boolean =>
  descriptionsOf(object).some((text) => /declar|disclaim|limitation|model card|performance|instructions/i.test(text));
