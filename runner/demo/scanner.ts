import { DEFAULT_ACQUISITION, DEFAULTS } from '../../config/defaults';
import { buildSyntheticStudy, SYNTHETIC_STUDIES } from '../../fixtures/studies';
import type { SutConfig } from '../../model/sut';
import { findMutant, MUTANTS } from '../../simulators/scanner/mutants';
import type { Mutant } from '../../simulators/scanner/mutants/types';
import { acquireFromWorklist, type StudyForAnyExam } from '../../simulators/scanner/round';
import { Scanner } from '../../simulators/scanner/scanner';
import { LINK } from '../harness/links';
import type { StandIn } from '../harness/part';
import { ANY_PORTS, type Demo, type DemoOptions } from './contract';

const STUDY = 'ct-head-normal';
/** How often the reference scanner looks at its worklist, seconds. */
const POLL_S = 0.2;

/** The reference scanner as product under test: it works off its worklist by itself, every port free. */
function config(o: DemoOptions): SutConfig {
  return {
    vendor: 'airworthy',
    product: 'Simulated scanner',
    version: '1',
    actor: 'scanner',
    intendedUse: { description: '', modalities: [], bodyParts: [] },
    algorithms: [],
    capabilities: { ...DEFAULTS.capabilities, tls: { dimse: o.tls !== undefined, mllp: false, http: false } },
    harness: ANY_PORTS,
    tls: o.tls,
    pacs: { launcher: o.launcher },
    timeouts: { notice: 20, settle: 0.15, quiet: 1, recovery: 20, exchange: 10 },
    studies: {},
    acquisition: { ...DEFAULT_ACQUISITION, start: 'worklist', deadline: 12 },
  };
}

function referenceScanner(mutant?: Mutant): StandIn {
  return async ({ taps, config: { harness, tls, capabilities, timeouts }, recording, log }) => {
    const secured = capabilities.tls.dimse ? { tls } : {};
    const { aeTitle } = harness.scanner;
    const ris = { aeTitle: harness.ris.aeTitle, ...taps.address(LINK.scannerToRis), ...secured };
    const scanner = new Scanner({
      aeTitle,
      listen: { host: '127.0.0.1', port: 0, ...secured },
      worklist: ris,
      mpps: ris,
      pacs: { aeTitle: harness.pacs.aeTitle, ...taps.address(LINK.scannerToPacs), ...secured },
      timeoutMs: timeouts.exchange * 1000,
      sink: recording,
      log,
      mutant,
    });
    await scanner.start();
    const source = studyToMake();
    const round = acquireFromWorklist({
      scanner,
      source,
      modality: source.modality,
      pollSeconds: POLL_S,
      once: false,
      log,
    });
    return {
      dimse: { aeTitle, ...scanner.address },
      stop: async () => {
        round.stop();
        await scanner.stop();
      },
    };
  };
}

function studyToMake(): StudyForAnyExam {
  const spec = SYNTHETIC_STUDIES.find(({ name }) => name === STUDY);
  if (!spec) throw new Error(`There is no synthetic study "${STUDY}"`);
  const { modality, bodyPartExamined } = spec;
  return { name: STUDY, modality, bodyPartExamined, buildFor: (exam) => buildSyntheticStudy(STUDY, exam) };
}

export const scanner: Demo = {
  config,
  selftestTimeouts: { notice: 8, settle: 0.15, quiet: 1, recovery: 8, exchange: 5 },
  standIn: ({ mutant }) => referenceScanner(mutant === undefined ? undefined : findMutant(mutant)),
  mutants: MUTANTS,
};
