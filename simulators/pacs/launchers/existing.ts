import type { Address, DimsePeer } from '../../../model/actors';
import { echo } from '../../../protocols/dimse/client';
import { ExistingPacsClient } from '../existing-pacs';
import { LaunchError, reasonOf } from '../launch-error';
import { OrthancRest, type OrthancSystem } from '../orthanc/rest';
import type { LaunchOptions, Pacs } from '../pacs';

const PROBE_TIMEOUT_MS = 10_000;

/** A PACS that runs already. It is asked whether it is there, by C-ECHO and over HTTP; it is never stopped by us. */
export async function existing(options: LaunchOptions): Promise<Pacs> {
  const { host, dimsePort, httpPort, aeTitle } = options.existing ?? {};
  if (!host || !dimsePort) {
    throw new LaunchError('For the launcher "existing", pacs.host and pacs.dimsePort must say where the PACS is');
  }
  const dimse: DimsePeer = { host, port: dimsePort, aeTitle: aeTitle ?? options.aeTitle };
  try {
    await echo({ callingAeTitle: 'AIRWORTHY', peer: dimse, timeoutMs: PROBE_TIMEOUT_MS });
  } catch (error) {
    throw new LaunchError(`The PACS does not answer a C-ECHO: ${reasonOf(error)}`);
  }
  const http = httpPort ? { host, port: httpPort } : undefined;
  const orthanc = http ? await askForOrthanc(http) : undefined;
  const pacs = new ExistingPacsClient(dimse, http, orthanc, options);
  await pacs.start();
  await pacs.setPeers(options.peers);
  return pacs;
}

/** Orthanc's description of itself, or undefined when another product answers there. @throws LaunchError when none does */
async function askForOrthanc(http: Address): Promise<OrthancSystem | undefined> {
  try {
    return await new OrthancRest(http).system(PROBE_TIMEOUT_MS);
  } catch (error) {
    const answered = error instanceof LaunchError || (error as { status?: number }).status !== undefined;
    if (answered) return undefined;
    throw new LaunchError(`The PACS does not answer over HTTP: ${reasonOf(error)}`);
  }
}
