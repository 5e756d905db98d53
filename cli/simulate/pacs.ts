import { launchPacs, type LaunchOptions } from '../../simulators/pacs/pacs';
import { aeTitle, dimsePeer, list, listenPort, newFile, object, text } from './schema';
import type { Simulation } from './simulation';

export interface PacsSimulation extends Pick<LaunchOptions, 'aeTitle' | 'host' | 'peers' | 'image'> {
  launcher: Exclude<LaunchOptions['launcher'], 'existing'>;
  dimsePort: number;
  httpPort: number;
  /** Where images are kept; absent: they go when the PACS stops. */
  storageDir?: string;
}

export const pacs: Simulation<PacsSimulation> = {
  defaults: {
    launcher: 'auto',
    aeTitle: 'AIRW_PACS',
    host: '127.0.0.1',
    dimsePort: 11112,
    httpPort: 8043,
    peers: [
      { aeTitle: 'AIRW_SCANNER', host: '127.0.0.1', port: 11115 },
      { aeTitle: 'AIRW_AI', host: '127.0.0.1', port: 11113 },
      { aeTitle: 'AIRW_RIS', host: '127.0.0.1', port: 11114 },
    ],
  },
  schema: object({
    launcher: { enum: ['auto', 'path', 'docker', 'apt', 'embedded'] },
    aeTitle,
    host: text,
    dimsePort: listenPort,
    httpPort: listenPort,
    // Lists are replaced as a whole, so nothing is filled in.
    peers: list({ ...dimsePeer, required: ['aeTitle', 'host', 'port'] }),
    image: text,
    storageDir: newFile,
  }),

  async start(options, { sink, log, notice, scratch }) {
    const actor = await launchPacs({
      ...options,
      storageDir: options.storageDir ?? scratch(),
      ...{ sink, log, notice },
    });
    notice(`The PACS is ${actor.describe()}.`);
    const { http } = actor;
    const { aeTitle: aet, tls: _, ...address } = actor.dimse;
    return {
      listeners: [
        { what: 'DICOM (storage, query/retrieve, storage commitment)', ...address, aeTitle: aet },
        ...(http ? [{ what: `HTTP (DICOMweb under ${actor.dicomWebPath})`, ...http }] : []),
      ],
      stop: () => actor.stop(),
    };
  },
};
