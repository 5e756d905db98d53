import type { Address, Logger } from '../../model/actors';
import type { SutConfig } from '../../model/sut';
import type { Recording } from '../../evidence/recording';
import { Tap, type Fault, type LineQuality } from '../../protocols/tap/tap';
import { planLinks, type LinkName } from './links';

/** What a scenario has asked for. */
export interface Faults {
  /** Whether the current scenario has put a fault on that link. */
  on(link: string): boolean;
}

/** All taps of a run. They listen before any actor starts; their targets are set when those are known. */
export class Taps {
  private readonly taps = new Map<LinkName, Tap>();
  private readonly lifts = new Set<() => void>();
  private readonly asked = new Set<string>();
  readonly faults: Faults = { on: (link) => this.asked.has(link) };

  private constructor() {
    // Made by open().
  }

  static async open(config: SutConfig, recording: Recording, log: Logger, line?: LineQuality): Promise<Taps> {
    const taps = new Taps();
    const files = config.tls ?? {};
    try {
      for (const plan of planLinks(config)) {
        // Only what a real system must reach is bound to the configured address; the rest stays on loopback.
        const isRemote = plan.from === config.actor || (plan.from === 'pacs' && config.pacs.launcher === 'existing');
        const host = isRemote ? config.harness.host : '127.0.0.1';
        const tap = new Tap({
          link: plan.link,
          from: plan.from,
          to: plan.to,
          protocol: plan.protocol,
          listen: { host, port: plan.port, ...(plan.tls === 'towards-client' ? { tls: files } : {}) },
          target: { host: '127.0.0.1', port: 0, ...(plan.tls === 'towards-target' ? { tls: files } : {}) },
          recording,
          log,
          line,
        });
        await tap.start();
        taps.taps.set(plan.link, tap);
      }
    } catch (error) {
      await taps.stop();
      throw error;
    }
    return taps;
  }

  address(link: LinkName): Address {
    return this.tap(link).address;
  }

  setTarget(link: LinkName, target: Address): void {
    this.tap(link).setTarget(target);
  }

  inject(link: LinkName, fault: Fault): () => void {
    this.asked.add(link);
    const lift = this.tap(link).inject(fault);
    this.lifts.add(lift);
    return () => {
      this.lifts.delete(lift);
      lift();
    };
  }

  /** New connections end elsewhere until the returned function is called, or the scenario ends. */
  divert(link: LinkName, to: Address, back: Address): () => void {
    this.asked.add(link);
    this.setTarget(link, to);
    const lift = () => {
      if (this.lifts.delete(lift)) this.setTarget(link, back);
    };
    this.lifts.add(lift);
    return lift;
  }

  /** No fault outlives the scenario that asked for it. */
  liftAll(): void {
    for (const lift of this.lifts) lift();
    this.lifts.clear();
    this.asked.clear();
  }

  async stop(): Promise<void> {
    this.liftAll();
    await Promise.all([...this.taps.values()].map((tap) => tap.stop()));
    this.taps.clear();
  }

  private tap(link: LinkName): Tap {
    const tap = this.taps.get(link);
    if (!tap) throw new Error(`There is no tap on ${link}`);
    return tap;
  }
}
