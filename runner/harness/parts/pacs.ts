import { join } from 'node:path';
import type { DimsePeer } from '../../../model/actors';
import { launchPacs, type Pacs } from '../../../simulators/pacs/pacs';
import { LINK } from '../links';
import type { Part, PartContext } from '../part';
import type { Taps } from '../taps';

/** The simulated PACS: Orthanc where it can be had. */
export async function startPacs({
  config,
  recording,
  log,
  notice,
  storageDir,
}: PartContext): Promise<Part & { pacs: Pacs }> {
  const pacs = await launchPacs({
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
  return {
    pacs,
    dimse: pacs.dimse,
    ...(pacs.http ? { dicomWeb: { ...pacs.http, path: pacs.dicomWebPath } } : {}),
    stop: () => pacs.stop(),
  };
}

/** Whom a PACS may send to, each through the tap of that link. */
export function peersOfPacs(
  taps: Taps,
  { harness }: PartContext['config'],
  titles: { aiPlatform: string; scanner: string; consumer?: string },
): DimsePeer[] {
  return [
    ...(titles.consumer === undefined ? [] : [{ aeTitle: titles.consumer, ...taps.address(LINK.pacsToRis) }]),
    { aeTitle: titles.scanner, ...taps.address(LINK.pacsToScanner) },
    { aeTitle: titles.aiPlatform, ...taps.address(LINK.pacsToAi) },
    { aeTitle: harness.probe.aeTitle, ...taps.address(LINK.pacsToHarness) },
  ];
}
