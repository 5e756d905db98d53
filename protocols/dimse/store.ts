import { nativeAddonFolder } from './native';
import { storeWithDcmjs } from './store-dcmjs';
import { NativeShipment } from './store-native';
import type { DimseClientOptions, Shipment, StoreEngine, StoreOutcome, StoreSource } from './types';

export type { Shipment, StoreEngine, StoreOutcome, StoreSource } from './types';

/**
 * C-STORE (PS3.4 B), outcomes in the order of `sources`. Rejects with DimseError when the association fails, with an
 * Error naming the file when a source is no Part 10 file; a peer's refusal of one instance is an outcome.
 *
 * `dcmjs`, the default, sends the bytes of each data set exactly as they are where the peer accepts their transfer
 * syntax, and rewrites uncompressed ones in implicit VR where it accepts only that. `native` (DCMTK) keeps the
 * values, but writes uncompressed data sets in explicit VR, and lengths and padding in its own way. `auto` is what `storeEngine` says; native has no TLS.
 */
export async function store(
  o: DimseClientOptions,
  sources: readonly StoreSource[],
  engine: 'auto' | StoreEngine = 'dcmjs',
): Promise<StoreOutcome[]> {
  const shipment = shipmentOf(o, sources, engine);
  try {
    return await shipment.send();
  } finally {
    await shipment.drop();
  }
}

/** As `store`, of instances that are known before it is their turn: the engine makes ready what it needs in the meantime. */
export function shipmentOf(
  o: DimseClientOptions,
  sources: readonly StoreSource[],
  engine: 'auto' | StoreEngine = 'dcmjs',
): Shipment {
  const chosen = engine === 'auto' ? storeEngine(o) : engine;
  if (chosen === 'native' && sources.length > 0) return new NativeShipment(o, sources);
  return {
    send: () => (sources.length === 0 ? Promise.resolve([]) : storeWithDcmjs(o, sources)),
    drop: () => Promise.resolve(),
  };
}

/** What `auto` means on this machine, and for this peer where given. */
export function storeEngine(o?: DimseClientOptions): StoreEngine {
  return nativeAddonFolder() !== undefined && !o?.peer.tls ? 'native' : 'dcmjs';
}
