import type { Address, DimsePeer, Logger } from '../../../model/actors';
import type { EventSink } from '../../../model/events';
import { FORWARD_TIMEOUT_MS } from '../forwarding';
import { LaunchError } from '../launch-error';
import { listInstances } from '../list-instances';
import type { ForwardOutcome, LauncherName, Pacs } from '../pacs';
import { DICOM_WEB_PATH } from './config';
import type { OrthancHost, RunningOrthanc } from './host';
import { untilReady } from './ready';
import { OrthancRest } from './rest';

export interface OrthancPacsOptions {
  peers: DimsePeer[];
  startTimeoutMs: number;
  sink: EventSink;
  log: Logger;
}

/** A real Orthanc with DICOMweb and storage commitment, wherever it runs. */
export class OrthancPacs implements Pacs {
  readonly name = 'pacs';
  readonly dicomWebPath = DICOM_WEB_PATH;
  readonly #host: OrthancHost;
  readonly #options: OrthancPacsOptions;
  #running: (RunningOrthanc & { rest: OrthancRest; description: string }) | undefined;
  #peers: DimsePeer[];
  #tellLost: (sentence: string) => void = () => {};
  readonly lost = new Promise<string>((resolve) => (this.#tellLost = resolve));

  constructor(host: OrthancHost, options: OrthancPacsOptions) {
    this.#host = host;
    this.#options = options;
    this.#peers = options.peers;
  }

  get launcher(): LauncherName {
    return this.#host.launcher;
  }

  get dimse(): DimsePeer {
    return this.#up.dimse;
  }

  get http(): Address {
    return this.#up.http;
  }

  describe(): string {
    return this.#up.description;
  }

  async start(): Promise<void> {
    if (this.#running) return;
    const { sink, startTimeoutMs } = this.#options;
    const running = await this.#host.start();
    try {
      const rest = new OrthancRest(running.http);
      const system = await untilReady(rest, running.gone, startTimeoutMs);
      const dicomWeb = await rest.dicomWebVersion();
      if (dicomWeb === undefined) {
        throw new LaunchError(
          'Orthanc has no DICOMweb plugin; install orthanc-dicomweb, or name its folder in AIRWORTHY_ORTHANC_PLUGINS',
        );
      }
      const description = `Orthanc ${system.Version} ${this.#host.origin}, DICOMweb plugin ${dicomWeb}`;
      this.#running = { ...running, rest, description };
      await this.setPeers(this.#peers);
      sink.append({ kind: 'actor.started', actor: 'pacs', description });
      void running.gone.then((reason) => this.#lost(running, reason));
    } catch (error) {
      this.#running = undefined;
      await this.#host.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    const was = this.#running;
    this.#running = undefined;
    await this.#host.stop();
    if (was) this.#options.sink.append({ kind: 'actor.stopped', actor: 'pacs' });
  }

  async setPeers(peers: DimsePeer[]): Promise<void> {
    this.#peers = peers;
    await this.#up.rest.setModalities(peers.map((peer) => this.#host.route(peer)));
  }

  async forwardStudy(studyInstanceUid: string, aeTitle: string): Promise<ForwardOutcome> {
    return this.#up.rest.store(studyInstanceUid, aeTitle, FORWARD_TIMEOUT_MS);
  }

  async instancesOf(studyInstanceUid: string): Promise<string[]> {
    return listInstances(this.dimse, studyInstanceUid);
  }

  #lost(running: RunningOrthanc, reason: string): void {
    if (this.#running?.gone !== running.gone) return;
    const sentence = `The PACS (${this.#running.description}) went away in mid-run: ${reason}`;
    this.#options.log.error(sentence);
    this.#options.sink.append({ kind: 'harness.problem', cause: 'harness', sentence });
    this.#tellLost(sentence);
  }

  get #up(): RunningOrthanc & { rest: OrthancRest; description: string } {
    if (!this.#running) throw new LaunchError('The PACS is not running');
    return this.#running;
  }
}
