import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor, DimsePeer, Logger } from '../../model/actors';
import type { SutConfig } from '../../model/sut';
import type { Recording } from '../../evidence/recording';
import { launchPacs, type Pacs } from '../../simulators/pacs/pacs';
import { Ris } from '../../simulators/ris/ris';
import { Scanner } from '../../simulators/scanner/scanner';
import { AE, LINK } from './links';
import { Taps } from './taps';

/** Starts the actor in the SUT's place when sut.yaml names no endpoints (demo, selftest). */
export type StandIn = (o: {
  taps: Taps;
  config: SutConfig;
  recording: Recording;
  log: Logger;
  pacs: Pacs;
}) => Promise<Actor & { dimse: DimsePeer; mllp: { host: string; port: number } }>;

export interface HarnessOptions {
  config: SutConfig;
  recording: Recording;
  log: Logger;
  /** Plain sentences for the user: which PACS is used and why. */
  notice(text: string): void;
  scannerEngine?: 'auto' | 'native' | 'dcmjs';
  standIn?: StandIn;
  /** Called by the RIS before it acknowledges a message about an exam. */
  beforeAck(message: { text: string; accessionNumber: string; controlId: string }): Promise<void>;
}

/** The simulated peers around the SUT, joined by taps. */
export class Harness {
  private readonly started: { stop(): Promise<void> }[] = [];
  private stopping: Promise<void> | undefined;
  taps!: Taps;
  pacs!: Pacs;
  ris!: Ris;
  scanner!: Scanner;
  /** Where the SUT listens, behind its taps. */
  sut!: { dimse: DimsePeer; mllp: { host: string; port: number } };

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

  /** How the SUT's own AE, behind the tap, is addressed by the PACS and the harness. */
  get sutThroughPacsTap(): DimsePeer {
    return { aeTitle: this.sut.dimse.aeTitle, ...this.taps.address(LINK.pacsToAi) };
  }

  get sutThroughHarnessTap(): DimsePeer {
    return { aeTitle: this.sut.dimse.aeTitle, ...this.taps.address(LINK.harnessToAi) };
  }

  get pacsThroughHarnessTap(): DimsePeer {
    return { aeTitle: this.pacs.dimse.aeTitle, ...this.taps.address(LINK.harnessToPacs) };
  }

  /** Stops everything in the reverse order of starting; can be called more than once, also while it is stopping. */
  stop(): Promise<void> {
    this.stopping ??= (async () => {
      for (const part of this.started.reverse()) await part.stop();
    })();
    return this.stopping;
  }

  private async startAll(): Promise<void> {
    const { config, recording, log } = this.options;
    const storageDir = await mkdtemp(join(tmpdir(), 'airworthy-'));
    this.started.push({ stop: () => rm(storageDir, { recursive: true, force: true }) });

    this.taps = await Taps.open(config, recording, log);
    this.started.push(this.taps);
    await this.startPacs(storageDir);
    await this.startRis(storageDir);
    await this.startSut();
    await this.startScanner();
  }

  private async startPacs(storageDir: string): Promise<void> {
    const { config, recording, log, notice } = this.options;
    this.pacs = await launchPacs({
      launcher: config.pacs.launcher,
      aeTitle: config.harness.pacs.aeTitle,
      host: '127.0.0.1',
      peers: [],
      storageDir: join(storageDir, 'pacs'),
      image: config.pacs.image,
      existing: config.pacs.launcher === 'existing' ? config.pacs : undefined,
      sink: recording,
      log,
      notice,
    });
    this.started.push(this.pacs);
    for (const link of [LINK.scannerToPacs, LINK.aiToPacs, LINK.harnessToPacs])
      this.taps.setTarget(link, this.pacs.dimse);
    if (this.pacs.http) this.taps.setTarget(LINK.aiToPacsWeb, this.pacs.http);
  }

  private async startRis(storageDir: string): Promise<void> {
    const { config, recording, log, beforeAck } = this.options;
    const loopback = { host: '127.0.0.1', port: 0 };
    this.ris = new Ris({
      databaseFile: join(storageDir, 'ris.sqlite'),
      dimse: { ...loopback, aeTitle: AE.ris },
      mllp: loopback,
      http: loopback,
      aiPlatform: this.taps.address(LINK.risToAi),
      sending: { application: 'AIRW_RIS', facility: 'AIRWORTHY' },
      receiving: { application: config.product, facility: config.vendor },
      // Never opens reporting on its own before the harness has stopped waiting for the notice.
      aiTimeoutMs: config.timeouts.notice * 1000 * 2,
      sink: recording,
      log,
      beforeAck,
    });
    await this.ris.start();
    this.started.push(this.ris);
    this.taps.setTarget(LINK.scannerToRis, this.ris.dimseAddress);
    this.taps.setTarget(LINK.aiToRis, this.ris.mllpAddress);
    this.taps.setTarget(LINK.aiToRisFhir, this.ris.httpAddress);
  }

  private async startSut(): Promise<void> {
    const { config, recording, log, standIn } = this.options;
    if (standIn) {
      const actor = await standIn({ taps: this.taps, config, recording, log, pacs: this.pacs });
      this.started.push(actor);
      this.sut = actor;
    } else if (config.endpoints) {
      this.sut = config.endpoints;
    } else {
      throw new Error('sut.yaml names no endpoints and there is no stand-in for the system under test');
    }
    this.taps.setTarget(LINK.pacsToAi, this.sut.dimse);
    this.taps.setTarget(LINK.harnessToAi, this.sut.dimse);
    this.taps.setTarget(LINK.risToAi, this.sut.mllp);
  }

  private async startScanner(): Promise<void> {
    const { config, recording, log, scannerEngine } = this.options;
    this.scanner = new Scanner({
      aeTitle: AE.scanner,
      listen: { host: '127.0.0.1', port: 0 },
      worklist: { aeTitle: AE.ris, ...this.taps.address(LINK.scannerToRis) },
      mpps: { aeTitle: AE.ris, ...this.taps.address(LINK.scannerToRis) },
      pacs: { aeTitle: this.pacs.dimse.aeTitle, ...this.taps.address(LINK.scannerToPacs) },
      engine: scannerEngine ?? 'auto',
      timeoutMs: config.timeouts.exchange * 1000,
      sink: recording,
      log,
    });
    await this.scanner.start();
    this.started.push(this.scanner);
    this.taps.setTarget(LINK.pacsToScanner, this.scanner.address);
    await this.pacs.setPeers([
      { aeTitle: AE.scanner, ...this.taps.address(LINK.pacsToScanner) },
      this.sutThroughPacsTap,
      // The probe only asks; the port is where nothing is ever sent.
      { aeTitle: AE.probe, host: '127.0.0.1', port: this.taps.address(LINK.pacsToScanner).port },
    ]);
  }
}
