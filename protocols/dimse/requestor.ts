import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { CommandFields } from './command-set';
import { Connection, type DimseMessage } from './connection';
import { connectionLost, DimseError, peerName, socketError } from './errors';
import type { LongData } from './file-part';
import { SPOKE_TLS } from './framing';
import { Association, type PresentationContext } from './library';
import { abortMeaning, contextResultMeaning, rejectionMeaning } from './reasons';
import { clientTls } from './tls';
import type { DimseClientOptions } from './types';

/** A presentation context to propose. Roles are proposed only where given (PS3.7 D.3.3.4). */
export interface ProposedContext {
  abstractSyntax: string;
  /** For sentences: `Modality Worklist`. */
  name?: string;
  transferSyntaxes: readonly string[];
  roles?: { scu: boolean; scp: boolean };
}

/** Answer to a request that the peer makes on our association (C-STORE during C-GET). */
export type PeerRequestHandler = (message: DimseMessage, connection: Connection) => void;

/** An association that we opened. Every wait ends by `timeoutMs`; after an error the association is aborted. */
export class Requestor {
  readonly #options: DimseClientOptions;
  readonly #connection: Connection;
  readonly #tls: boolean;
  #doing = 'opening the association';
  #failure: DimseError | undefined;
  #settle: { reject(error: DimseError): void; alive(): void } | undefined;
  #accepted: (() => void) | undefined;
  #released: (() => void) | undefined;
  onPeerRequest: PeerRequestHandler | undefined;

  private constructor(options: DimseClientOptions, socket: Socket) {
    this.#options = options;
    this.#tls = options.peer.tls !== undefined;
    this.#connection = new Connection(socket, {
      associationAccepted: () => this.#accepted?.(),
      associationRejected: ({ source, reason }) => {
        const meaning = rejectionMeaning(source, reason);
        this.#fail('rejected', `the peer rejected it, ${meaning}. ${rejectionAdvice(source, reason)}`, true);
      },
      releaseAnswered: () => this.#released?.(),
      releaseRequested: () => {
        this.#connection.sendAssociationReleaseResponse();
        this.#fail('aborted', `released the association while ${this.#doing}.`);
      },
      aborted: ({ source, reason }) =>
        this.#fail('aborted', `aborted the association while ${this.#doing}, ${abortMeaning(source, reason)}.`),
      request: (message) => {
        this.#settle?.alive();
        if (this.onPeerRequest) this.onPeerRequest(message, this.#connection);
        else this.#fail('aborted', `sent a request of its own while ${this.#doing}.`);
      },
      failed: (error) => {
        const plainTls = error.message === SPOKE_TLS;
        const advice = plainTls
          ? 'Check whether the peer expects TLS.'
          : 'Check that a DICOM service listens at that port.';
        this.#fail(plainTls ? 'tls' : 'aborted', `could not be understood: ${error.message}. ${advice}`);
      },
      closed: (error) => {
        if (this.#released) return this.#released();
        this.#reject(
          error
            ? socketError(this.#ends, error, this.#tls, this.#doing)
            : connectionLost(this.#ends, this.#tls, this.#doing),
        );
      },
    });
  }

  /** Connects, proposes `contexts` and resolves when the peer has accepted the association. */
  static async open(options: DimseClientOptions, contexts: readonly ProposedContext[]): Promise<Requestor> {
    checkAeTitle(options.callingAeTitle, 'calling');
    checkAeTitle(options.peer.aeTitle, 'called');
    const { host, port, tls } = options.peer;
    const socket = tls ? connectTls({ host, port, ...tlsOptions(options) }) : connectTcp({ host, port });
    const requestor = new Requestor(options, socket);
    const ready = requestor.#waiting<true>((resolve) => (requestor.#accepted = () => resolve(true)), 'reach');
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      requestor.#settle?.alive();
      requestor.#connection.sendAssociationRequest(associationFor(options, contexts));
    });
    await ready;
    requestor.#accepted = undefined;
    options.log?.debug(`${options.callingAeTitle} opened an association with ${peerName(options)}`);
    return requestor;
  }

  /** The context that the peer accepted for this abstract syntax (and transfer syntax, where given). */
  accepted(abstractSyntax: string, transferSyntax?: string): PresentationContext | undefined {
    return this.#contexts().find(
      (context) =>
        context.getAbstractSyntaxUid() === abstractSyntax &&
        context.getResult() === 0 &&
        (transferSyntax === undefined || context.getAcceptedTransferSyntaxUid() === transferSyntax),
    );
  }

  /** As `accepted`, but throws a sentence saying what the peer answered. */
  required(abstractSyntax: string, name: string): PresentationContext {
    const context = this.accepted(abstractSyntax);
    if (context) return context;
    const meaning = contextResultMeaning(this.resultOf(abstractSyntax));
    throw new DimseError(
      'refused',
      `${peerName(this.#options)} accepted the association of ${this.#options.callingAeTitle} but not ${name} (${abstractSyntax}): ${meaning}. Check that the peer offers this service to ${this.#options.callingAeTitle}.`,
    );
  }

  /** The peer's answer to a proposed context (PS3.8 9.3.3.2); 255 where it gave none. */
  resultOf(abstractSyntax: string, transferSyntax?: string): number {
    const context = this.#contexts().find(
      (one) =>
        one.getAbstractSyntaxUid() === abstractSyntax &&
        (transferSyntax === undefined || one.hasTransferSyntaxUid(transferSyntax)),
    );
    return context?.getResult() ?? 0xff;
  }

  /**
   * Sends one request and gathers responses until one is not pending. Each response may take `timeoutMs`.
   * @param name for sentences, e.g. `C-FIND`.
   */
  async exchange(
    context: PresentationContext,
    name: string,
    fields: CommandFields,
    data?: Buffer | LongData,
    onPending?: (message: DimseMessage) => void,
  ): Promise<DimseMessage> {
    if (this.#failure) throw this.#failure;
    this.#doing = `waiting for the answer to ${name}`;
    return this.#waiting<DimseMessage>((resolve) => {
      const id = this.#connection.request(context, fields, data, {
        onProgress: () => this.#settle?.alive(),
        onResponse: (message) => {
          this.#settle?.alive();
          if (isPending(message.command['Status'] as number)) onPending?.(message);
          else {
            this.#connection.forget(id);
            resolve(message);
          }
        },
      });
    }, name);
  }

  /** The system has taken everything that was sent: its memory may be used again. */
  get hasSentAll(): boolean {
    return this.#connection.hasSentAll;
  }

  /** The peer was seen to work on what it was asked for, elsewhere than on this association: the wait begins anew. */
  atWork(): void {
    this.#settle?.alive();
  }

  /** A-RELEASE. A peer that does not answer it in time is left: the work is done. */
  async release(): Promise<void> {
    if (this.#failure) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(this.#options.timeoutMs, 5000));
      this.#released = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#connection.sendAssociationReleaseRequest();
    });
    this.#connection.end();
  }

  abort(): void {
    this.#connection.abortAssociation();
  }

  get #ends(): DimseClientOptions {
    return this.#options;
  }

  #contexts(): PresentationContext[] {
    const entries = this.#connection.negotiated?.getPresentationContexts() ?? [];
    return (entries as unknown as { context: PresentationContext }[]).map((entry) => entry.context);
  }

  /** Runs until resolved, the connection fails, or nothing is heard for `timeoutMs`. */
  #waiting<T>(begin: (resolve: (value: T) => void) => void, name: string): Promise<T> {
    const { timeoutMs } = this.#options;
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => this.#timedOut(name), timeoutMs);
      const finish = (then: () => void): void => {
        clearTimeout(timer);
        this.#settle = undefined;
        then();
      };
      this.#settle = { reject: (error) => finish(() => reject(error)), alive: () => timer.refresh() };
      begin((value) => finish(() => resolve(value)));
    });
  }

  #timedOut(name: string): void {
    const within = `within ${this.#options.timeoutMs / 1000} s`;
    const ends = `${peerName(this.#options)} did not answer ${this.#options.callingAeTitle}`;
    if (name === 'reach') {
      const reached = this.#connection.negotiated !== undefined;
      const what = reached ? `the association request ${within}` : `at all ${within}`;
      const check = reached
        ? 'Check the peer, and whether it expects TLS.'
        : 'Check host, port and any firewall between them.';
      this.#reject(new DimseError('timeout', `${ends}, ${what}. ${check}`.replace(', the', ' to the')), true);
      return;
    }
    const error = `${ends} to ${name} ${within}. Check the peer, or allow it more time.`;
    this.#reject(new DimseError('timeout', error), true);
  }

  #fail(code: DimseError['code'], what: string, opening = false): void {
    const { callingAeTitle } = this.#options;
    const sentence = opening
      ? `${callingAeTitle} could not open an association with ${peerName(this.#options)}: ${what}`
      : `${peerName(this.#options)}, asked by ${callingAeTitle}, ${what}`;
    this.#reject(new DimseError(code, sentence), code === 'aborted' || code === 'tls');
  }

  #reject(error: DimseError, abort = false): void {
    this.#failure ??= error;
    this.#accepted = undefined;
    if (abort) this.#connection.abortAssociation();
    else this.#connection.end();
    const settle = this.#settle;
    settle?.reject(this.#failure);
  }
}

