import { LINK } from '../harness/links';
import type { Session } from '../session';
import type { PreflightResult } from './result';

/** The scanner must at least ask for its worklist; one that a command starts does so in the first scenario. */
export async function fromScanner({ config, recording, harness, signal }: Session): Promise<PreflightResult[]> {
  const { acquisition, product, timeouts } = config;
  if (!acquisition || acquisition.start === 'command') return [];
  const { host, port } = harness.taps.address(LINK.scannerToRis);
  const ris = `the worklist at ${host}:${port} (AE title ${config.harness.ris.aeTitle})`;
  const seconds =
    acquisition.start === 'operator' ? acquisition.deadline : Math.max(timeouts.notice, timeouts.exchange);
  if (acquisition.start === 'operator')
    harness.options.notice(`NOW ON THE SCANNER: refresh ${ris}. Waiting up to ${seconds} s.`);
  const asked = await recording.waitFor(
    (event) => (event.kind === 'dimse.associate-request' && event.link === LINK.scannerToRis ? true : undefined),
    { deadlineMs: seconds * 1000, fromSeq: 1, signal },
  );
  const probe = 'scanner to RIS';
  return [
    asked
      ? { probe, ok: true, sentence: `${product} asked for ${ris}.` }
      : {
          probe,
          ok: false,
          sentence: `${product} never asked for ${ris} within ${seconds} s. Check address, port and AE title of the worklist in its own configuration.`,
        },
  ];
}
