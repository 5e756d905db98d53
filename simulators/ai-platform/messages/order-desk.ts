import type { Logger } from '../../../model/actors';
import type { Hl7Message } from '../../../model/hl7/message';
import { readHl7 } from '../../../model/hl7/reader';
import { buildAck } from '../../../protocols/mllp/build';
import type { Exam } from '../exams/exam';
import { merged } from '../exams/order';
import type { OrderBook } from '../exams/order-book';
import { CalledOff } from '../retry/wait';
import { MessageRefused, type OrderMessage, readOrder } from './read-order';

export interface OrderDeskOptions {
  book: OrderBook;
  sending: { application: string; facility: string };
  log: Logger;
  /** Called after the acknowledgement is on its way. */
  start(exam: Exam): void;
  /** Whether a message starts the analysis. */
  starts(message: OrderMessage, exam: Exam): boolean;
  /** Whether a message about a known exam begins a new one. */
  reopens(message: OrderMessage, known: Exam): boolean;
}

/** ORC-1 values that cancel or discontinue an order (HL7 table 0119). */
const CANCELS = new Set(['CA', 'OC', 'CR', 'DC', 'OD', 'DR']);
/** ORC-5 values that do (table 0038). */
const CANCELLED = new Set(['CA', 'DC']);

/** Takes the RIS's messages: registers, cancels, starts. The same message taken twice changes nothing. */
export class OrderDesk {
  readonly #o: OrderDeskOptions;

  constructor(options: OrderDeskOptions) {
    this.#o = options;
  }

  /** Returns the acknowledgement: AA, AE where the content is not usable, AR where it is no order message. */
  take(bytes: Uint8Array): string {
    const { sending, log } = this.#o;
    try {
      this.#file(readOrder(bytes));
      return buildAck(readable(bytes), 'AA', sending);
    } catch (error) {
      const refused = error instanceof MessageRefused;
      const reason = refused ? error.message : 'The message could not be filed for a reason of our own';
      log.warn(`${sending.application} refused a message of the RIS: ${(error as Error).message}`);
      return buildAck(readable(bytes), refused ? error.code : 'AE', sending, reason);
    }
  }

  #file(message: OrderMessage): void {
    const { book, log, starts, start, reopens } = this.#o;
    const { control, status, order, controlId } = message;
    const known = book.find(order);
    if (CANCELS.has(control) || CANCELLED.has(status)) {
      if (!known) throw new MessageRefused('AE', 'No such order is known here, so it cannot be cancelled', controlId);
      return this.#cancel(known);
    }
    const reopened = known && reopens(message, known);
    if (known?.stage === 'cancelled' && !reopened) throw new MessageRefused('AE', 'The order was cancelled', controlId);
    if (known && !reopened) known.note(order);
    const exam = known && !reopened ? known : book.open(reopened ? merged(known.order, order) : order);
    log.debug(`Exam ${exam.name}: ORC-1 ${control}, ORC-5 ${status || 'empty'}, ${exam.stage}`);
    if (starts(message, exam)) setImmediate(() => start(exam));
  }

  #cancel(exam: Exam): void {
    if (exam.finished) return;
    exam.moveTo('cancelled');
    exam.calledOff.abort(new CalledOff('the order was cancelled'));
  }
}

function readable(bytes: Uint8Array): Hl7Message | undefined {
  try {
    return readHl7(bytes);
  } catch {
    return undefined;
  }
}
