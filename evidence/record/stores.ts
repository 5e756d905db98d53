import type { FileRef, FrameRange, JournalEvent } from '../../model/events';
import type { Moment, StoredInstance } from '../../model/record';
import type { Party } from '../../model/actors';
import type { DimseCommandEvent, Exchanges, HttpRequestEvent, HttpResponseEvent } from './exchanges';
import type { FileReader } from './file-reader';
import { type Link, partiesOf } from './links';
import { dicomParts, isStowRequest, wasStored } from './stow';

export const momentOf = (event: JournalEvent & { frames?: FrameRange }): Moment => ({
  seq: event.seq,
  ms: event.ms,
  ...(event.frames ? { frames: event.frames } : {}),
});

/** Everything that was stored from anywhere to anywhere, in the order of the requests; only the SUT's own with pixels. */
export function readStores(
  exchanges: Exchanges,
  links: Map<string, Link>,
  files: FileReader,
  sut: Party,
): StoredInstance[] {
  const stores: StoredInstance[] = [];
  for (const { request, response } of exchanges.dimse) {
    const parties = partiesOf(links.get(request.link), request.sender);
    if (request.command === 'C-STORE-RQ' && parties) stores.push(byDimse(request, response, parties, files, sut));
  }
  for (const { request, response } of exchanges.http) {
    const parties = partiesOf(links.get(request.link), 'client');
    if (!isStowRequest(request) || !parties) continue;
    for (const part of dicomParts(request)) stores.push(byWeb(part, request, response, parties, files, sut));
  }
  return stores.sort((a, b) => a.sent.seq - b.sent.seq);
}

interface Parties {
  from: Party;
  to: Party;
}

function byDimse(
  request: DimseCommandEvent,
  response: DimseCommandEvent | undefined,
  parties: Parties,
  files: FileReader,
  sut: Party,
): StoredInstance {
  const status = response?.status;
  const common = {
    via: 'C-STORE' as const,
    ...parties,
    sent: momentOf(request),
    accepted: status !== undefined && isAccepted(status),
    ...(response ? { answered: momentOf(response) } : {}),
    ...(status === undefined ? {} : { status }),
  };
  const uids = { sopClassUid: request.sopClassUid ?? '', sopInstanceUid: request.sopInstanceUid ?? '' };
  const file = request.dataset;
  if (!file) {
    const nothing = { file: '', sha256: '', bytes: 0 };
    return { ...uids, ...common, file: nothing, unreadable: 'The request came without a data set.' };
  }
  return { ...uids, ...common, file, ...parse(file, files, parties.from === sut) };
}

function byWeb(
  file: FileRef,
  request: HttpRequestEvent,
  response: HttpResponseEvent | undefined,
  parties: Parties,
  files: FileReader,
  sut: Party,
): StoredInstance {
  const parsed = parse(file, files, parties.from === sut);
  const sopInstanceUid = parsed.object?.sopInstanceUid ?? '';
  return {
    sopClassUid: parsed.object?.sopClassUid ?? '',
    sopInstanceUid,
    ...parsed,
    file,
    via: 'STOW-RS',
    ...parties,
    sent: momentOf(request),
    accepted: wasStored(response, sopInstanceUid, files),
    ...(response ? { answered: momentOf(response), status: response.status } : {}),
  };
}

function parse(file: FileRef, files: FileReader, whole: boolean): Pick<StoredInstance, 'object' | 'unreadable'> {
  const { value, unreadable } = whole ? files.object(file) : files.header(file);
  return value ? { object: value } : { unreadable };
}

/** Success, or a warning Bxxx: the instance is stored (PS3.4 B.2.3). */
function isAccepted(status: number): boolean {
  return status === 0x0000 || (status & 0xf000) === 0xb000;
}