/** Statuses after which more responses follow (PS3.4 C.4.1.1.4). */
export function isPending(status: number): boolean {
  return status === 0xff00 || status === 0xff01;
}

function associationFor(options: DimseClientOptions, contexts: readonly ProposedContext[]): Association {
  const association = new Association(options.callingAeTitle, options.peer.aeTitle);
  const withRoles = new Set<string>();
  for (const { abstractSyntax, transferSyntaxes, roles } of contexts) {
    const id = association.addPresentationContext(abstractSyntax);
    for (const transferSyntax of transferSyntaxes)
      association.addTransferSyntaxToPresentationContext(id, transferSyntax);
    if (!roles || withRoles.has(abstractSyntax)) continue;
    // Roles are negotiated per abstract syntax, not per context.
    withRoles.add(abstractSyntax);
    const context = association.getPresentationContext(id);
    context.setUserRole(roles.scu);
    context.setProviderRole(roles.scp);
  }
  return association;
}

function tlsOptions(options: DimseClientOptions): ReturnType<typeof clientTls> {
  try {
    return clientTls(options.peer.tls ?? {});
  } catch (error) {
    throw new DimseError(
      'tls',
      `${options.callingAeTitle} cannot open a TLS connection to ${peerName(options)}: ${(error as Error).message}`,
    );
  }
}

/** What to do about a rejection. */
export function rejectionAdvice(source: number, reason: number): string {
  if (source === 1 && reason === 7) return 'Check the AE title of the peer.';
  if (source === 1 && reason === 3) return "Check that the peer's list of known AE titles has ours.";
  if (source === 3) return 'Try again later, or raise the number of associations that the peer allows.';
  return "Check the peer's log.";
}

/** AE: 1 to 16 characters, no backslash and no control character (PS3.5 6.2). */
export function checkAeTitle(aeTitle: string, which: string): void {
  if (/^[\x20-\x5b\x5d-\x7e]{1,16}$/.test(aeTitle) && aeTitle.trim() !== '') return;
  throw new Error(`The ${which} AE title "${aeTitle}" is not valid: 1 to 16 characters of ASCII without backslash.`);
}
