import { join } from 'node:path';
import { DEFAULTS } from '../../config/defaults';
import { ARCHIVE_DEFAULTS } from '../../model/archive';
import type { SutConfig } from '../../model/sut';
import { openPatient } from '../../simulators/pacs/display/reference-display';
import { EmbeddedPacs } from '../../simulators/pacs/embedded/embedded-pacs';
import { findPacsMutant, PACS_MUTANTS, type PacsMutant } from '../../simulators/pacs/mutants';
import { LINK } from '../harness/links';
import type { StandIn } from '../harness/part';
import { ANY_PORTS, type Demo } from './contract';

/** The embedded PACS as product under test: everything declared, every port free. */
function config(): SutConfig {
  return {
    vendor: 'airworthy',
    product: 'Embedded PACS',
    version: '1.0.0',
    actor: 'pacs',
    intendedUse: { description: '', modalities: [], bodyParts: [] },
    algorithms: [],
    capabilities: DEFAULTS.capabilities,
    archive: {
      ...ARCHIVE_DEFAULTS,
      transferSyntaxes: [...ARCHIVE_DEFAULTS.transferSyntaxes, 'deflated-explicit-vr-little-endian'],
      cGet: true,
      qido: true,
      wado: true,
      stow: true,
      srSignalsAvailability: true,
      // What fetches in the demo shows nothing.
      viewer: false,
      displayRetrieves: true,
    },
    harness: ANY_PORTS,
    pacs: { launcher: 'embedded' },
    timeouts: { notice: 10, settle: 0.5, quiet: 1, recovery: 10, exchange: 10 },
    studies: DEFAULTS.studies,
  };
}

/** Starts the embedded PACS, or one of its mutants, in the place of the system under test. */
function embeddedPacs(mutant?: PacsMutant): StandIn {
  return async ({ taps, config: { harness, timeouts }, recording, log, notice, storageDir }) => {
    const aeTitle = harness.pacs.aeTitle;
    const pacs = new EmbeddedPacs(
      {
        launcher: 'embedded',
        aeTitle,
        host: '127.0.0.1',
        peers: [
          { aeTitle: harness.aiPlatform.aeTitle, ...taps.address(LINK.pacsToAi) },
          { aeTitle: harness.probe.aeTitle, ...taps.address(LINK.pacsToHarness) },
        ],
        storageDir: join(storageDir, 'sut'),
        sink: recording,
        log,
        notice,
      },
      mutant?.hooks,
    );
    await pacs.start();
    const display = {
      aeTitle,
      archive: { aeTitle: harness.probe.aeTitle, ...taps.address(LINK.pacsToHarness) },
      timeoutMs: timeouts.exchange * 1000,
      log,
      ...mutant?.display,
    };
    return {
      dimse: pacs.dimse,
      dicomWeb: { ...pacs.http, path: pacs.dicomWebPath },
      display: (patientId) => openPatient(patientId, display),
      stop: () => pacs.stop(),
    };
  };
}

export const pacs: Demo = {
  config,
  selftestTimeouts: { notice: 8, settle: 0.3, quiet: 0.5, recovery: 3, exchange: 5 },
  standIn: ({ mutant }) => embeddedPacs(mutant === undefined ? undefined : findPacsMutant(mutant)),
  mutants: PACS_MUTANTS,
  attestations: 'attestations-pacs.yaml',
};
