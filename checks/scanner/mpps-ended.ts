import type { Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { CaseRecord } from '../../model/record';
import { nothingSeen } from '../workflow/reading/judging';
import { atAttribute, decide, faultOf, missing, scannerCheck } from './judging';
import {
  type Attributes,
  type Command,
  isSuccess,
  itemsOf,
  statusOf,
  stepsBegun,
  stepsSet,
  timeUp,
  valueOf,
} from './traffic';

const RULE = 'scanner/mpps-ended';
const CLAUSE = 'PS3.4 F.7.2.2.2';
const SERIES = 'PerformedSeriesSequence';
const LISTS = ['ReferencedImageSequence', 'ReferencedNonImageCompositeSOPInstanceSequence'];

/** RCR-M1.1c. */
export const mppsEnded = scannerCheck({
  id: RULE,
  title: 'The RIS heard of the end of the procedure step and of all that was made',
  clause: CLAUSE,
  judge(caseRecord) {
    const ends = stepsSet(caseRecord).filter(({ request }) => isEnd(request));
    const [end] = ends;
    if (!end)
      return missing(
        caseRecord,
        'The scanner never told the RIS that the procedure step ended (MPPS N-SET COMPLETED).',
      );
    if (ends.some(({ request }) => valueOf(request.attributes, 'PerformedProcedureStepStatus') === 'DISCONTINUED')) {
      return nothingSeen(
        'The scanner said that the exam was discontinued, so nothing can be said of a completed one.',
        [atAttribute(end.request, 'PerformedProcedureStepStatus')],
      );
    }
    const findings = [
      ...unknownStep(end.request, caseRecord),
      ...seriesFaults(end.request, caseRecord),
      ...otherSeries(end.request, caseRecord),
      ...endBeforeBegin(end.request, caseRecord),
    ];
    if (findings.length === 0 && !ends.some(isSuccess)) {
      return nothingSeen(
        `The RIS did not take the MPPS N-SET (${ends.map(statusOf).join(', ')}), for no fault that was found in it.`,
        ends.map(({ request }) => atAttribute(request, SERIES)),
      );
    }
    const { images } = caseRecord;
    if (findings.length === 0 && images.length === 0)
      return nothingSeen('The step ended, but no image came with which its list could be compared.');
    return decide(
      findings,
      `The step ended COMPLETED and lists ${counted(listedIn(caseRecord).size, 'instance')}, just those that came.`,
      ends.map(({ request }) => atAttribute(request, SERIES)),
    );
  },
});

const isEnd = ({ attributes }: Command): boolean =>
  ['COMPLETED', 'DISCONTINUED'].includes(valueOf(attributes, 'PerformedProcedureStepStatus'));

/** Series may be told one by one while the step is in progress; each N-SET replaces the sequence. */
function finalSeries(caseRecord: CaseRecord): Attributes[] {
  const lists = stepsSet(caseRecord)
    .map(({ request }) => itemsOf(request.attributes, SERIES))
    .filter((list) => list.length > 0);
  return lists.at(-1) ?? [];
}

function listedIn(caseRecord: CaseRecord): Set<string> {
  return new Set(
    finalSeries(caseRecord).flatMap((series) =>
      LISTS.flatMap((list) => itemsOf(series, list).map((item) => valueOf(item, 'ReferencedSOPInstanceUID'))),
    ),
  );
}

function unknownStep(request: Command, caseRecord: CaseRecord): Finding[] {
  const begun = stepsBegun(caseRecord);
  if (begun.length === 0 || begun.some((each) => each.request.sopInstanceUid === request.sopInstanceUid)) return [];
  return [fault(request, 'PerformedProcedureStepStatus', 'The step that ended is not one that began.')];
}

function seriesFaults(request: Command, caseRecord: CaseRecord): Finding[] {
  const series = finalSeries(caseRecord);
  if (series.length === 0)
    return [
      fault(
        request,
        SERIES,
        'The step is COMPLETED, but the Performed Series Sequence says of no series what was made.',
      ),
    ];
  const listed = listedIn(caseRecord);
  const sent = new Set(caseRecord.images.map(({ sopInstanceUid }) => sopInstanceUid));
  const unlisted = [...sent].filter((uid) => !listed.has(uid));
  const neverSent = timeUp(caseRecord) ? [...listed].filter((uid) => !sent.has(uid)) : [];
  const needed = ['SeriesInstanceUID', 'ProtocolName'];
  return [
    ...series.flatMap((item, n) =>
      needed
        .filter((keyword) => valueOf(item, keyword) === '')
        .map((keyword) =>
          fault(request, `${SERIES}[${n}].${keyword}`, `A performed series has no ${keyword} (Type 1).`),
        ),
    ),
    ...(unlisted.length > 0
      ? [
          fault(
            request,
            SERIES,
            `${counted(unlisted.length, 'image')} came that the ended step does not list.`,
            unlisted[0],
          ),
        ]
      : []),
    ...(neverSent.length > 0
      ? [
          fault(
            request,
            SERIES,
            `The ended step lists ${counted(neverSent.length, 'instance')} that never came.`,
            neverSent[0],
          ),
        ]
      : []),
  ];
}

/** An image is listed in the series that it says it is in. */
function otherSeries(request: Command, caseRecord: CaseRecord): Finding[] {
  const actual = new Map(
    caseRecord.images.map(({ sopInstanceUid, object }) => [
      sopInstanceUid,
      object?.dataset.string('SeriesInstanceUID'),
    ]),
  );
  const wrong = finalSeries(caseRecord).flatMap((series, n) => {
    const stated = valueOf(series, 'SeriesInstanceUID');
    const uids = LISTS.flatMap((list) =>
      itemsOf(series, list).map((item) => valueOf(item, 'ReferencedSOPInstanceUID')),
    );
    const other = uids.find((uid) => stated !== '' && actual.get(uid) !== undefined && actual.get(uid) !== stated);
    return other === undefined ? [] : [{ n, stated }];
  });
  const [first] = wrong;
  if (!first) return [];
  const at = `${SERIES}[${first.n}].SeriesInstanceUID`;
  return [fault(request, at, 'The ended step lists images in a series that they are not in.', first.stated)];
}

/** Where both are said in full. */
function endBeforeBegin(request: Command, caseRecord: CaseRecord): Finding[] {
  const [begin] = stepsBegun(caseRecord);
  const end = momentOf(request, 'End');
  const start = begin ? momentOf(begin.request, 'Start') : '';
  if (end.length < 14 || start.length < 14 || end >= start) return [];
  const at = 'PerformedProcedureStepEndDate';
  return [fault(request, at, 'The procedure step is said to have ended before it began.', end)];
}

const momentOf = ({ attributes }: Command, which: 'Start' | 'End'): string =>
  ['Date', 'Time']
    .map((part) => valueOf(attributes, `PerformedProcedureStep${which}${part}`))
    .join('')
    .slice(0, 14);

const fault = faultOf(RULE, CLAUSE);
