import { dcm } from './codes';
import { code, image, rootContainer, text } from './content-items';
import { dateOf, type Series, timeOf, writeObject } from './identity';
import { evidence, referencedRequest } from './references';
import { deviceObserver } from './report-context';
import type { BuildContext, ResultObject } from './types';

const SERIES: Series = {
  carrier: 'key-object',
  sopClassUid: '1.2.840.10008.5.1.4.1.1.88.59',
  modality: 'KO',
  description: 'AI key images',
  number: 9005,
};

/** The slices to look at first (PS3.3 A.35.4, PS3.16 TID 2010). */
export function keyObject(context: BuildContext): ResultObject {
  const { images, keySlices, lesions, now } = context;
  const sources = keySlices.flatMap((slice) => images.images[slice] ?? []);
  const names = lesions.map(({ lesion }) => lesion.trackingId).join(', ');
  return writeObject(context, SERIES, {
    ContentDate: dateOf(now),
    ContentTime: timeOf(now),
    ReferencedRequestSequence: referencedRequest(context),
    ReferencedPerformedProcedureStepSequence: [],
    CurrentRequestedProcedureEvidenceSequence: evidence(context, sources),
    ...rootContainer(
      dcm('113000', 'Of Interest'),
      [
        code('HAS CONCEPT MOD', dcm('121049', 'Language of Content Item and Descendants'), {
          value: 'en-GB',
          scheme: 'RFC5646',
          meaning: 'English (United Kingdom)',
        }),
        ...deviceObserver(context),
        text('CONTAINS', dcm('113012', 'Key Object Description'), `Selected by AI, not verified: ${names}`),
        ...sources.map((source) => image('CONTAINS', undefined, source)),
      ],
      '2010',
    ),
  });
}
