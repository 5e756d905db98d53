import { join } from 'node:path';
import type { SutConfig } from '../../model/sut';
import { launchPacs } from '../../simulators/pacs/pacs';
import { LINK } from '../harness/links';
import type { StandIn } from '../harness/part';

/** What a demo with OHIF declares beyond what the embedded PACS does, and what Orthanc does not. */
export function withOhif(config: SutConfig, launcher: SutConfig['pacs']['launcher']): SutConfig {
  return {
    ...config,
    vendor: 'Orthanc project, OHIF',
    product: 'Orthanc with OHIF Viewer',
    version: 'as installed',
    archive: config.archive && {
      ...config.archive,
      transferSyntaxes: ['explicit-vr-little-endian', 'implicit-vr-little-endian'],
      viewer: true,
      displayRetrieves: false,
    },
    viewer: { pages: 'ohif', timeout: 40 },
    pacs: { launcher: launcher === 'embedded' ? 'auto' : launcher },
  };
}

/** Starts a real Orthanc in the place of the PACS under test. OHIF is served by the harness, as for any other PACS. */
export const orthancWithOhif: StandIn = async ({
  taps,
  config: { harness, pacs },
  recording,
  log,
  notice,
  storageDir,
}) => {
  const running = await launchPacs({
    launcher: pacs.launcher,
    aeTitle: harness.pacs.aeTitle,
    host: '127.0.0.1',
    peers: [
      { aeTitle: harness.aiPlatform.aeTitle, ...taps.address(LINK.pacsToAi) },
      { aeTitle: harness.probe.aeTitle, ...taps.address(LINK.pacsToHarness) },
    ],
    storageDir: join(storageDir, 'sut'),
    sink: recording,
    log,
    notice,
  });
  if (!running.http || running.launcher === 'embedded') {
    await running.stop();
    throw new Error(
      'OHIF reads single frames, which the embedded PACS does not give out. Install Orthanc with its DICOMweb plugin (apt-get install orthanc orthanc-dicomweb).',
    );
  }
  return {
    dimse: running.dimse,
    dicomWeb: { ...running.http, path: running.dicomWebPath },
    stop: () => running.stop(),
  };
};
