import type { Address, DimsePeer, Logger } from '../../../model/actors';
import {
  type DimseClientOptions,
  DimseError,
  find,
  get,
  move,
  nAction,
  type QueryLevel,
} from '../../../protocols/dimse/client';
import {
  type MoveRequest,
  type NormalisedRequest,
  type QueryRequest,
  DimseServer,
  type ReceivedInstance,
} from '../../../protocols/dimse/server';
import { formatStatus } from '../../../protocols/dimse/reasons';
import { store, type StoreSource } from '../../../protocols/dimse/store';

/**
 * What becomes of one instance: `refuse` it is not kept, and answered with that status; `warn` it is kept, and answered with
 * that status; `lose` it is answered with success and not kept.
 */
export type Trouble = { kind: 'refuse' | 'warn'; status: number } | { kind: 'lose' };

export interface TroubledPacsOptions {
  /** The archive behind it, past any tap. */
  pacs: DimsePeer;
  /** Longest wait for an answer of the archive, milliseconds. */
  timeoutMs: number;
  log: Logger;
  /** What is to become of the instances that are stored next, in order; those after them are stored as usual. */
  troubles: readonly Trouble[];
  /** Each instance that met its trouble. */
  onTrouble(trouble: Trouble, sopInstanceUid: string): void;
}

/** `1 instance is refused with A700H`; for the record of a run. */
export function describeTroubles(troubles: readonly Trouble[]): string {
  const what = (trouble: Trouble): string => {
    if (trouble.kind === 'lose') return 'lost by the PACS, which says that it has it';
    return `${trouble.kind === 'refuse' ? 'refused' : 'taken'} with status ${formatStatus(trouble.status)}`;
  };
  const [first] = troubles;
  return first
    ? `the next ${troubles.length === 1 ? 'instance is' : `${troubles.length} instances are`} ${what(first)}`
    : 'none';
}

/** Processing failure (PS3.7 C.5.11): the archive behind did not answer. */
const PROCESSING_FAILURE = 0x0110;

/**
 * The PACS on a bad day: an application entity that stands before an archive and passes on to it, under the caller's AE
 * title, whatever is asked, except for the instances that are to meet trouble.
 */
export class TroubledPacs {
  readonly #options: TroubledPacsOptions;
  readonly #server: DimseServer;
  readonly #pending: Trouble[];

  constructor(options: TroubledPacsOptions) {
    this.#options = options;
    this.#pending = [...options.troubles];
    this.#server = new DimseServer({
      listen: { host: '127.0.0.1', port: 0 },
      aeTitle: options.pacs.aeTitle,
      acceptCalled: 'any',
      storageSopClasses: 'all',
      log: options.log,
      handlers: {
        store: (instance) => this.#store(instance),
        find: ({ callingAeTitle, level, identifier }) =>
          find(this.#behind(callingAeTitle), (level ?? 'STUDY') as QueryLevel, identifier),
        move: (request) => this.#move(request),
        get: (request) => this.#get(request),
        nAction: (request) => this.#ask(request),
      },
    });
  }

  get address(): Address {
    return this.#server.address;
  }

  start(): Promise<void> {
    return this.#server.start();
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  #behind(callingAeTitle: string): DimseClientOptions {
    const { pacs: peer, timeoutMs, log } = this.#options;
    return { callingAeTitle, peer, timeoutMs, log };
  }

  async #store({ bytes, callingAeTitle, sopInstanceUid }: ReceivedInstance): Promise<number> {
    const trouble = this.#pending.shift();
    if (trouble?.kind === 'refuse' || trouble?.kind === 'lose') {
      this.#options.onTrouble(trouble, sopInstanceUid);
      return trouble.kind === 'lose' ? 0 : trouble.status;
    }
    const [outcome] = await store(this.#behind(callingAeTitle), [{ bytes }], 'dcmjs');
    const status = outcome?.status ?? PROCESSING_FAILURE;
    if (!trouble || status !== 0) return status;
    this.#options.onTrouble(trouble, sopInstanceUid);
    return trouble.status;
  }

  /** Its images are fetched as ever: the trouble is with what is stored. */
  async #get({ callingAeTitle, level, identifier }: QueryRequest): Promise<StoreSource[]> {
    const given: StoreSource[] = [];
    await get(
      this.#behind(callingAeTitle),
      (level ?? 'STUDY') as Exclude<QueryLevel, 'WORKLIST'>,
      identifier,
      async ({ bytes }) => {
        given.push({ bytes });
        return 0;
      },
    );
    return given;
  }

  async #move({ callingAeTitle, level, identifier, destination }: MoveRequest) {
    return move(
      this.#behind(callingAeTitle),
      (level ?? 'STUDY') as Exclude<QueryLevel, 'WORKLIST'>,
      identifier,
      destination,
    );
  }

  async #ask({ callingAeTitle, sopClassUid, sopInstanceUid, actionTypeId, attributes }: NormalisedRequest) {
    try {
      return await nAction(this.#behind(callingAeTitle), sopClassUid, sopInstanceUid, actionTypeId ?? 1, attributes);
    } catch (error) {
      if (!(error instanceof DimseError)) throw error;
      return { status: PROCESSING_FAILURE, comment: error.message };
    }
  }
}
