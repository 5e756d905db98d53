import type {
  ArchiveAssociation,
  ArchiveRecord,
  ConsumerTraffic,
  FindExchange,
  RetrieveExchange,
  WebExchange,
} from '../../model/archive-record';
import type { Party } from '../../model/actors';
import type { DicomObject } from '../../model/dicom/object';
import type { FileRef, JournalEvent, Side } from '../../model/events';
import type { StoredInstance } from '../../model/record';
import { readCommitments } from './archive-commitment';
import { withDecodedPixels } from './archive-pixels';
import type { DimseCommandEvent, Exchanges } from './exchanges';
import type { FileReader } from './file-reader';
import { type Link, partiesOf } from './links';
import { momentOf } from './stores';

const PENDING = new Set([0xff00, 0xff01]);

/** Arranges what passed between the harness and an archive under test: what was sent, asked and given out. */
export function readArchive(
  events: readonly JournalEvent[],
  exchanges: Exchanges,
  stores: readonly StoredInstance[],
  links: Map<string, Link>,
  files: FileReader,
): ArchiveRecord {
  const isOfSut = ({ link }: { link: string }): boolean =>
    links.get(link)?.from === 'pacs' || links.get(link)?.to === 'pacs';
  const associations = readAssociations(events.filter((event) => 'link' in event && isOfSut(event)));
  const sides: Sides = { by: (event) => askedBy(event, links), giver: (by) => (by === 'harness' ? 'pacs' : 'harness') };
  const { sent, retrieves, web } = withDecodedPixels({
    sent: stores.filter(({ to }) => to === 'pacs').map((each) => whole(each, files)),
    retrieves: readRetrieves(exchanges, stores, files, sides),
    web: readWeb(exchanges, files, sides),
  });
  return {
    steps: events.flatMap((event) => (event.kind === 'archive.step' ? [event] : [])),
    sent,
    associations,
    finds: readFinds(events, exchanges, files, sides),
    retrieves,
    commitments: readCommitments(exchanges, associations, links, files),
    web,
  };
}

/** Images that others sent are in the record without their pixels. */
function whole(instance: StoredInstance, files: FileReader): StoredInstance {
  const { value } = instance.file.file === '' ? {} : files.object(instance.file);
  return value ? { ...instance, object: value } : instance;
}

/** What a RIS under test asked the PACS for, and what came of it. */
export function readConsumer(
  events: readonly JournalEvent[],
  exchanges: Exchanges,
  stores: readonly StoredInstance[],
  links: Map<string, Link>,
  files: FileReader,
): ConsumerTraffic {
  const sides: Sides = {
    by({ link, sender }) {
      const parties = partiesOf(links.get(link), sender);
      return parties?.from === 'ris' && parties.to === 'pacs' ? 'sut' : undefined;
    },
    giver: () => 'pacs',
  };
  const received = stores.filter(({ to }) => to === 'ris');
  return {
    finds: readFinds(events, exchanges, files, sides),
    retrieves: readRetrieves(exchanges, received, files, sides),
    web: readWeb(exchanges, files, sides),
  };
}

function readAssociations(events: readonly JournalEvent[]): ArchiveAssociation[] {
  const byConnection = new Map<string, ArchiveAssociation>();
  for (const event of events) {
    if (event.kind === 'dimse.associate-request') {
      const { link, connection } = event;
      byConnection.set(`${link} ${connection}`, { link, connection, request: event });
    } else if (event.kind === 'dimse.associate-accept') {
      const known = byConnection.get(`${event.link} ${event.connection}`);
      if (known) known.accept = event;
    }
  }
  return [...byConnection.values()];
}

/** Who asks by a request, and who then sends; undefined where the SUT has no part in it. */
interface Sides {
  by(request: { link: string; sender: Side }): 'harness' | 'sut' | undefined;
  giver(by: 'harness' | 'sut'): Party;
}

