import type { Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { CaseRecord } from '../../model/record';
import { nothingSeen } from '../workflow/reading/judging';
import { atAttribute, decide, faultOf, missing, scannerCheck } from './judging';
import {
  COMMITMENT_INSTANCE,
  type Command,
  commitmentReports,
  commitmentRequests,
  type Exchange,
  isSuccess,
  itemsOf,
  statusOf,
  valueOf,
} from './traffic';

const RULE = 'scanner/commitment';
const CLAUSE = 'PS3.4 J.3';
const REFERENCES = 'ReferencedSOPSequence';

/** RCR-M1.1e. */
export const commitment = scannerCheck({
  id: RULE,
  title: 'The PACS is asked to commit to every image, and its report is taken',
  clause: CLAUSE,
  judge(caseRecord) {
    const requests = commitmentRequests(caseRecord);
    if (caseRecord.images.length === 0) return nothingSeen('No image came that could be committed to.');
    if (requests.length === 0) return missing(caseRecord, 'The scanner never asked the PACS to commit to the images.');
    const evidence = requests.map(({ request }) => atAttribute(request, REFERENCES));
    const reports = commitmentReports(caseRecord);
    const findings = [
      ...requests.flatMap(({ request }) => formFaults(request)),
      ...coverage(requests, caseRecord),
      ...reports.flatMap(unanswered),
    ];
    if (findings.length > 0) return decide(findings, '', evidence);
    const refused = requests.filter((exchange) => !isSuccess(exchange));
    if (refused.length === requests.length)
      return nothingSeen(
        `The PACS did not take the storage commitment request (${refused.map(statusOf).join(', ')}).`,
        evidence,
      );
    if (!reports.some(isSuccess)) {
      const cutOff = caseRecord.events.find((e) => e.kind === 'connection.failed' && e.link === 'pacs>scanner:dimse');
      return nothingSeen(
        cutOff?.kind === 'connection.failed'
          ? `The PACS could not reach the scanner with its report (${cutOff.reason}). Check endpoints.dimse in sut.yaml.`
          : 'No storage commitment report of the PACS reached the scanner.',
        evidence,
      );
    }
    return decide(
      [],
      `The PACS was asked to commit to all ${counted(caseRecord.images.length, 'image')}, and its report was taken.`,
      [...evidence, ...reports.map(({ request }) => atAttribute(request, REFERENCES))],
    );
  },
});

const fault = faultOf(RULE, CLAUSE);

const uidsOf = ({ attributes }: Command): string[] =>
  itemsOf(attributes, REFERENCES).map((item) => valueOf(item, 'ReferencedSOPInstanceUID'));

function formFaults(request: Command): Finding[] {
  const uids = uidsOf(request);
  return [
    ...(valueOf(request.attributes, 'TransactionUID') === ''
      ? [fault(request, 'TransactionUID', 'The storage commitment request has no Transaction UID.')]
      : []),
    ...(request.sopInstanceUid === COMMITMENT_INSTANCE
      ? []
      : [
          fault(
            request,
            'RequestedSOPInstanceUID',
            'The storage commitment request is not for the well-known instance.',
            request.sopInstanceUid,
          ),
        ]),
    ...(request.actionTypeId === 1
      ? []
      : [
          fault(
            request,
            'ActionTypeID',
            'The storage commitment request has another action type than 1.',
            String(request.actionTypeId ?? ''),
          ),
        ]),
    ...(new Set(uids).size === uids.length
      ? []
      : [fault(request, REFERENCES, 'The storage commitment request names an instance twice.')]),
  ];
}

function coverage(requests: readonly Exchange[], { images }: CaseRecord): Finding[] {
  const last = requests.at(-1)?.request;
  if (!last) return [];
  const asked = new Map(
    requests.flatMap(({ request }) =>
      itemsOf(request.attributes, REFERENCES).map(
        (item) => [valueOf(item, 'ReferencedSOPInstanceUID'), valueOf(item, 'ReferencedSOPClassUID')] as const,
      ),
    ),
  );
  const sent = new Map(images.map(({ sopInstanceUid, sopClassUid }) => [sopInstanceUid, sopClassUid]));
  const taken = new Set(images.filter(({ accepted }) => accepted).map(({ sopInstanceUid }) => sopInstanceUid));
  const forgotten = [...taken].filter((uid) => !asked.has(uid));
  const unknown = [...asked.keys()].filter((uid) => !sent.has(uid));
  const misnamed = [...asked].filter(([uid, sopClass]) => sent.has(uid) && sent.get(uid) !== sopClass);
  return [
    ...(forgotten.length > 0
      ? [
          fault(
            last,
            REFERENCES,
            `Commitment was never asked for ${counted(forgotten.length, 'image')} that the PACS took.`,
            forgotten[0],
          ),
        ]
      : []),
    ...(unknown.length > 0
      ? [
          fault(
            last,
            REFERENCES,
            `Commitment was asked for ${counted(unknown.length, 'instance')} that the scanner never sent.`,
            unknown[0],
          ),
        ]
      : []),
    ...(misnamed.length > 0
      ? [
          fault(
            last,
            REFERENCES,
            `Commitment was asked for ${counted(misnamed.length, 'image')} under another SOP Class.`,
            misnamed[0]?.[0],
          ),
        ]
      : []),
  ];
}

/** The scanner asked for the report, so it must take it. */
function unanswered(report: Exchange): Finding[] {
  if (report.answer?.status === undefined || isSuccess(report)) return [];
  return [
    fault(
      report.request,
      'TransactionUID',
      `The scanner did not take the storage commitment report (${statusOf(report)}).`,
      statusOf(report),
    ),
  ];
}
