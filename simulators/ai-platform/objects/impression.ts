import { counted } from '../../../model/counted';
import type { NaturalDataset } from '../../../protocols/dimse/client';
import { dcm } from './codes';
import { text } from './content-items';
import type { BuildContext } from './types';

const NOTICE =
  'Preliminary report text, written by software: not final. A radiologist must verify it before it is used.';

/** Report text where the product writes it, marked as preliminary and to be verified (RCR l.51, 54). */
export function impression(context: BuildContext): NaturalDataset[] {
  const { llmText } = context;
  if (llmText === undefined || llmText === false) return [];
  const findings = typeof llmText === 'string' ? llmText : findingsInWords(context);
  return [text('CONTAINS', dcm('121073', 'Impression'), `${NOTICE}\n${findings}`)];
}

/** One sentence for each abnormality that was evaluated. */
export function findingsInWords({ results }: Pick<BuildContext, 'results'>): string {
  const sentences = results.flatMap(({ evaluated, lesions }) =>
    evaluated.map(({ abnormality, present }) => {
      const { meaning } = abnormality.code;
      if (!present) return `${meaning} is absent.`;
      const own = lesions.filter((lesion) => lesion.abnormality === abnormality);
      const millilitres = own.reduce((sum, { volumeMm3 }) => sum + volumeMm3, 0) / 1000;
      const count = counted(own.length, 'lesion');
      return `${meaning} is present (${count}, ${millilitres.toFixed(1)} ml in total).`;
    }),
  );
  return sentences.join(' ');
}
