import { copyFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { scratchFolder } from '../../evidence/scratch-folder';
import { DimseError, peerName } from './errors';
import { longData, piecesOf } from './file-part';
import { nativeAddonFolder } from './native';
import { checkAeTitle } from './requestor';
import type { Part10Meta } from './file-meta';
import { metaOf } from './sources';
import { StoreRelay } from './store-relay';
import type { DimseClientOptions, Shipment, StoreOutcome, StoreSource } from './types';

interface NativeAddon {
  storeScu(options: NativeOptions, callback: (json: string) => void): void;
}

interface NativeOptions {
  source: { aet: string; ip: string; port: string };
  target: { aet: string; ip: string; port: string };
  sourcePath: string;
}

const SOP_CLASS_NOT_SUPPORTED = 0x0122;

/**
 * Sends instances with dicom-dimse-native, through a relay that reads the peer's answers. The engine takes a folder,
 * and chooses the order itself. The folder is being filled from the beginning on, and is gone once `drop` resolves.
 */
export class NativeShipment implements Shipment {
  readonly #metas: Promise<Part10Meta[]>;
  readonly #folder: Promise<string>;
  readonly #placed: Promise<unknown>;
  #removed: Promise<void> | undefined;

  constructor(
    readonly o: DimseClientOptions,
    readonly sources: readonly StoreSource[],
  ) {
    this.#metas = Promise.all(sources.map(metaOf));
    this.#folder = this.#metas.then(() => scratchFolder('airworthy-store'));
    this.#placed = this.#folder.then((folder) =>
      Promise.all(sources.map((source, index) => place(source, join(folder, `${index}.dcm`)))),
    );
    // Whoever sends is told of it.
    this.#placed.catch(() => undefined);
  }

  async send(): Promise<StoreOutcome[]> {
    const { o, sources } = this;
    if (o.peer.tls) throw new Error('The native engine has no TLS; use the engine dcmjs for a peer with TLS.');
    checkAeTitle(o.callingAeTitle, 'calling');
    checkAeTitle(o.peer.aeTitle, 'called');
    const addon = loadAddon();
    const relay = new StoreRelay(o);
    try {
      await this.#placed;
      const [metas, folder, port] = [await this.#metas, await this.#folder, await relay.start()];
      const result = await oneAtATime(() => runEngine(addon, o, port, folder));
      if (relay.failure) throw withProgress(relay.failure, relay.answered, sources.length);
      if (result.status !== 'success' && relay.answered === 0 && !result.message.startsWith('Failed to send'))
        throw new DimseError('aborted', `${o.callingAeTitle} could not send to ${peerName(o)}: ${result.message}.`);
      return metas.map(
        (meta) =>
          relay.take(meta.sopInstanceUid) ?? {
            sopClassUid: meta.sopClassUid,
            sopInstanceUid: meta.sopInstanceUid,
            status: SOP_CLASS_NOT_SUPPORTED,
            comment: `Not sent: the peer accepted no presentation context for ${meta.sopClassUid} in ${meta.transferSyntaxUid}.`,
          },
      );
    } finally {
      await relay.stop();
      void this.drop();
    }
  }

  drop(): Promise<void> {
    this.#removed ??= this.#remove();
    return this.#removed;
  }

  async #remove(): Promise<void> {
    // What is still being written would fail without its folder.
    await Promise.allSettled([this.#placed]);
    const folder = await this.#folder.catch(() => undefined);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

function loadAddon(): NativeAddon {
  const folder = nativeAddonFolder();
  if (!folder)
    throw new Error(
      'dicom-dimse-native is not there; build it with `npm run build:native-dimse`, or use the engine dcmjs.',
    );
  // DCMTK waits 40 ms for each acknowledgement without it.
  process.env['TCP_NODELAY'] ??= '1';
  return createRequire(join(folder, 'package.json'))(folder) as NativeAddon;
}

function runEngine(
  addon: NativeAddon,
  o: DimseClientOptions,
  port: number,
  sourcePath: string,
): Promise<{ status: string; message: string }> {
  const source = { aet: o.callingAeTitle, ip: '127.0.0.1', port: '1' };
  const target = { aet: o.peer.aeTitle, ip: '127.0.0.1', port: String(port) };
  return new Promise((resolve) => {
    addon.storeScu({ source, target, sourcePath }, (json) => {
      const result = JSON.parse(json) as { status: string; message: string };
      if (result.status !== 'pending') resolve(result);
    });
  });
}

let last: Promise<unknown> = Promise.resolve();

/** The addon registers its codecs without a lock. */
function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const result = last.then(work);
  last = result.catch(() => undefined);
  return result;
}

async function place(source: StoreSource, target: string): Promise<void> {
  if ('parts' in source) return writeFile(target, piecesOf(longData(source.parts)));
  if ('bytes' in source) return writeFile(target, source.bytes);
  const file = resolve(source.file);
  // Windows lets only some users make links.
  await symlink(file, target).catch(() => copyFile(file, target));
}

function withProgress(error: DimseError, done: number, total: number): DimseError {
  if (done === 0) return error;
  return new DimseError(error.code, `${error.message} ${done} of ${total} instances had been sent.`, error.status);
}
