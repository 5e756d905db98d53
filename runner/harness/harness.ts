import { setTimeout } from 'node:timers/promises';
import { rm } from 'node:fs/promises';
import { scratchFolder } from '../../evidence/scratch-folder';
import { type ActorName, type DimsePeer, type Logger, type Party } from '../../model/actors';
import type { SutConfig, SutEndpoints } from '../../model/sut';
import type { Recording } from '../../evidence/recording';
import type { LineQuality } from '../../protocols/tap/tap';
import type { ScriptedAiPlatform } from '../../simulators/ai-platform/scripted/scripted-platform';
import type { Pacs } from '../../simulators/pacs/pacs';
import { describeTroubles, type Trouble, TroubledPacs } from '../../simulators/pacs/trouble/troubled-pacs';
import type { IncomingMessage } from '../../simulators/ris/options';
import type { Ris } from '../../simulators/ris/ris';
import type { Scanner } from '../../simulators/scanner/scanner';
import { LINK, type LinkName } from './links';
import type { Part, PartContext, StandIn } from './part';
import { startScriptedPlatform } from './parts/ai-platform';
import { type ArchivePeers, startArchivePeers } from './parts/archive-peers';
import { peersOfPacs, startPacs } from './parts/pacs';
import { startRis } from './parts/ris';
import { startScanner, type ScannerEngine } from './parts/scanner';
import { Taps } from './taps';

export interface HarnessOptions {
  config: SutConfig;
  recording: Recording;
  log: Logger;
  /** Plain sentences for the user: which PACS is used and why. */
  notice(text: string): void;
  scannerEngine?: ScannerEngine;
  standIn?: StandIn;
  /** Of every link; perfect when absent. */
  line?: LineQuality;
  /** Called by the simulated RIS before it acknowledges a message about an exam. */
  beforeAck(message: IncomingMessage): Promise<void>;
}

/** Who is simulated around a product, in the order of starting: each finds running what it speaks to at once. */
const CAST: Record<ActorName, ActorName[]> = {
  'ai-platform': ['pacs', 'ris', 'ai-platform', 'scanner'],
  ris: ['pacs', 'ai-platform', 'ris', 'scanner'],
  pacs: ['pacs'],
  scanner: ['pacs', 'ris', 'scanner'],
};

interface Simulated {
  pacs: Pacs;
  ris: Ris;
  scanner: Scanner;
  'ai-platform': ScriptedAiPlatform;
}

/** The simulated peers around the SUT, joined by taps. */
export class Harness {
  private readonly started: { stop(): Promise<void> }[] = [];
  private stopping: Promise<void> | undefined;
  private readonly parts = new Map<ActorName, Part>();
  private readonly simulated: Partial<Simulated> = {};
  private archive: ArchivePeers | undefined;
  taps!: Taps;

  private constructor(readonly options: HarnessOptions) {}

  static async start(options: HarnessOptions): Promise<Harness> {
    const harness = new Harness(options);
    try {
      await harness.startAll();
    } catch (error) {
      await harness.stop();
      throw error;
    }
    return harness;
  }

  get config(): SutConfig {
    return this.options.config;
  }

  /** Where the SUT listens, behind its taps. */
  get sut(): SutEndpoints {
    return this.partOf(this.config.actor);
  }

  get pacs(): Pacs {
    return this.simulator('pacs');
  }

  get ris(): Ris {
    return this.simulator('ris');
  }

  get scanner(): Scanner {
    return this.simulator('scanner');
  }

  /** Says to a RIS under test what a scenario asks for. */
  get aiPlatform(): ScriptedAiPlatform {
    return this.simulator('ai-platform');
  }

  /** Who stands around an archive under test. */
  get archivePeers(): ArchivePeers {
    if (!this.archive) throw new Error('A scenario speaks of an archive under test, but the product is none.');
    return this.archive;
  }

  /**
   * What has gone away on our side without being stopped, in a sentence; undefined while all is up.
   * @param patience milliseconds to wait for it: a peer sees a process end before that process's parent does
   */
  async lost(patience = 0): Promise<string | undefined> {
    const { pacs } = this.simulated;
    if (!pacs?.lost) return undefined;
    const enough = new AbortController();
    const nothing = setTimeout(patience, undefined, { signal: enough.signal }).catch(() => undefined);
    try {
      return await Promise.race([pacs.lost, nothing]);
    } finally {
      enough.abort();
    }
  }

  /** How a stand-in is restarted; undefined where the SUT is a real product. */
  get restartStandIn(): (() => Promise<void>) | undefined {
    return this.parts.get(this.config.actor)?.restart;
  }

  /** How the viewer of a stand-in is used; undefined where the SUT is a real product. */
  get displayOfStandIn(): ((patientId: string) => Promise<void>) | undefined {
    return this.parts.get(this.config.actor)?.display;
  }

  /** The web viewer that comes with a stand-in. */
  get viewerOfStandIn(): Part['viewer'] {
    return this.parts.get(this.config.actor)?.viewer;
  }

  /** False where that actor is the SUT, or has no part in the run. */
  simulates(actor: ActorName): boolean {
    return this.simulated[actor] !== undefined;
  }

