import { RIS_FIELDS } from '../../model/ris-access';
import type { OpenCase, Session } from '../session';
import type { Look, RisView } from './view/view';

export type Wanted = Omit<Look, 'exams' | 'need'> & Partial<Pick<Look, 'exams' | 'need'>>;

/** Looks at the RIS under test; each look is in the record, with the answer as it came. */
export class RisLooks {
  /** Since something was last done to the RIS: what to look at again where it is not seen yet. */
  private readonly latest: { trigger: string; wanted: Wanted; opened?: OpenCase }[] = [];
  /** One of these could show something else if taken again. */
  private mayChange = false;

  constructor(
    private readonly session: Session,
    private readonly view: RisView,
  ) {}

  /** A person is asked for an exam by itself only where that is needed. */
  get showsExamsAnyway(): boolean {
    return this.view.showsExams && this.view.adapter !== 'operator';
  }

  /** Something is about to change; what was looked at before stays as it was seen. */
  forget(): void {
    this.latest.length = 0;
    this.mayChange = false;
  }

  /** Nothing was looked at, or this adapter does not show it: looking again would change nothing. */
  get isFinal(): boolean {
    return this.latest.length === 0 || !this.mayChange;
  }

  async look(trigger: string, wanted: Wanted, opened?: OpenCase): Promise<void> {
    this.latest.push({ trigger, wanted, opened });
    await this.take(trigger, wanted, opened);
  }

  async again(): Promise<void> {
    for (const { trigger, wanted, opened } of this.latest) await this.take(trigger, wanted, opened);
  }

  private async take(trigger: string, wanted: Wanted, opened?: OpenCase): Promise<void> {
    const { session, view } = this;
    const exams = opened ? [opened.exam] : session.openCases.map(({ exam }) => exam);
    const look: Look = { need: RIS_FIELDS, exams, ...wanted };
    const { asked, entries, answer, failure } = await view.look(look);
    this.mayChange ||= failure === undefined || failure.kind === 'unreachable';
    session.recording.append({
      kind: 'probe.ris',
      caseId: opened?.exam.caseId,
      trigger,
      adapter: view.adapter,
      view: look.view,
      ...(look.filter ? { filter: [...look.filter] } : {}),
      ...(look.sort ? { sort: look.sort } : {}),
      asked,
      shows: [...view.shows],
      entries,
      ...(answer ? { answer: session.recording.saveFile('bodies', `ris-${look.view}`, answer) } : {}),
      ...(failure ? { failure } : {}),
    });
  }
}
