import { readFileSync } from 'node:fs';
import type { DimsePeer, Logger, TlsFiles } from '../../model/actors';
import type { EventSink } from '../../model/events';
import type { SutConfig, SutEndpoints } from '../../model/sut';
import { store } from '../../protocols/dimse/store';
import { launchPacs, type LauncherName } from '../../simulators/pacs/pacs';
import { ohifFiles } from '../../viewers/ohif/package';
import { type DicomWebTarget, serveOhif } from '../../viewers/ohif/server';
import type { StudyToShow } from './objects';

export interface ReferenceViewerOptions {
  /** The PACS whose DICOMweb is shown, which is left running; absent = one is started. */
  config?: SutConfig;
  launcher?: LauncherName | 'auto';
  /** Tarball or folder of OHIF, where the user has one. */
  ohif?: string;
  studies: readonly StudyToShow[];
  /** 0 or absent = any free port. */
  port?: number;
  /** For the PACS that is started; belongs to the caller. */
  storageDir: string;
  sink: EventSink;
  log: Logger;
  /** Plain sentences for the user. */
  notice(text: string): void;
}

export interface ReferenceViewer {
  /** The study list. */
  url: string;
  studyUrl(studyInstanceUid: string): string;
  /** What runs: "OHIF Viewer 3.13.2 on Orthanc 1.10.1 from PATH". */
  description: string;
  stop(): Promise<void>;
}

/**
 * OHIF on the DICOMweb of a PACS, with the given studies stored there.
 * @throws Error with one sentence where viewer or PACS cannot be had, or the PACS does not take a study
 */
export async function startReferenceViewer(o: ReferenceViewerOptions): Promise<ReferenceViewer> {
  const files = await ohifFiles({ given: o.ohif, notice: o.notice });
  const pacs = await pacsFor(o);
  try {
    for (const study of o.studies) await load(study, pacs.dimse);
    const server = await serveOhif({ files, pacs: pacs.dicomWeb, product: pacs.product, port: o.port });
    return {
      url: server.url,
      studyUrl: (uid) => server.studyUrl(uid),
      description: `${files.description} on ${pacs.description}`,
      async stop() {
        await server.stop();
        await pacs.stop();
      },
    };
  } catch (error) {
    await pacs.stop();
    throw error;
  }
}

interface PacsToShow {
  dimse: DimsePeer | undefined;
  dicomWeb: DicomWebTarget;
  product: string;
  description: string;
  stop(): Promise<void>;
}

async function pacsFor(o: ReferenceViewerOptions): Promise<PacsToShow> {
  if (o.config) return declaredPacs(o.config);
  const { launcher = 'auto', storageDir, sink, log, notice } = o;
  const pacs = await launchPacs({
    launcher,
    aeTitle: 'AIRW_PACS',
    host: '127.0.0.1',
    peers: [],
    storageDir,
    sink,
    log,
    notice,
  });
  if (!pacs.http || pacs.launcher === 'embedded') {
    await pacs.stop();
    throw new Error(
      'The embedded PACS of airworthy gives out whole objects, but no single frames and no rendered ones, which OHIF asks for. Install Orthanc with its DICOMweb plugin (apt-get install orthanc orthanc-dicomweb), or name a PACS with --config.',
    );
  }
  return {
    dimse: pacs.dimse,
    dicomWeb: { ...pacs.http, path: pacs.dicomWebPath },
    product: 'Simulated PACS',
    description: pacs.describe(),
    stop: () => pacs.stop(),
  };
}

/** The PACS of a sut.yaml: it runs already. */
function declaredPacs(config: SutConfig): PacsToShow {
  const { product, version, endpoints, capabilities, tls } = config;
  return {
    dimse: endpoints?.dimse && { ...endpoints.dimse, ...(capabilities.tls.dimse && tls ? { tls } : {}) },
    dicomWeb: dicomWebOf(config, endpoints),
    product,
    description: `${product} ${version}`,
    stop: () => Promise.resolve(),
  };
}

/** Where a viewer reads from. @throws Error with a sentence where the PACS has no DICOMweb */
export function dicomWebOf({ capabilities, tls }: SutConfig, endpoints: SutEndpoints | undefined): DicomWebTarget {
  if (!endpoints?.dicomWeb)
    throw new Error(
      'sut.yaml does not say where DICOMweb is served ("endpoints.dicomWeb"), which a web viewer reads from.',
    );
  return { ...endpoints.dicomWeb, ...(capabilities.tls.http && tls ? { tls: pemOf(tls) } : {}) };
}

function pemOf({ ca, certificate, key }: TlsFiles): DicomWebTarget['tls'] {
  if (!ca || !certificate || !key) return undefined;
  return { ca: readFileSync(ca), cert: readFileSync(certificate), key: readFileSync(key) };
}

async function load({ title, objects }: StudyToShow, peer: DimsePeer | undefined): Promise<void> {
  if (objects.length === 0) return;
  if (!peer) throw new Error('sut.yaml does not say where the PACS takes objects ("endpoints.dimse").');
  const outcomes = await store({ callingAeTitle: 'AIRWORTHY', peer, timeoutMs: 30_000 }, objects, 'auto');
  const refused = outcomes.filter(({ status }) => status !== 0 && status >> 12 !== 0xb);
  if (refused.length > 0)
    throw new Error(`The PACS did not take ${refused.length} of ${objects.length} objects of ${title}.`);
}
