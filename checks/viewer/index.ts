import type { Check } from '../../model/check';
import { marksInPlace, marksToldApart, switches } from './drawn';
import { keyImageOpens, resultsIndicated, staysWithStudy, textsRead } from './texts';

/** What is to be seen in the viewer of a PACS. */
export const VIEWER_CHECKS: readonly Check[] = [
  marksInPlace,
  switches,
  marksToldApart,
  textsRead,
  resultsIndicated,
  staysWithStudy,
  keyImageOpens,
];