  /** An application entity as the sender on `link` addresses it: its AE title, at the tap. */
  peer(link: LinkName): DimsePeer {
    const to = link.slice(link.indexOf('>') + 1, link.indexOf(':')) as ActorName;
    return { aeTitle: this.aeTitleOf(to), ...this.taps.address(link) };
  }

  aeTitleOf(actor: ActorName): string {
    const { harness } = this.config;
    const own = actor === 'ai-platform' ? harness.aiPlatform : harness[actor];
    return this.parts.get(actor)?.dimse?.aeTitle ?? own.aeTitle;
  }

  /** The PACS has a bad day for what the AI platform stores next, until the scenario ends. */
  async troublePacs(troubles: readonly Trouble[]): Promise<void> {
    const { config, recording, log } = this.options;
    const link = LINK.aiToPacs;
    const left = new Set(troubles);
    const told = (active: boolean) =>
      recording.append({ kind: 'tap.fault', link, fault: describeTroubles(troubles), active });
    const troubled = new TroubledPacs({
      pacs: this.pacs.dimse,
      timeoutMs: config.timeouts.exchange * 1000,
      log,
      troubles,
      onTrouble(trouble) {
        left.delete(trouble);
        if (left.size === 0) told(false);
      },
    });
    await troubled.start();
    this.started.push(troubled);
    this.taps.divert(link, troubled.address, this.pacs.dimse);
    told(true);
  }

  /** Stops everything in the reverse order of starting; can be called more than once, also while it is stopping. */
  stop(): Promise<void> {
    this.stopping ??= (async () => {
      for (const part of this.started.reverse()) await part.stop();
    })();
    return this.stopping;
  }

  private async startAll(): Promise<void> {
    const { config, recording, log, notice, line } = this.options;
    const storageDir = scratchFolder('airworthy-run');
    this.started.push({ stop: () => rm(storageDir, { recursive: true, force: true }) });
    this.taps = await Taps.open(config, recording, log, line);
    this.started.push(this.taps);
    const context: PartContext = { config, recording, log, taps: this.taps, storageDir, notice };
    if (config.actor === 'pacs') {
      this.archive = await startArchivePeers(context);
      this.started.push(this.archive);
      this.aim('ai-platform', this.archive.aiPlatform);
      this.aim('harness', this.archive.probe);
    }
    for (const actor of CAST[config.actor]) {
      const part = actor === config.actor ? await this.startSut(context) : await this.simulate(actor, context);
      if ('stop' in part) this.started.push(part as Part);
      this.parts.set(actor, part as Part);
      this.aim(actor, part);
    }
    if (this.archive) await this.archive.callTheSut(this.peer(LINK.harnessToPacs));
    if (this.simulated.pacs)
      await this.simulated.pacs.setPeers(
        peersOfPacs(this.taps, config, {
          aiPlatform: this.aeTitleOf('ai-platform'),
          scanner: this.aeTitleOf('scanner'),
          ...(config.ris?.consumer ? { consumer: this.aeTitleOf('ris') } : {}),
        }),
      );
  }

  private async startSut(context: PartContext): Promise<SutEndpoints> {
    if (this.options.standIn) return this.options.standIn(context);
    const { endpoints } = this.config;
    if (!endpoints) throw new Error('sut.yaml names no endpoints and there is no stand-in for the system under test');
    return endpoints;
  }

  private async simulate(actor: ActorName, context: PartContext): Promise<Part> {
    switch (actor) {
      case 'pacs': {
        const part = await startPacs(context);
        this.simulated.pacs = part.pacs;
        return part;
      }
      case 'ris': {
        const part = await startRis(context, this.options.beforeAck);
        this.simulated.ris = part.ris;
        return part;
      }
      case 'scanner': {
        const engine = this.options.scannerEngine;
        const part = await startScanner(context, { ris: this.aeTitleOf('ris'), pacs: this.aeTitleOf('pacs'), engine });
        this.simulated.scanner = part.scanner;
        return part;
      }
      case 'ai-platform': {
        const part = await startScriptedPlatform(context);
        this.simulated['ai-platform'] = part.platform;
        return part;
      }
    }
  }

  /** Every link to the actor ends where it listens for that protocol. */
  private aim(actor: Party, { dimse, mllp, dicomWeb, http }: SutEndpoints): void {
    const at = { dimse, mllp, dicomweb: dicomWeb, fhir: http, http };
    for (const link of Object.values(LINK)) {
      const [to, protocol] = link.slice(link.indexOf('>') + 1).split(':') as [string, keyof typeof at];
      const target = at[protocol];
      if (to === actor && target) this.taps.setTarget(link, target);
    }
  }

  private partOf(actor: ActorName): SutEndpoints {
    const part = this.parts.get(actor);
    if (!part) throw new Error(`The ${actor} has not been started.`);
    return part;
  }

  private simulator<K extends ActorName>(actor: K): Simulated[K] {
    const found: Simulated[K] | undefined = this.simulated[actor];
    if (!found)
      throw new Error(
        `A scenario asks for a simulated ${actor}, but the ${actor} is under test or has no part in this run.`,
      );
    return found;
  }
}
