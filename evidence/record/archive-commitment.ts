import type { ArchiveAssociation, CommitmentExchange, CommitmentReport } from '../../model/archive-record';
import type { DicomDataset } from '../../model/dicom/object';
import type { DimseCommandEvent, Exchanges } from './exchanges';
import type { FileReader } from './file-reader';
import { type Link, partiesOf } from './links';
import { momentOf } from './stores';

const PUSH_MODEL = '1.2.840.10008.1.20.1';

/** Storage commitment (PS3.4 J): what was asked of the archive, and what it reported, matched by Transaction UID. */
export function readCommitments(
  { dimse }: Exchanges,
  associations: readonly ArchiveAssociation[],
  links: Map<string, Link>,
  files: FileReader,
): CommitmentExchange[] {
  const data = (event: DimseCommandEvent): DicomDataset | undefined =>
    event.dataset ? files.object(event.dataset).value?.dataset : undefined;
  const associationOf = (event: DimseCommandEvent): ArchiveAssociation | undefined =>
    associations.find(({ link, connection }) => link === event.link && connection === event.connection);
  const isPush = (event: DimseCommandEvent): boolean =>
    event.abstractSyntax === PUSH_MODEL || event.sopClassUid === PUSH_MODEL;

  const reports = dimse.flatMap(({ request }): CommitmentReport[] => {
    const fromArchive = partiesOf(links.get(request.link), request.sender)?.from === 'pacs';
    if (request.command !== 'N-EVENT-REPORT-RQ' || !isPush(request) || !fromArchive) return [];
    const set = data(request);
    return [
      {
        moment: momentOf(request),
        eventTypeId: request.eventTypeId ?? 0,
        transactionUid: set?.string('TransactionUID') ?? '',
        committed: (set?.items('ReferencedSOPSequence') ?? []).map(instanceOf),
        failed: (set?.items('FailedSOPSequence') ?? []).map((item) => {
          const reason = item.number('FailureReason');
          return { sopInstanceUid: instanceOf(item), ...(reason === undefined ? {} : { reason }) };
        }),
        link: request.link,
        connection: request.connection,
        byArchive: links.get(request.link)?.from === 'pacs',
        ...(request.frames ? { frames: request.frames } : {}),
      },
    ];
  });

  return dimse.flatMap(({ request, response }): CommitmentExchange[] => {
    if (request.command !== 'N-ACTION-RQ' || !isPush(request)) return [];
    const set = data(request);
    const transactionUid = set?.string('TransactionUID') ?? '';
    return [
      {
        transactionUid,
        requested: (set?.items('ReferencedSOPSequence') ?? []).map((item) => ({
          sopClassUid: item.string('ReferencedSOPClassUID') ?? '',
          sopInstanceUid: instanceOf(item),
        })),
        sent: momentOf(request),
        calledAeTitle: associationOf(request)?.request.calledAeTitle ?? '',
        ...(response ? { status: response.status ?? -1, answered: momentOf(response) } : {}),
        // Under another UID it is of no use to who asked; it is listed where it came after the request.
        reports: reports.filter(({ moment }) => moment.seq > request.seq),
      },
    ];
  });
}

function instanceOf(item: DicomDataset): string {
  return item.string('ReferencedSOPInstanceUID') ?? '';
}
