import type { CheckResult } from '../../model/check';
import type { CaseRecord } from '../../model/record';
import { deliveries } from './reading/deadline';
import { atEvent } from './reading/evidence';
import { breach, caseCheck, type CaseContext, isAnalysed, nothingSeen, satisfied } from './reading/judging';

const GONE: Record<string, string> = {
  gone: 'the AI platform had nothing of the study any more',
  refused: 'the AI platform refused to give anything of the study',
  'not-offered': 'the AI platform offers no way to query or retrieve images',
};

/** RCR-A6.3a: images are held temporarily on the platform and then deleted. */
export const imagesGone = caseCheck({
  id: 'retention/images-gone',
  title: 'After the declared retention, images can no longer be had from the platform',
  clause: 'RCR l.121-122',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge,
});

function judge(caseRecord: CaseRecord, { record }: CaseContext): CheckResult {
  const { retention } = record.sut.timeouts;
  if (retention === undefined) {
    return nothingSeen('The product declares no retention time that is short enough to be tried (timeouts.retention).');
  }
  const arrived = deliveries(caseRecord);
  const last = arrived.at(-1);
  if (!last)
    return nothingSeen('No image of the study was seen to reach the AI platform, so none could be held there.');
  const probe = caseRecord.events.findLast((event) => event.kind === 'probe.sut' && event.probe === 'retained-images');
  if (probe?.kind !== 'probe.sut')
    return nothingSeen('The AI platform was not asked for the images after the retention time.');
  if (probe.ms < last.ms + retention * 1000) {
    return nothingSeen(`The AI platform was asked before its retention of ${retention} s was over.`);
  }
  const evidence = [atEvent(last, 'last image to reach the AI platform'), atEvent(probe, probe.detail)];
  if (probe.outcome === 'still-there') {
    return breach(
      `The AI platform still gave out images after its declared retention of ${retention} s: ${probe.detail}`,
      evidence,
    );
  }
  const seen = GONE[probe.outcome];
  if (seen === undefined) return nothingSeen(`The AI platform could not be asked for the images: ${probe.detail}`);
  return satisfied(`Asked after the declared ${retention} s, ${seen}.`, evidence);
}
