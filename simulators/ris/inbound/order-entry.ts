import type { Hl7Message } from '../../../model/hl7/message';
import type { ExamRow } from '../database/types';
import type { OrderDesk } from '../order-desk';
import type { Records } from '../records';
import type { Verdict } from './judge-message';
import { isNewOrder, readOrder } from './take-order';

const REGISTRATIONS = new Set(['ADT^A04', 'ADT^A08']);

/** What comes from the rest of the hospital by HL7: patients, orders, completion, reports. Runs within a transaction. */
export class OrderEntry {
  constructor(
    private readonly records: Records,
    private readonly desk: OrderDesk,
  ) {}

  /** Undefined where the message is none of its business before an exam was found for it. */
  take(message: Hl7Message): Verdict | undefined {
    if (REGISTRATIONS.has(typeOf(message))) return this.register(message);
    return isNewOrder(message) ? this.order(message) : undefined;
  }

  /** Undefined where it is none of its business at all: then it is of an AI platform. */
  takeFor(exam: ExamRow, message: Hl7Message): Verdict | undefined {
    const key = exam.accession_number;
    if (isFinalReport(message)) {
      const text = message.all('OBX').map((obx) => obx.component(5, 1));
      const by = message.get('OBR-32.1.2') || sender(message);
      if (this.records.workflow.report(key, text.join('\n'), by)) return { code: 'AA' };
      return refuse('Only an exam on the reporting worklist can be reported', 'OBR-25');
    }
    const isCompletion = message.get('ORC-5.1') === 'CM' && message.all('OBX').length === 0;
    if (!isCompletion || !['scheduled', 'in-progress'].includes(exam.status)) return undefined;
    // Telling the AI platform begins when this is committed, and is not waited for.
    void this.desk.complete(key, `completed by ${sender(message)}`);
    return { code: 'AA' };
  }

  private register(message: Hl7Message): Verdict {
    const id = message.get('PID-3.1').trim();
    if (id === '') return refuse('PID-3 is empty', 'PID-3');
    this.records.audit.note(`HL7 ${sender(message)}`, `${typeOf(message)}: patient ${id} is known`);
    return { code: 'AA' };
  }

  private order(message: Hl7Message): Verdict {
    const read = readOrder(message, this.records.exams);
    if ('code' in read) return read;
    this.desk.place(read.exam, read.details, `HL7 ${sender(message)}`);
    return { code: 'AA' };
  }
}

/** ORC-1 = RE, OBR-25 = F: the report of a radiologist. An AI platform's results are never final (RCR l.43-47). */
function isFinalReport(message: Hl7Message): boolean {
  return typeOf(message) === 'ORU^R01' && message.get('ORC-1.1') === 'RE' && message.get('OBR-25') === 'F';
}

function typeOf(message: Hl7Message): string {
  return `${message.get('MSH-9.1')}^${message.get('MSH-9.2')}`;
}

function sender(message: Hl7Message): string {
  return `${message.get('MSH-3.1')}|${message.get('MSH-4.1')}`;
}

function refuse(reason: string, location: string): Verdict {
  return { code: 'AE', reason, error: { code: '204', location } };
}
