import type { Address, DimsePeer, Logger } from '../../model/actors';
import type { EventSink } from '../../model/events';
import { move } from '../../protocols/dimse/client';
import { FORWARD_TIMEOUT_MS } from './forwarding';
import { LaunchError, reasonOf } from './launch-error';
import { listInstances } from './list-instances';
import { DICOM_WEB_PATH } from './orthanc/config';
import { type OrthancModality, OrthancRest, type OrthancSystem } from './orthanc/rest';
import type { ForwardOutcome, Pacs } from './pacs';
import { isLoopback } from './ports';

/** Any PACS by its address. An Orthanc can be told its peers; another product has to be told by its administrator. */
export class ExistingPacsClient implements Pacs {
  readonly name = 'pacs';
  readonly launcher = 'existing';
  readonly dicomWebPath = DICOM_WEB_PATH;
  readonly #rest: OrthancRest | undefined;
  readonly #orthanc: OrthancSystem | undefined;
  readonly #context: { sink: EventSink; log: Logger; notice(text: string): void };
  #told = '';
  /** What Orthanc knew when we came. */
  #before: Record<string, OrthancModality> | undefined;
  /** AE titles that we entered or changed. */
  readonly #entered = new Set<string>();

  constructor(
    readonly dimse: DimsePeer,
    readonly http: Address | undefined,
    orthanc: OrthancSystem | undefined,
    context: { sink: EventSink; log: Logger; notice(text: string): void },
  ) {
    this.#context = context;
    this.#orthanc = orthanc;
    this.#rest = http && orthanc ? new OrthancRest(http) : undefined;
  }

  describe(): string {
    const { aeTitle, host, port } = this.dimse;
    const product = this.#orthanc ? `Orthanc ${this.#orthanc.Version}` : 'PACS';
    return `${product} that was running already, ${aeTitle} at ${host}:${port}`;
  }

  async start(): Promise<void> {
    this.#context.sink.append({ kind: 'actor.started', actor: 'pacs', description: this.describe() });
  }

  /** Leaves the PACS running, and its list of peers as it was. */
  async stop(): Promise<void> {
    await this.#restore().catch((error: unknown) => {
      this.#context.log.warn(`The peers that the PACS knew before could not be entered again: ${reasonOf(error)}`);
    });
    this.#context.sink.append({ kind: 'actor.stopped', actor: 'pacs' });
  }

  /** @throws LaunchError when the PACS is on another machine and a peer on our loopback interface */
  async setPeers(peers: DimsePeer[]): Promise<void> {
    const hidden = isLoopback(this.dimse.host) ? undefined : peers.find(({ host }) => isLoopback(host));
    if (hidden) {
      throw new LaunchError(
        `The PACS ${this.dimse.aeTitle} at ${this.dimse.host} is on another machine and cannot reach ${hidden.aeTitle} at ${hidden.host}:${hidden.port}; use a PACS on this machine, or let ${hidden.aeTitle} listen on an address that the PACS can reach`,
      );
    }
    if (this.#rest) {
      this.#before ??= await this.#rest.modalities();
      for (const { aeTitle } of peers) this.#entered.add(aeTitle);
      return this.#rest.addModalities(peers);
    }
    const list = peers.map(({ aeTitle, host, port }) => `${aeTitle} at ${host}:${port}`).join(', ');
    if (list === '' || list === this.#told) return;
    this.#told = list;
    this.#context.notice(
      `The PACS ${this.dimse.aeTitle} must know these application entities, which only its administrator can enter: ${list}.`,
    );
  }

  async #restore(): Promise<void> {
    if (!this.#rest || !this.#before) return;
    for (const [name, { AET }] of Object.entries(await this.#rest.modalities())) {
      if (!this.#entered.has(AET)) continue;
      const was = this.#before[name];
      if (was) await this.#rest.putModality(name, was);
      else await this.#rest.deleteModality(name);
    }
    this.#before = undefined;
  }

  async forwardStudy(studyInstanceUid: string, aeTitle: string): Promise<ForwardOutcome> {
    if (this.#rest) return this.#rest.store(studyInstanceUid, aeTitle, FORWARD_TIMEOUT_MS);
    const client = { callingAeTitle: 'AIRWORTHY', peer: this.dimse, timeoutMs: FORWARD_TIMEOUT_MS };
    const outcome = await move(client, 'STUDY', { StudyInstanceUID: studyInstanceUid }, aeTitle);
    if (outcome.completed + outcome.failed + outcome.warning === 0) {
      throw new LaunchError(
        `The PACS ${this.dimse.aeTitle} moved nothing of study ${studyInstanceUid} to ${aeTitle} (status ${outcome.status.toString(16).toUpperCase().padStart(4, '0')}H); check that it has the study and knows ${aeTitle}`,
      );
    }
    return { sent: outcome.completed + outcome.warning, failed: outcome.failed };
  }

  async instancesOf(studyInstanceUid: string): Promise<string[]> {
    return listInstances(this.dimse, studyInstanceUid);
  }
}
