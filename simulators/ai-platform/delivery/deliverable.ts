/** A result object on its way to the PACS. */
export interface Deliverable {
  /** What it carries, for logs and messages: `sr`, `seg` ... */
  carrier: string;
  sopClassUid: string;
  sopInstanceUid: string;
  /** Part 10. */
  bytes: Buffer;
}

/** What became of one object in one attempt. */
export type StoreResult =
  { outcome: 'stored'; warning?: number } | { outcome: 'refused' | 'try-again'; reason: string };

/** Sends objects once; the results are in the order of the objects. Rejects when nothing can be said of any of them. */
export type Transport = (objects: readonly Deliverable[]) => Promise<StoreResult[]>;
