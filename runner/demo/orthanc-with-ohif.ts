import type { SutConfig } from '../../model/sut';
import { launchPacs } from '../../simulators/pacs/pacs';
import type { StandIn } from '../harness/part';
import { optionsOfSut } from './pacs-options';

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
export const orthancWithOhif: StandIn = async (context) => {
  const running = await launchPacs({ launcher: context.config.pacs.launcher, ...optionsOfSut(context) });
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