function askedBy(
  { link, sender }: { link: string; sender: Side },
  links: Map<string, Link>,
): 'harness' | 'sut' | undefined {
  const parties = partiesOf(links.get(link), sender);
  if (parties?.to === 'pacs') return 'harness';
  return parties?.from === 'pacs' ? 'sut' : undefined;
}

function parsed(ref: FileRef | undefined, files: FileReader): DicomObject | undefined {
  return ref ? files.object(ref).value : undefined;
}

function readFinds(
  events: readonly JournalEvent[],
  { dimse, requestOf }: Exchanges,
  files: FileReader,
  sides: Sides,
): FindExchange[] {
  const answers = new Map<number, DimseCommandEvent[]>();
  for (const event of events) {
    const request = requestOf.get(event.seq);
    if (request === undefined || event.kind !== 'dimse.command') continue;
    answers.set(request, [...(answers.get(request) ?? []), event]);
  }
  return dimse.flatMap(({ request }) => {
    const by = sides.by(request);
    if (request.command !== 'C-FIND-RQ' || !by) return [];
    const all = answers.get(request.seq) ?? [];
    const pending = all.filter(({ status }) => PENDING.has(status ?? -1));
    const last = all.find(({ status }) => !PENDING.has(status ?? -1));
    const read = pending.map((event) => ({ event, object: parsed(event.dataset, files) }));
    const identifier = parsed(request.dataset, files);
    return [
      {
        by,
        sent: momentOf(request),
        ...(identifier ? { identifier } : {}),
        matches: read.flatMap(({ event, object }) =>
          object ? [{ moment: momentOf(event), object, ...(event.dataset ? { file: event.dataset } : {}) }] : [],
        ),
        unreadable: read.flatMap(({ event, object }) =>
          object ? [] : [{ moment: momentOf(event), why: 'The answer has no data set that can be read.' }],
        ),
        ...(last ? { status: last.status ?? -1, answered: momentOf(last) } : {}),
      },
    ];
  });
}

/** What came in by each: on the same association (C-GET), or from the archive while it was being answered (C-MOVE). */
function readRetrieves(
  { dimse }: Exchanges,
  stores: readonly StoredInstance[],
  files: FileReader,
  sides: Sides,
): RetrieveExchange[] {
  return dimse.flatMap(({ request, response }): RetrieveExchange[] => {
    const command = /^C-(MOVE|GET)-RQ$/.test(request.command) ? request.command.slice(0, -3) : undefined;
    const by = sides.by(request);
    if (command === undefined || !by) return [];
    const giver = sides.giver(by);
    const until = response?.seq ?? Infinity;
    const received = stores.filter(({ from, sent }) => from === giver && sent.seq > request.seq && sent.seq < until);
    const identifier = parsed(request.dataset, files);
    return [
      {
        by,
        command: command as RetrieveExchange['command'],
        sent: momentOf(request),
        ...(identifier ? { identifier } : {}),
        received,
        ...(response ? { status: response.status ?? -1, answered: momentOf(response) } : {}),
      },
    ];
  });
}

function readWeb({ http }: Exchanges, files: FileReader, sides: Sides): WebExchange[] {
  return http.flatMap(({ request, response }): WebExchange[] => {
    const by = sides.by({ link: request.link, sender: 'client' });
    if (!by) return [];
    const contentType = response?.headers['content-type'] ?? '';
    // Some servers name no type in the answer to a refused STOW-RS.
    const json =
      response?.body && (contentType === '' || /json/.test(contentType)) ? files.json(response.body).value : undefined;
    return [
      {
        by,
        method: request.method,
        target: request.target,
        sent: momentOf(request),
        contentType,
        ...(response ? { status: response.status, answered: momentOf(response) } : {}),
        ...(json === undefined ? {} : { json }),
        ...(response?.body ? { body: response.body } : {}),
        instances: (response?.parts ?? []).flatMap((file) => {
          const object = files.object(file).value;
          return object ? [{ file, object }] : [];
        }),
      },
    ];
  });
}
