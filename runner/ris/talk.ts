import type { Code, Exam } from '../../model/exam';
import { noticeMessage, type ScriptedNotice } from '../../simulators/ai-platform/scripted/messages';
import { framed } from '../../protocols/mllp/exchange-bytes';
import type { Told } from '../../simulators/ai-platform/scripted/scripted-platform';
import type { OpenCase, Session } from '../session';
import type { RisLooks } from './looks';
import { WRONG_MESSAGES, type WrongMessage } from './wrong-messages';

export type NoticeOptions = Omit<ScriptedNotice, 'exam' | 'receiving'>;

/** What the AI platform says to the RIS under test. */
export class RisTalk {
  /** The last message, to be sent again. */
  private last: { opened: OpenCase; text: string } | undefined;

  constructor(
    private readonly session: Session,
    private readonly looks: RisLooks,
  ) {}

  /** A notice that the RIS must take. */
  async notify(opened: OpenCase, what: string, options: NoticeOptions = {}): Promise<Told> {
    const text = this.message(opened.exam, options);
    this.last = { opened, text };
    return this.send(opened, what, 'accepted', text);
  }

  /** The very same message once more, as after a lost acknowledgement. */
  async repeat(): Promise<Told> {
    if (!this.last) throw new Error('There is no message yet that could be sent again.');
    return this.send(this.last.opened, 'the same message again', 'accepted', this.last.text);
  }

  /** A message that the RIS must refuse. */
  async sendWrong(wrong: WrongMessage, opened: OpenCase, other: OpenCase): Promise<Told> {
    const { exam } = opened;
    const options = { findings: [{ code: WRONGLY_FILED, presence: 'present' as const, flag: 'AA' }] };
    const made = WRONG_MESSAGES[wrong].make({
      exam,
      other: other.exam,
      build: (named) => this.message(named, options),
      frame: (text) => framed(Buffer.from(text)),
    });
    return this.send(opened, WRONG_MESSAGES[wrong].words, 'refused', made);
  }

  private message(exam: Exam, options: NoticeOptions): string {
    const { product, vendor, harness } = this.session.config;
    return noticeMessage({
      sending: { application: harness.aiPlatform.aeTitle, facility: 'AIRWORTHY' },
      receiving: { application: product, facility: vendor },
      ...options,
      exam,
    });
  }

  private async send(
    opened: OpenCase,
    what: string,
    expects: 'accepted' | 'refused',
    message: string | Buffer,
  ): Promise<Told> {
    this.looks.forget();
    return this.session.harness.aiPlatform.tell({ caseId: opened.exam.caseId, what, expects, message });
  }
}

/** No scenario finds this; where it is shown, a message that had to be refused was filed. */
export const WRONGLY_FILED: Code = {
  value: 'AW-WRONG',
  scheme: '99AIRW',
  meaning: 'Finding of a message to be refused',
};
