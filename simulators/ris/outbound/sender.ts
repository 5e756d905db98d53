import type { Logger, MllpPeer } from '../../../model/actors';
import { MllpClient, type AckResult } from '../../../protocols/mllp/client';

const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 30_000;

/** Sends messages to the AI platform; those that must arrive are sent again, with growing waits, until it says AA. */
export class MessageSender {
  private client: MllpClient | undefined;
  private readonly waits = new Set<{ timer: NodeJS.Timeout; end: () => void }>();
  private stopped = false;

  constructor(
    private readonly peer: MllpPeer,
    private readonly timeoutMs: number,
    private readonly log: Logger,
  ) {}

  /** One attempt. Rejects with MllpError. */
  async sendOnce(text: string): Promise<AckResult> {
    this.client ??= new MllpClient({ peer: this.peer, timeoutMs: this.timeoutMs, log: this.log });
    try {
      return await this.client.send(text);
    } catch (error) {
      await this.client?.close();
      this.client = undefined;
      throw error;
    }
  }

  /** Until it was accepted, refused for good (AR), or the RIS stops. True when accepted. */
  async sendUntilAccepted(text: string): Promise<boolean> {
    for (let wait = FIRST_WAIT_MS; !this.stopped; wait = Math.min(MAX_WAIT_MS, wait * 2)) {
      try {
        const { code } = await this.sendOnce(text);
        if (code === 'AA' || code === 'CA') return true;
        this.log.warn(`The AI platform answered ${code} to a message of the RIS`);
        if (code === 'AR' || code === 'CR') return false;
      } catch (error) {
        if (this.stopped) return false;
        this.log.warn((error as Error).message);
      }
      await this.pause(wait);
    }
    return false;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const { timer, end } of this.waits) {
      clearTimeout(timer);
      end();
    }
    await this.client?.close();
  }

  private pause(ms: number): Promise<void> {
    if (this.stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const wait = { timer: setTimeout(resolve, ms), end: resolve };
      this.waits.add(wait);
    });
  }
}
