import type { MllpPeer } from '../../model/actors';
import { Ris } from '../../simulators/ris/ris';
import { ROLES, type RisOptions } from '../../simulators/ris/options';
import type { ConsumerOptions } from '../../simulators/ris/consumer/types';
import {
  aeTitle,
  dimsePeer,
  hl7Party,
  httpPeer,
  listen,
  listenPort,
  milliseconds,
  mllpPeer,
  newFile,
  object,
  text,
  tls,
} from './schema';
import type { Simulation } from './simulation';

export interface RisSimulation extends Omit<
  RisOptions,
  'sink' | 'log' | 'beforeAck' | 'beforeAckTimeoutMs' | 'aiPlatform' | 'consumer'
> {
  /** Null: there is none, so nothing is sent. */
  aiPlatform: MllpPeer | null;
  /** Null: AI results on the PACS are not read. */
  consumer: ConsumerOptions | null;
}

export const ris: Simulation<RisSimulation> = {
  defaults: {
    databaseFile: ':memory:',
    dimse: { aeTitle: 'AIRW_RIS', host: '127.0.0.1', port: 11114 },
    mllp: { host: '127.0.0.1', port: 2575 },
    http: { host: '127.0.0.1', port: 8080 },
    aiPlatform: { host: '127.0.0.1', port: 2576 },
    consumer: {
      retrieve: 'c-move',
      pacs: { aeTitle: 'AIRW_PACS', host: '127.0.0.1', port: 11112 },
      dicomWeb: { baseUrl: 'http://127.0.0.1:8043/dicom-web' },
      timeoutMs: 30_000,
    },
    sending: { application: 'AIRW_RIS', facility: 'AIRWORTHY' },
    receiving: { application: 'AIRW_AI', facility: 'AIRWORTHY' },
    aiTimeoutMs: 300_000,
    exchangeTimeoutMs: 10_000,
    retry: { firstMs: 500, maxMs: 30_000 },
  },
  schema: object({
    databaseFile: newFile,
    dimse: object({ aeTitle, host: text, port: listenPort, tls }),
    mllp: listen,
    http: listen,
    aiPlatform: { ...mllpPeer, type: ['object', 'null'] },
    consumer: {
      ...object({
        retrieve: { enum: ['c-move', 'c-get', 'wado-rs'] },
        pacs: dimsePeer,
        dicomWeb: httpPeer,
        timeoutMs: milliseconds,
      }),
      type: ['object', 'null'],
    },
    sending: hl7Party,
    receiving: hl7Party,
    aiTimeoutMs: milliseconds,
    exchangeTimeoutMs: milliseconds,
    retry: object({ firstMs: milliseconds, maxMs: milliseconds }),
    tokens: { type: 'object', additionalProperties: { enum: [...ROLES] } },
  }),

  async start({ aiPlatform, consumer, ...options }, { sink, log }) {
    const peers = { ...(aiPlatform ? { aiPlatform } : {}), ...(consumer ? { consumer } : {}) };
    const actor = new Ris({ ...options, ...peers, sink, log });
    await actor.start();
    const { dimse, mllp, http } = options;
    return {
      listeners: [
        {
          what: 'DICOM (worklist, MPPS, storage)',
          ...actor.dimseAddress,
          aeTitle: dimse.aeTitle,
          tls: dimse.tls !== undefined,
        },
        { what: 'HL7 (MLLP)', ...actor.mllpAddress, tls: mllp.tls !== undefined },
        { what: 'HTTP (worklist as JSON, FHIR under /fhir)', ...actor.httpAddress, tls: http.tls !== undefined },
      ],
      stop: () => actor.stop(),
    };
  },
};
