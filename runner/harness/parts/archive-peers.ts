import { join } from 'node:path';
import type { DimsePeer } from '../../../model/actors';
import { DimseServer } from '../../../protocols/dimse/server';
import { EmbeddedPacs } from '../../../simulators/pacs/embedded/embedded-pacs';
import type { SutEndpoints } from '../../../model/sut';
import type { PartContext } from '../part';

/** Who stands around an archive under test. */
export interface ArchivePeers {
  /** The scripted AI platform, where it takes storage commitment reports. */
  aiPlatform: SutEndpoints;
  /** The harness: the destination of C-MOVE, and an archive from which a display under test can retrieve. */
  probe: SutEndpoints;
  /** Puts instances into the archive of the harness. */
  offer(instances: readonly { sopClassUid: string; sopInstanceUid: string; bytes: Buffer }[]): Promise<void>;
  /** The archive of the harness sends to the SUT what it asks for by C-MOVE. */
  callTheSut(sut: DimsePeer): Promise<void>;
  stop(): Promise<void>;
}

/** Both accept what comes, whoever sends it; the taps record it. */
export async function startArchivePeers({ config, log, storageDir, notice }: PartContext): Promise<ArchivePeers> {
  const loopback = { host: '127.0.0.1', port: 0 };
  const { aiPlatform, probe } = config.harness;
  const receiver = new DimseServer({
    listen: loopback,
    aeTitle: aiPlatform.aeTitle,
    log,
    handlers: { echo: true, nEventReport: () => Promise.resolve({ status: 0 }) },
  });
  const archive = new EmbeddedPacs({
    launcher: 'embedded',
    aeTitle: probe.aeTitle,
    host: '127.0.0.1',
    peers: [],
    storageDir: join(storageDir, 'probe'),
    // It is the harness, not an actor of the run: what passes is in the record by its taps.
    sink: { append: (event) => ({ ...event, seq: 0, at: '', ms: 0, previous: '', hash: '' }) },
    log,
    notice,
  });
  await receiver.start();
  try {
    await archive.start();
  } catch (error) {
    await receiver.stop();
    throw error;
  }
  return {
    aiPlatform: { dimse: { aeTitle: aiPlatform.aeTitle, ...receiver.address } },
    probe: { dimse: archive.dimse, dicomWeb: { ...archive.http, path: archive.dicomWebPath } },
    offer: (instances) => archive.take(instances),
    callTheSut: (sut) => archive.setPeers([sut]),
    async stop() {
      await receiver.stop();
      await archive.stop();
    },
  };
}
