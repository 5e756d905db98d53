import type { Check } from '../../model/check';
import { characterSets } from './character-sets';
import { commitmentSucceeds, committedIsRetrievable, reportByArchive, unknownFails } from './commitment';
import { displayFetches, displayTakesAllKinds } from './display';
import { storedAgain, unknownKindRefused } from './duplicates';
import { airKindsTaken, lateResults, resultsKept, unchanged } from './kept';
import { airKeysReturned, foundAtAllLevels, keysMatch, oddKeysDoNoHarm, srSignals, staysApart } from './queries';
import { retrieved } from './retrieval';
import { qidoAgrees, stowAnswers, wadoGives } from './web';

const ARCHIVE_CHECKS: readonly Check[] = [
  resultsKept,
  airKindsTaken,
  unchanged,
  stowAnswers,
  commitmentSucceeds,
  unknownFails,
  reportByArchive,
  committedIsRetrievable,
  foundAtAllLevels,
  airKeysReturned,
  keysMatch,
  oddKeysDoNoHarm,
  qidoAgrees,
  retrieved,
  wadoGives,
  lateResults,
  unknownKindRefused,
  characterSets,
  storedAgain,
  staysApart,
  srSignals,
  displayFetches,
  displayTakesAllKinds,
];

/** What a PACS must show as an archive of AI results. What each finds bears its id, so that the catalogue has it. */
export const PACS_CHECKS: readonly Check[] = ARCHIVE_CHECKS.map((check) => ({
  ...check,
  judge(record, params) {
    const result = check.judge(record, params);
    return { ...result, findings: result.findings.map((found) => ({ ...found, rule: check.id })) };
  },
}));
