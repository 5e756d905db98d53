import { AIR_KINDS, ARCHIVE_DEFAULTS, type ArchiveDeclaration } from '../../model/archive';
import { readDicom } from '../../model/dicom/reader';
import { find, get, move, type DimseClientOptions, type NaturalDataset } from '../../protocols/dimse/client';
import { store } from '../../protocols/dimse/store';
import type { QueryLevel } from '../../protocols/dimse/types';
import { buildSyntheticStudy, type StudyInstance } from '../../fixtures/studies';
import { LINK, type LinkName } from '../harness/links';
import type { OpenCase, Session } from '../session';
import { archiveStep } from './archive-step';
import { listStudy } from './queries';
import { ArchiveWeb } from './web';
import { AIR_CARRIERS, ARCHIVE_STUDY, makeResults } from './results';

const AGAIN_MS = 250;
const AIR = new Set(AIR_KINDS.map(({ sopClassUid }) => sopClassUid));

/** What the harness does to an archive under test: it sends as scanner and AI platform, asks and retrieves as itself. */
export class ArchiveUnderTest {
  /** Results of the open cases, by case. */
  private readonly results = new Map<string, StudyInstance[]>();
  private shared: { opened: OpenCase; scenario: string; until: number } | undefined;

  readonly web: ArchiveWeb;

  constructor(readonly session: Session) {
    this.web = new ArchiveWeb(session);
  }

  get declared(): ArchiveDeclaration {
    return this.session.config.archive ?? ARCHIVE_DEFAULTS;
  }

  /** Opens an exam of a study whose findings are known, with its results; nothing is sent yet. */
  open(carriers?: Parameters<typeof makeResults>[1]): OpenCase {
    const { session } = this;
    const opened = session.register(session.exams.openSource('critical', { source: `synthetic:${ARCHIVE_STUDY}` }));
    this.results.set(opened.exam.caseId, makeResults(opened.study, carriers));
    return opened;
  }

  /**
   * A study with every kind of result on the archive. It is sent once a run: scenarios that only ask for it judge what an
   * earlier one recorded, and go on from there.
   */
  async sendStudyOnce(): Promise<OpenCase> {
    const { session } = this;
    if (this.shared && !session.o.freshExams) return session.adopt(this.shared);
    const opened = this.open();
    await this.sendImages(opened);
    await this.send(opened, this.resultsOf(opened));
    this.shared = session.shareable(opened);
    return opened;
  }

  /** As `open`, but an exam that can be mistaken for another: each of its identifiers begins with the other's. */
  openLookAlike({ exam }: OpenCase): OpenCase {
    const { session } = this;
    const own = session.exams.synthetic('critical', ARCHIVE_STUDY);
    const alike = {
      ...own,
      patientId: `${exam.patientId}1`,
      accessionNumber: `${exam.accessionNumber}1`,
      patientName: exam.patientName,
      studyInstanceUid: `${exam.studyInstanceUid}1`,
    };
    const opened = session.register({ exam: alike, study: buildSyntheticStudy(alike.study, alike) });
    this.results.set(alike.caseId, makeResults(opened.study, AIR_CARRIERS));
    return opened;
  }

  resultsOf({ exam }: OpenCase): StudyInstance[] {
    return this.results.get(exam.caseId) ?? [];
  }

  /** More of the same study; returns them. */
  addResults({ exam }: OpenCase, more: StudyInstance[]): StudyInstance[] {
    this.results.set(exam.caseId, [...(this.results.get(exam.caseId) ?? []), ...more]);
    return more;
  }

  replaceResults({ exam }: OpenCase, results: StudyInstance[]): void {
    this.results.set(exam.caseId, results);
  }

  async sendImages(opened: OpenCase): Promise<void> {
    const { session } = this;
    const client = this.client(LINK.scannerToPacs, session.config.harness.scanner.aeTitle);
    await archiveStep(session, opened, 'images', {}, () => store(client, opened.study.instances));
  }

  /** As the AI platform. */
  async send(opened: OpenCase, instances: readonly StudyInstance[], about: Record<string, string> = {}): Promise<void> {
    await archiveStep(this.session, opened, 'results', about, () => store(this.aiPlatform, instances));
  }

  /** Study, series and instances; asked again for a while as long as not all are listed that should be. */
  async list(opened: OpenCase, expected: number, o: { airKeys?: boolean; step?: string } = {}): Promise<void> {
    const { session } = this;
    await archiveStep(session, opened, o.step ?? 'list', {}, async () => {
      const until = performance.now() + session.config.timeouts.settle * 1000;
      for (;;) {
        const { instances } = await listStudy(this.probe, opened.exam.studyInstanceUid, o);
        if (instances.length >= expected || performance.now() > until) return;
        await session.pause(AGAIN_MS);
      }
    });
  }

