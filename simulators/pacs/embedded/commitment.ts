import type { DimsePeer, Logger } from '../../../model/actors';
import { nEventReport } from '../../../protocols/dimse/client';
import type { NormalisedAnswer, NormalisedRequest } from '../../../protocols/dimse/server';
import type { NaturalDataset } from '../../../protocols/dimse/types';
import { STORAGE_COMMITMENT_INSTANCE, STORAGE_COMMITMENT_PUSH_MODEL } from '../../../protocols/dimse/uids';
import { reasonOf } from '../launch-error';
import type { PacsHooks } from '../mutants/types';
import { FAILURE_REASON } from './store-status';

const REQUEST_COMMITMENT = 1;
const ALL_COMMITTED = 1;
const FAILURES_EXIST = 2;
const REPORT_TIMEOUT_MS = 5000;
const RETRY_AFTER_MS = [1000, 5000, 20_000];

export interface CommitmentOptions {
  aeTitle: string;
  /** SOP Class of a stored instance. */
  sopClassOf(sopInstanceUid: string): string | undefined;
  peer(aeTitle: string): DimsePeer | undefined;
  log: Logger;
  /** Spoil it, where the PACS is to be a mutant. */
  hooks?: PacsHooks;
}

/** Storage commitment as a provider (PS3.4 Annex J): the report goes out on an association of our own. */
export class StorageCommitment {
  readonly #options: CommitmentOptions;
  readonly #stopping = new AbortController();
  readonly #reports = new Set<Promise<void>>();

  constructor(options: CommitmentOptions) {
    this.#options = options;
  }

  /** Answers an N-ACTION and sends the report after it. */
  async request(r: NormalisedRequest): Promise<NormalisedAnswer> {
    if (r.sopClassUid !== STORAGE_COMMITMENT_PUSH_MODEL) return { status: 0x0118, comment: 'No such SOP class' };
    if (r.sopInstanceUid !== STORAGE_COMMITMENT_INSTANCE) return { status: 0x0112, comment: 'No such SOP instance' };
    if (r.actionTypeId !== REQUEST_COMMITMENT) return { status: 0x0123, comment: 'No such action' };
    const transactionUid = text(r.attributes['TransactionUID']);
    const references = r.attributes['ReferencedSOPSequence'];
    if (transactionUid === '' || !Array.isArray(references) || references.length === 0) {
      return { status: 0x0115, comment: 'Transaction UID or Referenced SOP Sequence is missing' };
    }
    const peer = this.#options.peer(r.callingAeTitle);
    if (!peer) {
      this.#options.log.warn(`${r.callingAeTitle} asked for storage commitment, but its address is not known`);
      return { status: FAILURE_REASON.processingFailure, comment: 'Your address is not known here' };
    }
    const { hooks } = this.#options;
    const right = this.#report(transactionUid, references as NaturalDataset[]);
    const reported = hooks?.report ? hooks.report(right) : right;
    if (!reported) return { status: 0 };
    const report = this.#send(peer, reported);
    this.#reports.add(report);
    void report.finally(() => this.#reports.delete(report));
    return { status: 0 };
  }

  /** Gives up what has not been reported. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#reports);
  }

  #report(transactionUid: string, references: NaturalDataset[]): { eventTypeId: number; attributes: NaturalDataset } {
    const committed: NaturalDataset[] = [];
    const failed: NaturalDataset[] = [];
    for (const reference of references) {
      const item = {
        ReferencedSOPClassUID: text(reference['ReferencedSOPClassUID']),
        ReferencedSOPInstanceUID: text(reference['ReferencedSOPInstanceUID']),
      };
      const stored = this.#options.sopClassOf(item.ReferencedSOPInstanceUID);
      if (stored === item.ReferencedSOPClassUID) committed.push(item);
      else {
        const reason =
          stored === undefined ? FAILURE_REASON.noSuchObjectInstance : FAILURE_REASON.classInstanceConflict;
        failed.push({ ...item, FailureReason: reason });
      }
    }
    return {
      eventTypeId: failed.length === 0 ? ALL_COMMITTED : FAILURES_EXIST,
      attributes: {
        RetrieveAETitle: this.#options.aeTitle,
        TransactionUID: transactionUid,
        ...(failed.length > 0 ? { FailedSOPSequence: failed } : {}),
        ...(committed.length > 0 ? { ReferencedSOPSequence: committed } : {}),
      },
    };
  }

  async #send(peer: DimsePeer, report: { eventTypeId: number; attributes: NaturalDataset }): Promise<void> {
    const { aeTitle, log, hooks } = this.#options;
    const client = { callingAeTitle: hooks?.reportsAs ?? aeTitle, peer, timeoutMs: REPORT_TIMEOUT_MS, log };
    // The answer to the N-ACTION goes first.
    await this.#pause(0);
    for (const retryAfterMs of [...RETRY_AFTER_MS, undefined]) {
      if (this.#stopping.signal.aborted) return;
      try {
        const { status } = await nEventReport(
          client,
          STORAGE_COMMITMENT_PUSH_MODEL,
          STORAGE_COMMITMENT_INSTANCE,
          report.eventTypeId,
          report.attributes,
          hooks?.reportsWithoutRole ? 'none' : 'scp',
        );
        if (status !== 0) log.warn(`${peer.aeTitle} answered the storage commitment report with status ${status}`);
        return;
      } catch (error) {
        const next = retryAfterMs === undefined ? 'it is given up' : `next try in ${retryAfterMs / 1000} s`;
        log.warn(`A storage commitment report could not be sent, ${next}: ${reasonOf(error)}`);
        if (retryAfterMs !== undefined) await this.#pause(retryAfterMs);
      }
    }
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#stopping;
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
    });
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
