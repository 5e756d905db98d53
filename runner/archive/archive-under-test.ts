import { ARCHIVE_DEFAULTS, type ArchiveDeclaration } from '../../model/archive';
import { get, move, type DimseClientOptions, type NaturalDataset } from '../../protocols/dimse/client';
import { store } from '../../protocols/dimse/store';
import type { QueryLevel } from '../../protocols/dimse/types';
import type { StudyInstance } from '../../fixtures/studies';
import { LINK, type LinkName } from '../harness/links';
import type { OpenCase, Session } from '../session';
import { archiveStep } from './archive-step';
import { listStudy } from './queries';
import { ARCHIVE_STUDY, makeResults } from './results';

const AGAIN_MS = 250;

/** What the harness does to an archive under test: it sends as scanner and AI platform, asks and retrieves as itself. */
export class ArchiveUnderTest {
  /** Results of the open cases, by case. */
  private readonly results = new Map<string, StudyInstance[]>();
  private shared: { opened: OpenCase; scenario: string; until: number } | undefined;

  constructor(readonly session: Session) {}

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

  resultsOf({ exam }: OpenCase): StudyInstance[] {
    return this.results.get(exam.caseId) ?? [];
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

  async move(opened: OpenCase, level: Exclude<QueryLevel, 'WORKLIST'>, keys: NaturalDataset): Promise<void> {
    const destination = this.session.config.harness.probe.aeTitle;
    await archiveStep(this.session, opened, 'move', { level }, () => move(this.probe, level, keys, destination));
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
