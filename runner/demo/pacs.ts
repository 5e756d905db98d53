import { DEFAULTS } from '../../config/defaults';
import { ARCHIVE_DEFAULTS, COMPRESSIONS, type CompressedTransferSyntax } from '../../model/archive';
import type { SutConfig } from '../../model/sut';
import { openPatient } from '../../simulators/pacs/display/reference-display';
import { EmbeddedPacs } from '../../simulators/pacs/embedded/embedded-pacs';
import { findPacsMutant, PACS_MUTANTS, type PacsMutant } from '../../simulators/pacs/mutants';
import { findPacsVariant, PACS_VARIANTS } from '../../simulators/pacs/variants';
import { startWebViewer } from '../../simulators/pacs/web-viewer/reference-viewer';
import { findChromium } from '../chromium';
import { LINK } from '../harness/links';
import type { StandIn } from '../harness/part';
import { referenceViewerPages } from './reference-viewer-pages';
import { ANY_PORTS, type Demo, type DemoOptions } from './contract';
import { orthancWithOhif, withOhif } from './orthanc-with-ohif';
import { optionsOfSut } from './pacs-options';

/** The embedded PACS as product under test: everything declared, every port free. */
function config({ launcher, viewer = 'reference' }: DemoOptions): SutConfig {
  const embedded: SutConfig = {
    vendor: 'airworthy',
    product: 'Embedded PACS',
    version: '1.0.0',
    actor: 'pacs',
    intendedUse: { description: '', modalities: [], bodyParts: [] },
    algorithms: [],
    capabilities: DEFAULTS.capabilities,
    archive: {
      ...ARCHIVE_DEFAULTS,
      transferSyntaxes: [
        ...ARCHIVE_DEFAULTS.transferSyntaxes,
        'deflated-explicit-vr-little-endian',
        ...(Object.keys(COMPRESSIONS) as CompressedTransferSyntax[]),
      ],
      cGet: true,
      qido: true,
      wado: true,
      stow: true,
      srSignalsAvailability: true,
      // What fetches in the demo shows nothing; what shows is the web viewer, where there is a browser for it.
      viewer: false,
      displayRetrieves: true,
    },
    ...(viewer === 'reference' && findChromium() !== undefined ? { viewer: { pages: 'reference', timeout: 20 } } : {}),
    harness: ANY_PORTS,
    pacs: { launcher: 'embedded' },
    timeouts: { notice: 10, settle: 0.5, quiet: 1, recovery: 10, exchange: 10 },
    studies: DEFAULTS.studies,
  };
  return viewer === 'ohif' ? withOhif(embedded, launcher) : embedded;
}

/** Starts the embedded PACS, or a mutant or variant of it, in the place of the system under test. */
function embeddedPacs(mutant?: Pick<PacsMutant, 'hooks' | 'display' | 'viewer'>): StandIn {
  return async (context) => {
    const { taps, config, log } = context;
    const { harness, timeouts } = config;
    const options = optionsOfSut(context);
    const pacs = new EmbeddedPacs({ launcher: 'embedded', ...options }, mutant?.hooks);
    await pacs.start();
    const dicomWeb = { ...pacs.http, path: pacs.dicomWebPath };
    const viewer = config.viewer ? await startWebViewer({ dicomWeb, spoil: mutant?.viewer }) : undefined;
    const display = {
      aeTitle: options.aeTitle,
      archive: { aeTitle: harness.probe.aeTitle, ...taps.address(LINK.pacsToHarness) },
      timeoutMs: timeouts.exchange * 1000,
      log,
      ...mutant?.display,
    };
    return {
      dimse: pacs.dimse,
      dicomWeb,
      display: (patientId) => openPatient(patientId, display),
      ...(viewer ? { viewer: { url: viewer.url, pages: referenceViewerPages } } : {}),
      async stop() {
        await viewer?.stop();
        await pacs.stop();
      },
    };
  };
}

export const pacs: Demo = {
  config,
  // A busy machine takes more than five seconds to move the results of a study, and a viewer moves them series by series.
  selftestTimeouts: { notice: 15, settle: 0.3, quiet: 0.5, recovery: 3, exchange: 15 },
  standIn: ({ mutant, variant, viewer }) =>
    viewer === 'ohif'
      ? orthancWithOhif
      : embeddedPacs(mutant ? findPacsMutant(mutant) : variant ? findPacsVariant(variant) : undefined),
  mutants: PACS_MUTANTS,
  variants: PACS_VARIANTS,
  attestations: 'attestations-pacs.yaml',
};
