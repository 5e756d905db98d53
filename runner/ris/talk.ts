import { counted } from '../../model/counted';
import type { Code, Exam } from '../../model/exam';
import {
  noticeMessage,
  type ScriptedFinding,
  type ScriptedNotice,
} from '../../simulators/ai-platform/scripted/messages';
import { framed } from '../../protocols/mllp/framer';
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

  /** What is in the images, with an alert where that is critical. */
  notice(opened: OpenCase): Promise<Told> {
    return this.notify(opened, 'a proper notice', { findings: findingsOf(opened.exam) });
  }

  nothingFound(opened: OpenCase): Promise<Told> {
    const findings = opened.exam.expectation.absent.map((code) => ({ code, presence: 'absent' as const }));
    return this.notify(opened, 'the notice of an algorithm that found nothing', { findings });
  }

  secondAlgorithm(opened: OpenCase): Promise<Told> {
    const findings = [{ code: SKULL_FRACTURE, presence: 'present' as const }];
    return this.notify(opened, 'the notice of a second algorithm', { findings });
  }

  manyAbnormalities(opened: OpenCase, count: number): Promise<Told> {
    const findings = Array.from({ length: count }, (_, i): ScriptedFinding => {
      const number = String(i + 1).padStart(3, '0');
      return {
        code: { value: `AW${number}`, scheme: '99AIRW', meaning: `Abnormality number ${number}` },
        presence: 'present',
      };
    });
    return this.notify(opened, `a notice with ${counted(count, 'abnormality', 'abnormalities')}`, { findings });
  }

  named(opened: OpenCase, code: Code, characterSet: string): Promise<Told> {
    return this.notify(opened, `a notice in ${characterSet}`, {
      findings: [{ code, presence: 'present' }],
      characterSet,
    });
  }

  notAnalysed(opened: OpenCase, failed: boolean): Promise<Told> {
    const reason = failed ? 'Analysis failed' : 'Outside the intended use';
    return this.notify(opened, 'the notice that there is no analysis', { notAnalysed: { failed, reason } });
  }

  /** OBX-11: C corrects to absent, D deletes, W says that it was posted in error. */
  withdraw(opened: OpenCase, status: 'C' | 'D' | 'W'): Promise<Told> {
    const presence = status === 'C' ? ('absent' as const) : ('present' as const);
    const findings = opened.exam.expectation.present.map((code) => ({ code, presence, status }));
    return this.notify(opened, `the finding taken back (OBX-11 = ${status})`, { findings });
  }

  /** A notice that the RIS must take. */
  private async notify(opened: OpenCase, what: string, options: NoticeOptions = {}): Promise<Told> {
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

const SKULL_FRACTURE: Code = { value: '71642004', scheme: 'SCT', meaning: 'Fracture of skull' };

function findingsOf({ kind, expectation: { present, absent } }: Exam): ScriptedFinding[] {
  const flag = kind === 'critical' ? { flag: 'AA' } : {};
  return [
    ...present.map((code): ScriptedFinding => ({ code, presence: 'present', ...flag })),
    ...absent.map((code): ScriptedFinding => ({ code, presence: 'absent' })),
  ];
}

/** No scenario finds this; where it is shown, a message that had to be refused was filed. */
export const WRONGLY_FILED: Code = {
  value: 'AW-WRONG',
  scheme: '99AIRW',
  meaning: 'Finding of a message to be refused',
};
