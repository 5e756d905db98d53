import type { BuiltStudy } from '../../fixtures/studies';
import type { Exam } from '../../model/exam';
import type { KnownDisplay, ViewerResult, ViewerResultKind, ViewerStep } from '../../model/viewer';
import type { ViewerPages } from '../../viewers/page-object';
import { displayStudy } from '../display';
import { RunProblem } from '../problem';
import type { OpenCase, Session } from '../session';
import { openViewer, type OpenedViewer } from './open-viewer';

interface Opened {
  opened: OpenCase;
  known: KnownDisplay;
  results: ViewerResult[];
}

/** The web viewer of a PACS under test: a study whose right picture is known is stored, opened in it, and looked at. */
export class ViewerUnderTest {
  private running: Promise<OpenedViewer> | undefined;
  private current: Opened | undefined;

  constructor(private readonly session: Session) {}

  /** Stores the study made for a requirement on the PACS and opens it; where there are two, the second after the first. */
  async open(requirement: string): Promise<void> {
    const { session } = this;
    const study = displayStudy(requirement, session.exams);
    if (!study?.known)
      throw new RunProblem('harness', `There is no display study for ${requirement} that can be judged.`);
    const [first, ...others] = study.exams.map((exam, index) => this.register(exam, index === 0 ? study.objects : []));
    if (!first) throw new RunProblem('harness', `The display study for ${requirement} has no exam.`);
    session.recording.append({ kind: 'viewer.study', caseId: first.exam.caseId, known: study.known });
    await session.archive.sendImages(first);
    this.current = { opened: first, known: study.known, results: study.results };
    for (const opened of [first, ...others]) {
      const { exam } = opened;
      await this.look('opened', { opened, texts: (pages) => pages.listSeries() }, (pages) => pages.openStudy(exam));
    }
  }

  /** Takes a picture of the image without the result and one with it, and again without it. */
  async toggle(kind: ViewerResultKind): Promise<void> {
    const { known } = this.study;
    for (const result of this.resultsOf(kind).slice(0, 1)) {
      const toImage = async (pages: ViewerPages) => pages.goToImage?.(known.image);
      // A report is to be read as well; what can still be read once it is hidden is told by the page itself.
      const onPage = (_pages: ViewerPages, viewer: OpenedViewer) => viewer.visibleTexts();
      const hidden = { about: result, ...(kind === 'report' ? { texts: onPage } : {}) };
      const read = async (pages: ViewerPages, viewer: OpenedViewer) => [
        ...(await viewer.visibleTexts()),
        ...((await pages.readTexts?.(result)) ?? []),
      ];
      const shown = { about: result, ...(kind === 'report' ? { texts: read } : {}) };
      const show = async (pages: ViewerPages) => {
        await pages.show?.(result);
        await toImage(pages);
      };
      const hide = async (pages: ViewerPages) => {
        await pages.hide?.(result);
        await toImage(pages);
      };
      // What was never shown is hidden: some viewers come to their results only once they have been shown.
      await this.look('hidden', { ...hidden, needs: ['goToImage'] }, toImage);
      await this.look('shown', { ...shown, needs: ['show'] }, show);
      await this.look('hidden', { ...hidden, needs: ['hide'] }, hide);
      await this.look('shown', { ...shown, needs: ['show'] }, show);
    }
  }

  /** Reads all that the viewer says of every result of that kind. */
  async read(kind: ViewerResultKind): Promise<void> {
    for (const result of this.resultsOf(kind)) {
      const texts = async (pages: ViewerPages) => (await pages.readTexts?.(result)) ?? [];
      await this.look('read', { about: result, needs: ['show', 'readTexts'], texts }, async (pages) =>
        pages.show?.(result),
      );
    }
  }

  async openKeyObject(): Promise<void> {
    for (const result of this.resultsOf('key-object').slice(0, 1)) {
      const texts = async (pages: ViewerPages) => (await pages.readTexts?.(result)) ?? [];
      await this.look('key-object', { about: result, needs: ['openKeyObject', 'currentImage'], texts }, async (pages) =>
        pages.openKeyObject?.(result),
      );
    }
  }

  async stop(): Promise<void> {
    const running = this.running;
    this.running = undefined;
    await (await running?.catch(() => undefined))?.close();
  }

  private get study(): Opened {
    if (!this.current) throw new RunProblem('harness', 'The scenario looks at a viewer before it has opened a study.');
    return this.current;
  }

  private resultsOf(kind: ViewerResultKind): ViewerResult[] {
    const found = this.study.results.filter((result) => result.kind === kind);
    if (found.length === 0) throw new RunProblem('harness', `The display study has no ${kind}.`);
    return found;
  }

  private register(exam: Exam, instances: BuiltStudy['instances']): OpenCase {
    return this.session.register({ exam, study: { instances, frameOfReferenceUid: '', seriesInstanceUid: '' } });
  }

  /** Does something in the viewer, then records what is to be seen; what the viewer did not do in time is recorded as such. */
  private async look(
    step: ViewerStep,
    o: {
      opened?: OpenCase;
      about?: ViewerResult;
      needs?: (keyof ViewerPages)[];
      texts?(pages: ViewerPages, viewer: OpenedViewer): Promise<string[]>;
    },
    action: (pages: ViewerPages) => Promise<unknown>,
  ): Promise<void> {
    const { session } = this;
    this.running ??= openViewer(session);
    const viewer = await this.running;
    const { pages } = viewer;
    const { caseId } = (o.opened ?? this.study.opened).exam;
    const common = {
      kind: 'viewer.look' as const,
      caseId,
      viewer: viewer.description,
      step,
      ...(o.about ? { about: o.about } : {}),
    };
    const missing = o.needs?.find((need) => pages[need] === undefined);
    if (missing !== undefined) {
      const sentence = `The pages of the viewer have no "${missing}", so this could not be tried.`;
      session.recording.append({ ...common, texts: [], failure: { kind: 'not-offered', sentence } });
      return;
    }
    const what = `${step}${o.about ? ` "${o.about.description}"` : ''}`;
    const within = viewer.deadlineFor(what);
    const taken = async () => session.recording.saveFile('pictures', `${step}.png`, await pages.screenshot());
    try {
      await within(action(pages));
      const shown = pages.currentImage ? await within(pages.currentImage()) : {};
      const picture = await within(taken());
      // Reading may lead elsewhere, from one measurement to the next.
      const texts = o.texts ? await within(o.texts(pages, viewer)) : [];
      const image = shown.instanceNumber;
      session.recording.append({
        ...common,
        texts: texts.map(String),
        ...(image === undefined ? {} : { image }),
        picture,
      });
    } catch (error) {
      if (session.signal?.aborted) throw new RunProblem('interrupted', 'The run was stopped by the operator.');
      const { name, message } = error as Error;
      // What the viewer showed then is the best there is for whoever has to find out why.
      const picture = await within(taken()).catch(() => undefined);
      session.recording.append({
        ...common,
        texts: [],
        ...(picture ? { picture } : {}),
        failure: {
          kind: name === 'TimeoutError' ? 'late' : 'failed',
          sentence: `In the viewer, "${what}" did not come about: ${firstLine(message)}`,
        },
      });
    }
  }
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 300);
