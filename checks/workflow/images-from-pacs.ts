import type { CheckResult } from '../../model/check';
import { counted } from '../../model/counted';
import type { JournalEvent } from '../../model/events';
import type { CaseRecord } from '../../model/record';
import { isOver } from './reading/completion';
import { deliveries } from './reading/deadline';
import { atEvent, atObject } from './reading/evidence';
import { breach, caseCheck, type CaseContext, isAnalysed, nothingSeen, satisfied } from './reading/judging';
import { partiesOf, resultsOf } from './reading/traffic';

/** RCR-A6.1: images are uplifted from the local PACS, and the result is returned to it. */
export const imagesFromPacs = caseCheck({
  id: 'workflow/images-from-local-pacs',
  title: 'Images come from the local PACS, and results return to it',
  clause: 'RCR l.115-118',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge,
});

function judge(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const taken = deliveries(caseRecord).filter(({ link }) =>
    [partiesOf(link).from, partiesOf(link).to].includes('pacs'),
  );
  const fetched = caseRecord.events.filter((event) => isWebRetrieval(event, caseRecord.exam.studyInstanceUid));
  const transfers: JournalEvent[] = [...taken, ...fetched];
  const results = resultsOf(caseRecord);
  const [firstTransfer] = transfers;
  const [firstResult] = results;
  if (!firstTransfer && !firstResult) return nothingSeen('The AI platform neither took images nor returned results.');
  if (!firstTransfer) {
    return breach(
      'Results came, but the AI platform took no image of the study from the PACS: where it got them from is not known.',
      results.map((store) => atObject(store)),
    );
  }
  if (!firstResult) {
    const time = isOver(caseRecord, record);
    if (!time.up) return nothingSeen(time.reason);
    return breach(`The AI platform took the images from the PACS, but returned no result to it ${time.sentence}.`, [
      atEvent(firstTransfer),
    ]);
  }
  const way = { routed: 'routed from', 'c-move': 'fetched by C-MOVE from', 'c-get': 'fetched by C-GET from' };
  const how = taken.length > 0 ? way[record.sut.capabilities.intake] : 'fetched by DICOMweb from';
  const images =
    taken.length > 0 ? counted(new Set(taken.map((event) => event.sopInstanceUid)).size, 'image') : 'The images';
  return satisfied(
    `${images} of the study went ${how} the local PACS, and ${counted(results.length, 'result')} returned to it.`,
    [atEvent(firstTransfer, 'first image taken'), ...results.map((store) => atObject(store))],
  );
}

/** WADO-RS by the AI platform (PS3.18 10.4). */
function isWebRetrieval(event: JournalEvent, studyInstanceUid: string): boolean {
  if (event.kind !== 'http.request' || event.method !== 'GET') return false;
  const { from, to } = partiesOf(event.link);
  const path = event.target.split('?')[0] ?? '';
  return (
    from === 'ai-platform' &&
    to === 'pacs' &&
    path.includes(`/studies/${studyInstanceUid}`) &&
    !/\/(series|instances)$/.test(path)
  );
}
