import type { ScannerOptions } from '../../simulators/scanner/options';
import { acquireFromWorklist } from '../../simulators/scanner/round';
import { Scanner } from '../../simulators/scanner/scanner';
import { aeTitle, dimsePeer, flag, listen, milliseconds, object } from './schema';
import type { Simulation } from './simulation';
import { studySource } from './study-source';

export interface ScannerSimulation extends Omit<ScannerOptions, 'sink' | 'log'> {
  /** What is acquired: `synthetic:NAME`, or a folder of DICOM files that are given the exam's identity. */
  study: string;
  /** Modality worklist entries of this modality are acquired; that of the study when absent. */
  modality?: string;
  pollSeconds: number;
  /** Stops after the first acquisition. */
  once: boolean;
}

export const scanner: Simulation<ScannerSimulation> = {
  defaults: {
    aeTitle: 'AIRW_SCANNER',
    listen: { host: '127.0.0.1', port: 11115 },
    worklist: { aeTitle: 'AIRW_RIS', host: '127.0.0.1', port: 11114 },
    mpps: { aeTitle: 'AIRW_RIS', host: '127.0.0.1', port: 11114 },
    pacs: { aeTitle: 'AIRW_PACS', host: '127.0.0.1', port: 11112 },
    engine: 'auto',
    timeoutMs: 30_000,
    study: 'synthetic:ct-head-haemorrhage',
    pollSeconds: 5,
    once: false,
  },
  schema: object({
    aeTitle,
    listen,
    worklist: dimsePeer,
    mpps: dimsePeer,
    pacs: dimsePeer,
    engine: { enum: ['auto', 'native', 'dcmjs'] },
    timeoutMs: milliseconds,
    study: { type: 'string', minLength: 1, maxLength: 4096, path: 'study' },
    modality: { type: 'string', pattern: '^[A-Z0-9_ ]{1,16}$' },
    pollSeconds: { type: 'number', minimum: 0.1, maximum: 86_400 },
    once: flag,
  }),
  // Most RIS take MPPS where they offer the worklist.
  complete: (given) => (given.worklist && !given.mpps ? { ...given, mpps: given.worklist } : given),

  async start({ study, modality, pollSeconds, once, ...options }, { sink, log }) {
    const source = studySource(study);
    const actor = new Scanner({ ...options, sink, log });
    await actor.start();
    const round = acquireFromWorklist({
      ...{ scanner: actor, source, log, pollSeconds, once },
      modality: modality ?? source.modality,
    });
    return {
      listeners: [
        {
          what: 'DICOM (storage commitment reports)',
          ...actor.address,
          aeTitle: options.aeTitle,
          tls: options.listen.tls !== undefined,
        },
      ],
      ...(once ? { done: round.done } : {}),
      stop: async () => {
        round.stop();
        await actor.stop();
      },
    };
  },
};
