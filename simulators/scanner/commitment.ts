import type { NormalisedAnswer, NormalisedRequest } from '../../protocols/dimse/server';
import { itemsOf, textOf } from './worklist';

/** A storage commitment report (PS3.4 J.3.3). */
export interface CommitmentReport {
  transactionUid: string;
  committed: string[];
  failed: { sopInstanceUid: string; reason: number }[];
}

const INVALID_ARGUMENT_VALUE = 0x0115;
const NO_SUCH_EVENT_TYPE = 0x0113;

/** Matches N-EVENT-REPORTs that come in with the transactions that are waited for. */
export class CommitmentDesk {
  readonly #waiting = new Map<string, (report: CommitmentReport | undefined) => void>();

  /**
   * Call before the N-ACTION goes out: the report can be faster than its response. `report` gives undefined when
   * `within` milliseconds after `startClock` none has come, or when it is called off.
   */
  expect(transactionUid: string): { report(withinMs: number): Promise<CommitmentReport | undefined>; callOff(): void } {
    let settle: (report: CommitmentReport | undefined) => void = () => undefined;
    const arrived = new Promise<CommitmentReport | undefined>((resolve) => (settle = resolve));
    this.#waiting.set(transactionUid, settle);
    const callOff = (): void => {
      this.#waiting.delete(transactionUid);
      settle(undefined);
    };
    return {
      callOff,
      report: async (withinMs) => {
        const timer = setTimeout(callOff, withinMs);
        try {
          return await arrived;
        } finally {
          clearTimeout(timer);
        }
      },
    };
  }

  /** Handler for N-EVENT-REPORT: event type 1, all committed, or 2, failures exist. */
  take(request: NormalisedRequest): NormalisedAnswer {
    if (request.eventTypeId !== 1 && request.eventTypeId !== 2) return { status: NO_SUCH_EVENT_TYPE };
    const transactionUid = textOf(request.attributes, 'TransactionUID');
    const settle = this.#waiting.get(transactionUid);
    if (!settle) return { status: INVALID_ARGUMENT_VALUE, comment: 'Transaction UID is not waited for' };
    this.#waiting.delete(transactionUid);
    settle({
      transactionUid,
      committed: itemsOf(request.attributes, 'ReferencedSOPSequence').map((item) =>
        textOf(item, 'ReferencedSOPInstanceUID'),
      ),
      failed: itemsOf(request.attributes, 'FailedSOPSequence').map((item) => ({
        sopInstanceUid: textOf(item, 'ReferencedSOPInstanceUID'),
        reason: Number(item['FailureReason'] ?? 0),
      })),
    });
    return { status: 0 };
  }

  /** Nothing more will come. */
  close(): void {
    for (const settle of this.#waiting.values()) settle(undefined);
    this.#waiting.clear();
  }
}
