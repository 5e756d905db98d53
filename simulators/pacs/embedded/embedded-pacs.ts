import { join } from 'node:path';
import type { Address, DimsePeer } from '../../../model/actors';
import { DicomWebServer } from '../../../protocols/dicomweb/server/dicomweb-server';
import { DimseServer } from '../../../protocols/dimse/server';
import type { NaturalDataset, SubOperations } from '../../../protocols/dimse/types';
import * as uids from '../../../protocols/dimse/uids';
import { LaunchError } from '../launch-error';
import { listInstances } from '../list-instances';
import type { ForwardOutcome, LaunchOptions, Pacs } from '../pacs';
import type { PacsHooks } from '../mutants/types';
import { claimPort } from '../ports';
import { StorageCommitment } from './commitment';
import { DiskArchive } from './disk-archive';
import { isLevel, keysOf, responseOf, uniqueKeys } from './identifier';
import { sendInstances } from './send-study';

const MOVE_DESTINATION_UNKNOWN = 0xa801;

interface Running {
  archive: DiskArchive;
  dimse: DimseServer;
  web: DicomWebServer;
  commitment: StorageCommitment;
}

/** Our own image archive: what it stores survives a restart, and it shows the same behaviour as Orthanc. */
export class EmbeddedPacs implements Pacs {
  readonly name = 'pacs';
  readonly launcher = 'embedded';
  readonly dicomWebPath = '/dicom-web';
  readonly #options: LaunchOptions;
  #peers: DimsePeer[];
  /** Once bound, the same ports are taken again after a restart. */
  #ports: { dimse: number; http: number } | undefined;
  #running: Running | undefined;

  readonly #hooks: PacsHooks;

  /** `hooks` spoil it, where it is to be a mutant. */
  constructor(options: LaunchOptions, hooks: PacsHooks = {}) {
    this.#options = options;
    this.#hooks = hooks;
    this.#peers = options.peers;
  }