  /** Everything of the exam: images and results. */
  expectedOf(opened: OpenCase): number {
    return opened.study.instances.length + this.resultsOf(opened).length;
  }

  /** Series and an instance of it for each result. */
  placesOf(opened: OpenCase): { sopClassUid: string; seriesInstanceUid: string; sopInstanceUid: string }[] {
    return this.resultsOf(opened).map(({ sopClassUid, sopInstanceUid, bytes }) => {
      const seriesInstanceUid = readDicom(bytes, { skipPixelData: true }).dataset.string('SeriesInstanceUID') ?? '';
      return { sopClassUid, sopInstanceUid, seriesInstanceUid };
    });
  }

  /** C-FIND at IMAGE level within one series, with a key that must match. */
  async match(opened: OpenCase, what: string, seriesInstanceUid: string, keys: NaturalDataset): Promise<void> {
    const above = { StudyInstanceUID: opened.exam.studyInstanceUid, SeriesInstanceUID: seriesInstanceUid };
    await archiveStep(this.session, opened, 'match', { what, seriesInstanceUid }, () =>
      find(this.probe, 'IMAGE', { ...above, SOPInstanceUID: '', SOPClassUID: '', ...keys }),
    );
  }

  /** A study-level query with keys that are empty, and with keys that hardly any archive supports. */
  async askOddly(opened: OpenCase): Promise<void> {
    const key = { StudyInstanceUID: opened.exam.studyInstanceUid };
    await archiveStep(this.session, opened, 'odd-keys', {}, async () => {
      await find(this.probe, 'STUDY', {
        ...key,
        PatientName: '',
        StudyDate: '',
        ModalitiesInStudy: '',
        AccessionNumber: '',
      });
      await find(this.probe, 'STUDY', { ...key, PatientComments: '', ContentCreatorName: '', PerformedLocation: '' });
    });
  }

  /** Everything of the study by one way, at all three levels: the study, each series of results, each result. */
  async retrieveAll(opened: OpenCase, by: 'move' | 'get'): Promise<void> {
    const above = { StudyInstanceUID: opened.exam.studyInstanceUid };
    const retrieve = by === 'move' ? this.move.bind(this) : this.get.bind(this);
    await retrieve(opened, 'STUDY', above);
    const places = this.placesOf(opened).filter(({ sopClassUid }) => AIR.has(sopClassUid));
    for (const uid of new Set(places.map(({ seriesInstanceUid }) => seriesInstanceUid)))
      await retrieve(opened, 'SERIES', { ...above, SeriesInstanceUID: uid });
    for (const { seriesInstanceUid, sopInstanceUid } of places)
      await retrieve(opened, 'IMAGE', {
        ...above,
        SeriesInstanceUID: seriesInstanceUid,
        SOPInstanceUID: sopInstanceUid,
      });
  }

  async move(opened: OpenCase, level: Exclude<QueryLevel, 'WORKLIST'>, keys: NaturalDataset): Promise<void> {
    const { config, recording } = this.session;
    const destination = config.harness.probe.aeTitle;
    const seen = (atWork: () => void): (() => void) =>
      recording.onEvent((event) => {
        if (event.kind === 'dimse.command' && event.link === LINK.pacsToHarness) atWork();
      });
    await archiveStep(this.session, opened, 'move', { level }, () =>
      move(this.probe, level, keys, destination, { seen }),
    );
  }

  async get(opened: OpenCase, level: Exclude<QueryLevel, 'WORKLIST'>, keys: NaturalDataset): Promise<void> {
    await archiveStep(this.session, opened, 'get', { level }, () =>
      get(this.probe, level, keys, () => Promise.resolve(0)),
    );
  }

  /** The harness, which asks. */
  get probe(): DimseClientOptions {
    return this.client(LINK.harnessToPacs, this.session.config.harness.probe.aeTitle);
  }

  /** The scripted AI platform, which sends and asks for commitment. */
  get aiPlatform(): DimseClientOptions {
    return this.client(LINK.aiToPacs, this.session.config.harness.aiPlatform.aeTitle);
  }

  private client(link: LinkName, callingAeTitle: string): DimseClientOptions {
    const { harness, config } = this.session;
    return { callingAeTitle, peer: harness.peer(link), timeoutMs: config.timeouts.exchange * 1000 };
  }
}
