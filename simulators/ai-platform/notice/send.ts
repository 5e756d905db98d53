import type { MllpPeer } from '../../../model/actors';
import { MllpClient } from '../../../protocols/mllp/client';
import { PermanentRefusal, type RetryOptions, retry } from '../retry/retry';

export interface Ris {
  peer: MllpPeer;
  timeoutMs: number;
}

/**
 * Sends a message until the RIS accepts it: the same bytes, so the same control ID, each time. AE and silence are tried
 * again; AR means that the same message will never be taken (HL7 2.9.2). Returns how many attempts it took.
 * @throws PermanentRefusal on AR or CR, GaveUp when the time is over
 */
export async function sendNotice(message: string, { peer, timeoutMs }: Ris, options: RetryOptions): Promise<number> {
  return retry(async (attempt) => {
    const client = new MllpClient({ peer, timeoutMs, log: options.log });
    const close = (): void => void client.close();
    options.signal.addEventListener('abort', close, { once: true });
    try {
      const { code, ackText } = await client.send(message);
      if (code === 'AA' || code === 'CA') return attempt;
      const reason = `The RIS answered ${code}${said(ackText)}.`;
      throw code === 'AR' || code === 'CR' ? new PermanentRefusal(reason) : new Error(reason);
    } finally {
      options.signal.removeEventListener('abort', close);
      await client.close();
    }
  }, options);
}

/** MSA-3 of the acknowledgement, for the log. */
function said(ackText: string): string {
  const msa = ackText.split(/[\r\n]+/).find((line) => line.startsWith('MSA'));
  const text = msa?.split(msa.charAt(3))[3] ?? '';
  return text === '' ? '' : `: ${text.slice(0, 200)}`;
}
