import type { JournalEvent } from '../../model/events';
import type { CaseRecord, FhirExchange, MessageExchange, ScenarioRecord } from '../../model/record';
import type { SutConfig } from '../../model/sut';
import { readArchive, readConsumer } from './archive';
import { attribute } from './attribution';
import { type Exchanges, pairExchanges } from './exchanges';
import { FileReader, type RecordFiles } from './file-reader';
import { examsOf, JournalIndex } from './journal-index';
import { type Link, partiesOf } from './links';
import { momentOf, readStores } from './stores';
import { readViewer } from './viewer';

/**
 * Arranges what a scenario put on the wire for judging. `events` is the whole journal so far. Pure but for
 * reading `runFiles`: the same journal gives the same record during the run and years later.
 */
export function buildScenarioRecord(
  events: readonly JournalEvent[],
  runFiles: RecordFiles,
  sut: SutConfig,
  scenarioId: string,
): ScenarioRecord {
  return recordFrom(new JournalIndex(events), runFiles, sut, scenarioId);
}

/** As {@link buildScenarioRecord}, for many records of one journal. */
export function recordFrom(
  journal: JournalIndex,
  runFiles: RecordFiles,
  sut: SutConfig,
  scenarioId: string,
): ScenarioRecord {
  const files = new FileReader(runFiles);
  const { links } = journal;
  const own = journal.eventsOf(scenarioId);
  const exchanges = pairExchanges(own);
  const exams = examsOf(own);
  const mine = new Set(exams);
  const others = journal.exams.filter((exam) => !mine.has(exam));
  const owners = attribute({ events: own, exams, others, exchanges, files });
  const stores = readStores(exchanges, links, files, sut.actor);
  const messages = readMessages(exchanges, links, files);
  const fhir = readFhir(exchanges, links, files, sut);

  const cases = exams.map((exam): CaseRecord => {
    const isMine = (seq: number): boolean => owners.get(seq) === exam.caseId;
    const told = own.filter((event) => isMine(event.seq));
    return {
      exam,
      events: told,
      images: stores.filter(({ from, to, sent }) => from === 'scanner' && to === 'pacs' && isMine(sent.seq)),
      stores: stores.filter(({ from, sent }) => from === sut.actor && isMine(sent.seq)),
      messages: messages.filter(({ sent }) => isMine(sent.seq)),
      fhir: fhir.filter(({ sent }) => isMine(sent.seq)),
      probes: told.flatMap((event) => (event.kind === 'probe.pacs' ? [event] : [])),
      transitions: told.flatMap((event) => (event.kind === 'ris.exam' ? [event] : [])),
      waits: told.flatMap((event) => (event.kind === 'wait' ? [event] : [])),
    };
  });
  const archive = sut.actor === 'pacs' ? readArchive(own, exchanges, stores, links, files) : undefined;
  const consumer = sut.ris?.consumer ? readConsumer(own, exchanges, stores, links, files) : undefined;
  const viewer = readViewer(own, files);
  return {
    scenario: scenarioId,
    sut,
    cases,
    ...(archive ? { archive } : {}),
    ...(consumer ? { consumer } : {}),
    ...(viewer ? { viewer } : {}),
    events: own,
  };
}

/** Messages that are no acknowledgements, with the acknowledgement that came. What has no MSH is in the events only. */
function readMessages({ mllp }: Exchanges, links: Map<string, Link>, files: FileReader): MessageExchange[] {
  return mllp.flatMap(({ request, response }): MessageExchange[] => {
    const parties = partiesOf(links.get(request.link), request.sender);
    const message = files.message(request.message).value;
    if (!parties || !message) return [];
    const ack = response && files.message(response.message).value;
    return [
      {
        ...parties,
        message,
        file: request.message,
        sent: momentOf(request),
        ...(response && ack
          ? {
              ack: {
                code: response.acknowledgmentCode ?? '',
                message: ack,
                file: response.message,
                moment: momentOf(response),
              },
            }
          : {}),
      },
    ];
  });
}

function readFhir({ http }: Exchanges, links: Map<string, Link>, files: FileReader, sut: SutConfig): FhirExchange[] {
  return http.flatMap(({ request, response }): FhirExchange[] => {
    const link = links.get(request.link);
    if (link?.protocol !== 'fhir' || link.from !== sut.actor) return [];
    const body = request.body ? files.json(request.body) : undefined;
    const resource =
      typeof body?.value === 'object' && body.value !== null ? (body.value as Record<string, unknown>) : undefined;
    return [
      {
        method: request.method,
        target: request.target,
        ...(resource ? { resource } : {}),
        ...(body && !resource ? { unreadable: body.unreadable ?? 'The body is no JSON object.' } : {}),
        ...(request.body ? { file: request.body } : {}),
        sent: momentOf(request),
        ...(response ? { status: response.status, answered: momentOf(response) } : {}),
      },
    ];
  });
}