  get dimse(): DimsePeer {
    return { aeTitle: this.#options.aeTitle, ...this.#up.dimse.address };
  }

  get http(): Address {
    return this.#up.web.address;
  }

  describe(): string {
    const { because } = this.#options;
    return because ? `embedded PACS of airworthy (${because})` : 'embedded PACS of airworthy';
  }

  async start(): Promise<void> {
    if (this.#running) return;
    const { aeTitle, host, dimsePort, httpPort, storageDir, log, sink } = this.#options;
    const folder = join(storageDir, 'embedded');
    // A port that anybody may have is taken by listening: one that was found free may be another process's by then.
    const ports = this.#ports ?? {
      dimse: dimsePort ? await claimPort(host, dimsePort, 'DICOM') : 0,
      http: httpPort ? await claimPort(host, httpPort, 'HTTP') : 0,
    };
    const archive = await DiskArchive.open(folder, aeTitle, log, this.#hooks);
    const commitment = new StorageCommitment({
      aeTitle,
      log,
      sopClassOf: (uid) => archive.sopClassOf(uid),
      peer: (title) => this.#peer(title),
      hooks: this.#hooks,
    });
    const dimse = this.#dimseServer(archive, commitment, ports.dimse);
    const web = new DicomWebServer({
      listen: { host, port: ports.http },
      path: this.dicomWebPath,
      archive: archive.forWeb(),
      log,
    });
    this.#running = { archive, dimse, web, commitment };
    try {
      await dimse.start();
      await web.start();
    } catch (error) {
      await this.#stopAll();
      throw error;
    }
    this.#ports = { dimse: dimse.address.port, http: web.address.port };
    sink.append({ kind: 'actor.started', actor: 'pacs', description: this.describe() });
  }

  async stop(): Promise<void> {
    if (!this.#running) return;
    await this.#stopAll();
    this.#options.sink.append({ kind: 'actor.stopped', actor: 'pacs' });
  }

  async setPeers(peers: DimsePeer[]): Promise<void> {
    this.#peers = peers;
  }

  async forwardStudy(studyInstanceUid: string, aeTitle: string): Promise<ForwardOutcome> {
    const peer = this.#peer(aeTitle);
    if (!peer) throw new LaunchError(`The PACS knows no application entity called ${aeTitle}`);
    const instances = this.#up.archive.instances({ studyInstanceUid });
    if (instances.length === 0) throw new LaunchError(`The PACS has no study ${studyInstanceUid}`);
    let outcome: ForwardOutcome = { sent: 0, failed: 0 };
    for await (const { completed, warning, failed, reason } of sendInstances(this.#options, peer, instances)) {
      outcome = { sent: completed + warning, failed, ...(reason === undefined ? {} : { reason }) };
    }
    return outcome;
  }

  async instancesOf(studyInstanceUid: string): Promise<string[]> {
    return listInstances(this.dimse, studyInstanceUid);
  }

  /** Stores instances as if they had been sent. @throws where one is refused */
  async take(instances: readonly { sopClassUid: string; sopInstanceUid: string; bytes: Buffer }[]): Promise<void> {
    for (const instance of instances) {
      const { status } = await this.#up.archive.storeBytes(instance.bytes, instance);
      if (status !== 0) throw new LaunchError(`The PACS did not take ${instance.sopInstanceUid}`);
    }
  }

  #negotiated(): string[] | 'all' {
    const { negotiates, alsoNegotiates } = this.#hooks;
    if (!negotiates && !alsoNegotiates) return 'all';
    const known = [...uids.COMPRESSIBLE_STORAGE_SOP_CLASSES, ...uids.OTHER_STORAGE_SOP_CLASSES];
    return [...known.filter((uid) => negotiates?.(uid) ?? true), ...(alsoNegotiates ?? [])];
  }

  #dimseServer(archive: DiskArchive, commitment: StorageCommitment, port: number): DimseServer {
    const { aeTitle, host, log } = this.#options;
    return new DimseServer({
      listen: { host, port },
      aeTitle,
      log,
      acceptCalled: 'own',
      spool: archive.incomingFolder,
      storageSopClasses: this.#negotiated(),
      transferSyntaxes: uids.STORAGE_TRANSFER_SYNTAXES.filter((uid) => !this.#hooks.refusesSyntaxes?.includes(uid)),
      findSopClasses: [uids.STUDY_ROOT_FIND, uids.PATIENT_ROOT_FIND],
      handlers: {
        echo: true,
        storeBegins: (written) => archive.begins(written),
        store: async (instance) => {
          const { file, written, sopClassUid, sopInstanceUid } = instance;
          const claimed = { sopClassUid, sopInstanceUid };
          const { status } = await (file === undefined || written === undefined
            ? archive.storeBytes(instance.bytes, claimed)
            : archive.storeWritten(file, written, claimed));
          return status;
        },
        find: async ({ level, identifier }) => {
          const matches = find(archive, level, this.#hooks.findKeys?.(identifier) ?? identifier);
          return this.#hooks.find?.(matches, identifier, level ?? '') ?? matches;
        },
        move: ({ identifier, destination }) => this.#move(archive, identifier, destination),
        get: async ({ identifier }) => {
          const exact = uniqueKeys(identifier);
          mustName(exact, 'C-GET');
          const instances = archive.instancesBy(exact);
          const given = this.#hooks.retrieve?.(instances, identifier, 'C-GET') ?? instances;
          return given.map(({ file }) => ({ file }));
        },
        nAction: (request) => commitment.request(request),
      },
    });
  }

  async *#move(archive: DiskArchive, identifier: NaturalDataset, destination: string): AsyncGenerator<SubOperations> {
    const peer = this.#peer(destination);
    if (!peer) {
      this.#options.log.warn(`A C-MOVE names ${destination}, whose address is not known`);
      yield { status: MOVE_DESTINATION_UNKNOWN, completed: 0, failed: 0, warning: 0 };
      return;
    }
    const exact = uniqueKeys(identifier);
    mustName(exact, 'C-MOVE');
    const found = archive.instancesBy(exact);
    const instances = this.#hooks.retrieve?.(found, identifier, 'C-MOVE') ?? found;
    if (instances.length === 0) yield { status: 0, completed: 0, failed: 0, warning: 0 };
    yield* sendInstances(this.#options, peer, instances);
  }

  #peer(aeTitle: string): DimsePeer | undefined {
    return this.#peers.find((peer) => peer.aeTitle.trim() === aeTitle.trim());
  }

  async #stopAll(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (!running) return;
    await Promise.all([running.commitment.stop(), running.dimse.stop(), running.web.stop()]);
    running.archive.close();
  }

  get #up(): Running {
    if (!this.#running) throw new LaunchError('The PACS is not running');
    return this.#running;
  }
}

function mustName(exact: Record<string, string[]>, request: string): void {
  if (Object.keys(exact).length > 0) return;
  throw new Error(`the ${request} identifier names no patient, study, series or instance`);
}

function find(archive: DiskArchive, level: string | undefined, identifier: NaturalDataset): NaturalDataset[] {
  if (!isLevel(level)) throw new Error(`"${level ?? ''}" is no Query/Retrieve Level`);
  return archive.search({ level, keys: keysOf(identifier) }).map((match) => responseOf(match, identifier, level));
}
