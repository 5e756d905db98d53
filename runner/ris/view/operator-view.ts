import type { Exam } from '../../../model/exam';
import { RIS_FIELDS, type RisEntry, type RisField } from '../../../model/ris-access';
import { type Operator, yesOrNo } from '../../operator/operator';
import type { Look, RisView, Seen } from './view';

const SORT_WORDS = {
  priority: 'by urgency, the most urgent first',
  abnormality: 'by AI abnormality, those with one first',
};

/** A person looks at the RIS and answers; what is not answered was not seen. */
export class OperatorRisView implements RisView {
  readonly adapter = 'operator';
  readonly shows = RIS_FIELDS;
  readonly showsExams = true;

  constructor(private readonly operator: Operator) {}

  async look(look: Look): Promise<Seen> {
    const exams = look.view === 'exam' ? look.exams.slice(0, 1) : await this.listed(look);
    const asked = question(look);
    if (exams === undefined) return unanswered(asked);
    const entries: RisEntry[] = [];
    for (const exam of exams) {
      const entry = await this.entry(exam, look);
      if (!entry) return unanswered(asked);
      entries.push(entry);
    }
    return { asked, entries, answer: Buffer.from(JSON.stringify(entries)) };
  }

  private async listed(look: Look): Promise<Exam[] | undefined> {
    const answer = await this.operator.ask(question(look), 'their numbers in the order shown, none, or s to skip');
    if (answer === undefined) return undefined;
    if (/^(none|no|0)$/i.test(answer)) return [];
    const numbers = answer.split(/[\s,;]+/).map(Number);
    const exams = numbers.flatMap((number) => look.exams[number - 1] ?? []);
    return exams.length === numbers.length ? exams : undefined;
  }

  private async entry(exam: Exam, { need, report }: Look): Promise<RisEntry | undefined> {
    const entry: RisEntry = { accessionNumber: exam.accessionNumber, patientId: exam.patientId };
    for (const field of need) {
      if (field in entry) continue;
      const value = await this.field(field, exam, report);
      if (value === undefined) return undefined;
      Object.assign(entry, { [field]: value });
    }
    return entry;
  }

  private async field(field: RisField, exam: Exam, report = ''): Promise<unknown> {
    const yes = (text: string) =>
      yesOrNo(this.operator, `Exam ${exam.accessionNumber} of ${exam.patientName}: ${text}`);
    const sameText = async (text: string, what: string) => {
      const same = await yes(`is ${what} exactly "${text}"?`);
      return same === undefined ? undefined : same ? text : 'another text, says the operator';
    };
    switch (field) {
      case 'alert':
        return yes('does the RIS show an AI alert?');
      case 'reviewNeeded':
        return yes('is it flagged for review?');
      case 'aiMissing':
        return yes('does the RIS say that there is no AI result?');
      case 'priority': {
        const urgent = await yes('is it marked as urgent or expedited?');
        return urgent === undefined ? undefined : { word: urgent ? 'urgent' : 'not urgent', rank: urgent ? 0 : 1 };
      }
      case 'abnormalities': {
        const text = `Exam ${exam.accessionNumber} of ${exam.patientName}: which AI abnormalities are shown as present?`;
        const answer = await this.operator.ask(text, 'their names with ; between, none, or s to skip');
        if (answer === undefined) return undefined;
        return /^none$/i.test(answer) ? [] : answer.split(';').map((name) => name.trim());
      }
      case 'report':
        return sameText(report, 'the issued report');
      case 'patientName':
        return sameText(exam.patientName.replaceAll('^', ' '), "the patient's name");
      default:
        return '';
    }
  }
}

function question({ view, exams, filter = [], sort }: Look): string {
  if (view === 'exam') return `Open exam ${exams[0]?.accessionNumber ?? ''} in the RIS.`;
  const filters = filter.map(({ by, value }) => `${by} = ${value}`).join(' and ');
  return [
    `Look at the reporting worklist of the RIS${filters ? `, filtered by ${filters}` : ''}${sort ? `, sorted ${SORT_WORDS[sort]}` : ''}. Which of these exams are on it?`,
    ...exams.map((exam, i) => `  ${i + 1}  ${exam.accessionNumber}  ${exam.patientName}  ${exam.procedure.meaning}`),
  ].join('\n');
}

function unanswered(asked: string): Seen {
  const sentence = 'The operator did not answer, so nothing was seen.';
  return { asked, entries: [], failure: { kind: 'unanswered', sentence } };
}
