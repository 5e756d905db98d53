import type { Socket } from 'node:net';
import type { Logger } from '../../model/actors';
import { Connection, type DimseMessage } from './connection';
import { answerRequest, type Served } from './dispatch';
import type { Association } from './library';
import { MAX_PDU_LENGTH } from './library';
import { answerContexts, rejection } from './negotiate';
import { abortMeaning } from './reasons';
import type { DimseServerOptions } from './server';

/** One accepted connection: negotiates, then answers requests until it is released, aborted, lost or idle. */
export class Acceptor {
  readonly #options: DimseServerOptions;
  readonly #log: Logger;
  readonly #connection: Connection;
  readonly #idleTimer: NodeJS.Timeout;
  /** ARTIM (PS3.8 9.1.5): however busily a peer sends, its request for an association must come to an end. */
  readonly #requestTimer: NodeJS.Timeout;
  readonly #cancelled = new Set<number>();
  #association: Association | undefined;
  readonly #patienceMs: number;
  #working = 0;

  constructor(socket: Socket, options: DimseServerOptions, log: Logger) {
    this.#options = options;
    this.#log = log;
    const patience = options.idleTimeoutMs ?? 60_000;
    this.#patienceMs = patience;
    this.#idleTimer = setTimeout(() => this.#idle(), patience);
    this.#requestTimer = setTimeout(() => this.#unasked(patience), patience);
    this.#connection = new Connection(socket, {
      associationRequested: (association) => this.#negotiate(association),
      releaseRequested: () => {
        this.#connection.sendAssociationReleaseResponse();
        this.#connection.end();
      },
      aborted: ({ source, reason }) => {
        this.#log.debug(`${this.#name} was aborted ${abortMeaning(source, reason)}`);
        this.#connection.end();
      },
      request: (message) => void this.#answer(message),
      heard: () => this.#idleTimer.refresh(),
      spoolFolder: () => options.spool,
      instanceBegun: (written) => options.handlers.storeBegins?.(written),
      failed: (error) => {
        this.#log.warn(`${this.#name} is closed: ${error.message}`);
        this.#connection.abortAssociation(2);
      },
      closed: () => {
        clearTimeout(this.#idleTimer);
        clearTimeout(this.#requestTimer);
      },
    });
  }

  abort(): void {
    this.#connection.abortAssociation();
  }

  get #name(): string {
    const caller = this.#association
      ? `${this.#association.getCallingAeTitle()} (${this.#connection.remote})`
      : this.#connection.remote;
    return `${this.#options.aeTitle}: the association of ${caller}`;
  }

  #negotiate(association: Association): void {
    if (this.#association) throw new Error('a second association was requested');
    clearTimeout(this.#requestTimer);
    const refused = rejection(association, this.#options);
    if (refused) {
      this.#log.warn(
        `${this.#options.aeTitle} rejected an association of ${this.#connection.remote}: ${refused.meaning}`,
      );
      this.#connection.sendAssociationReject(refused.result, refused.source, refused.reason);
      return this.#connection.end();
    }
    this.#association = association;
    answerContexts(association, this.#options);
    // The library announces the smaller of both limits; for it 0, no limit, is the smaller one.
    if (association.getMaxPduLength() === 0) association.setMaxPduLength(MAX_PDU_LENGTH);
    this.#connection.sendAssociationAccept();
  }

  async #answer(message: DimseMessage): Promise<void> {
    const { command } = message;
    if (command['CommandField'] === 0x0fff) {
      this.#cancelled.add(command['MessageIDBeingRespondedTo'] as number);
      return;
    }
    const served: Served = {
      message,
      connection: this.#connection,
      callingAeTitle: this.#association?.getCallingAeTitle().trim() ?? '',
      options: this.#options,
      log: this.#log,
      cancelled: () => this.#cancelled.has(command['MessageID'] as number),
      patienceMs: this.#patienceMs,
    };
    this.#working++;
    try {
      await answerRequest(served);
    } catch (error) {
      this.#log.error(`${this.#name} is aborted: ${(error as Error).message}`);
      this.#connection.abortAssociation(2);
    } finally {
      this.#working--;
      this.#cancelled.delete(command['MessageID'] as number);
      this.#idleTimer.refresh();
    }
  }

  #unasked(patience: number): void {
    this.#log.warn(`${this.#name} is closed: no whole request for one came within ${patience / 1000} s`);
    this.#connection.abortAssociation(2);
  }

  #idle(): void {
    if (this.#working > 0) return void this.#idleTimer.refresh();
    this.#log.warn(`${this.#name} is closed: nothing was heard for ${this.#patienceMs / 1000} s`);
    this.#connection.abortAssociation(2);
  }
}
