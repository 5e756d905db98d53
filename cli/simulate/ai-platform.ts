import { merge } from '../../config/merge';
import { CARRIERS } from '../../model/sut';
import { AiPlatform, type AiPlatformOptions } from '../../simulators/ai-platform/ai-platform';
import { REFERENCE_ALGORITHM, REFERENCE_INTENDED_USE } from '../../simulators/ai-platform/analysis/reference';
import { findMutant } from '../../simulators/ai-platform/mutants';
import { HL7_VERSIONS } from '../../simulators/ai-platform/options';
import { asDescribedIn } from './as-described-in';
import {
  aeTitle,
  dimsePeer,
  existingFile,
  hl7Party,
  httpPeer,
  listen,
  milliseconds,
  mllpPeer,
  object,
  sutParts,
  text,
} from './schema';
import type { Simulation } from './simulation';

export interface AiPlatformSimulation extends Omit<AiPlatformOptions, 'sink' | 'log' | 'otherwise'> {
  /** A sut.yaml: stands in for the product described there. What is configured beside it goes before. */
  sut?: string;
  /** Id of one deliberate defect, see `airworthy mutants`. */
  mutant?: string;
}

export const aiPlatform: Simulation<AiPlatformSimulation> = {
  defaults: {
    aeTitle: 'AIRW_AI',
    dimse: { host: '127.0.0.1', port: 11113 },
    mllp: { host: '127.0.0.1', port: 2576 },
    pacs: { aeTitle: 'AIRW_PACS', host: '127.0.0.1', port: 11112 },
    dicomWeb: { baseUrl: 'http://127.0.0.1:8043/dicom-web' },
    ris: { host: '127.0.0.1', port: 2575 },
    fhir: { baseUrl: 'http://127.0.0.1:8080/fhir' },
    algorithms: [REFERENCE_ALGORITHM],
    capabilities: {
      carriers: [...CARRIERS],
      intake: 'c-move',
      resultStorage: 'c-store',
      fhir: true,
      tls: { dimse: false, mllp: false, http: false },
      llmText: false,
      srSignalsAvailability: false,
      storageCommitment: true,
    },
    retentionMs: 60_000,
    retry: { firstMs: 500, factor: 2, maxMs: 10_000, giveUpAfterMs: 120_000 },
    analysisTimeoutMs: 300_000,
    imagesSettleMs: 2_000,
    exchangeTimeoutMs: 10_000,
    commitmentTimeoutMs: 10_000,
    unclaimedMs: 24 * 60 * 60 * 1000,
    maxHeldBytes: 2 * 1024 ** 3,
    hl7Version: '2.4',
    sending: { application: 'AIRW_AI', facility: 'AIRWORTHY' },
  },
  schema: object({
    sut: existingFile,
    mutant: text,
    aeTitle,
    dimse: listen,
    mllp: listen,
    http: { ...listen, required: ['host', 'port'] },
    pacs: dimsePeer,
    dicomWeb: httpPeer,
    ris: mllpPeer,
    fhir: httpPeer,
    // As in sut.yaml, but every member has a default here.
    intendedUse: { ...(sutParts['intendedUse'] as object), required: [] },
    algorithms: sutParts['algorithms'],
    capabilities: sutParts['capabilities'],
    retentionMs: milliseconds,
    retry: object({
      firstMs: milliseconds,
      factor: { type: 'number', minimum: 1, maximum: 100 },
      maxMs: milliseconds,
      giveUpAfterMs: milliseconds,
    }),
    analysisTimeoutMs: milliseconds,
    imagesSettleMs: milliseconds,
    exchangeTimeoutMs: milliseconds,
    commitmentTimeoutMs: milliseconds,
    unclaimedMs: milliseconds,
    maxHeldBytes: { type: 'integer', minimum: 1, maximum: 2 ** 40 },
    hl7Version: { enum: [...HL7_VERSIONS] },
    sending: hl7Party,
  }),
  complete: (given) =>
    given.sut === undefined
      ? { ...given, intendedUse: merge(REFERENCE_INTENDED_USE, given.intendedUse) }
      : asDescribedIn(given.sut, given),

  async start({ mutant, sut: _, ...options }, { sink, log }) {
    const actor = new AiPlatform({
      ...options,
      ...{ sink, log },
      ...(mutant === undefined ? {} : { otherwise: findMutant(mutant) }),
    });
    await actor.start();
    const { dimse, mllp, http, aeTitle: aet } = options;
    const metrics = actor.httpAddress;
    return {
      listeners: [
        { what: 'DICOM (images, commitment reports)', ...actor.dimseAddress, aeTitle: aet, tls: !!dimse.tls },
        { what: 'HL7 (MLLP)', ...actor.mllpAddress, tls: !!mllp.tls },
        ...(metrics ? [{ what: 'HTTP (GET /metrics)', ...metrics, tls: !!http?.tls }] : []),
      ],
      stop: () => actor.stop(),
    };
  },
};
