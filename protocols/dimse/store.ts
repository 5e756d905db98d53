import { nativeAddonFolder } from './native';
import { storeWithDcmjs } from './store-dcmjs';
import { storeWithNative } from './store-native';
import type { DimseClientOptions, StoreEngine, StoreOutcome, StoreSource } from './types';

export type { StoreEngine, StoreOutcome, StoreSource } from './types';

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
  if (sources.length === 0) return [];
  const chosen = engine === 'auto' ? storeEngine(o) : engine;
  return chosen === 'native' ? storeWithNative(o, sources) : storeWithDcmjs(o, sources);
}

/** What `auto` means on this machine, and for this peer where given. */
export function storeEngine(o?: DimseClientOptions): StoreEngine {
  return nativeAddonFolder() !== undefined && !o?.peer.tls ? 'native' : 'dcmjs';
}
