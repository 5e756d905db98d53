import type { DimsePeer } from '../../../model/actors';
import { Scanner } from '../../../simulators/scanner/scanner';
import { LINK } from '../links';
import type { Part, PartContext } from '../part';

export type ScannerEngine = 'auto' | 'native' | 'dcmjs';

/** The simulated scanner. */
export async function startScanner(
  { config, recording, log, taps }: PartContext,
  peers: { ris: string; pacs: string; engine?: ScannerEngine },
): Promise<Part & { scanner: Scanner }> {
  const { aeTitle } = config.harness.scanner;
  const ris: DimsePeer = { aeTitle: peers.ris, ...taps.address(LINK.scannerToRis) };
  const scanner = new Scanner({
    aeTitle,
    listen: { host: '127.0.0.1', port: 0 },
    worklist: ris,
    mpps: ris,
    pacs: { aeTitle: peers.pacs, ...taps.address(LINK.scannerToPacs) },
    engine: peers.engine ?? 'auto',
    timeoutMs: config.timeouts.exchange * 1000,
    sink: recording,
    log,
  });
  await scanner.start();
  return { scanner, dimse: { aeTitle, ...scanner.address }, stop: () => scanner.stop() };
}
