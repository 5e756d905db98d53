/** What a consumer of AI results can tell of what it read, by kind of entry; each field is text as it shows it. */
export const READING_FIELDS = {
  /** TID 1500 measurements. */
  measurements: ['name', 'value', 'unit', 'finding', 'site', 'trackingId', 'trackingUid', 'algorithm', 'version'],
  /** Finding (121071, DCM) of a measurement group. */
  findings: ['finding', 'site', 'trackingId', 'trackingUid', 'algorithm', 'version'],
  /** Qualitative evaluations: what was asked, and the answer. */
  evaluations: ['name', 'value', 'trackingId', 'trackingUid'],
  /** Of Segmentation objects. */
  segments: ['label', 'finding', 'trackingId', 'trackingUid', 'algorithm'],
  /** Of Contributing Equipment or the content tree. */
  algorithms: ['name', 'version', 'manufacturer'],
  /** Structured Reports: SOP Instance UID, and VERIFIED or UNVERIFIED. */
  reports: ['sopInstanceUid', 'verification'],
} as const;

export type ReadingKind = keyof typeof READING_FIELDS;
export const READING_KINDS = Object.keys(READING_FIELDS) as ReadingKind[];

/** One entry as a consumer shows it. */
export type ReadingEntry = Partial<Record<string, string>>;
/** All that it shows of a study; a kind that it has no place for is absent. */
export type ConsumerReading = Partial<Record<ReadingKind, ReadingEntry[]>>;

/** What an entry must say: for each field the texts that mean it (code value, code meaning). */
export type KnownEntry = Record<string, string[]>;

/** The true content of result objects that were made to be read. */
export type KnownResults = Partial<
  Record<
    ReadingKind,
    {
      /** Each must be shown. */
      shown: KnownEntry[];
      /** None may be: what was replaced, or is stated as absent. */
      notShown?: KnownEntry[];
    }
  >
>;

/** How a kind is found in JSON: JSONPath (RFC 9535) of its entries, and within each of them of its fields. */
export interface ReadingMapping {
  entries: string;
  fields: Partial<Record<string, string>>;
}

/** A product that reads AI results back from the PACS (IHE AIR Imaging Document Consumer): `ris.consumer` of sut.yaml. */
export type ConsumerAccess = {
  /** How it retrieves; `wado-rs`: it queries by QIDO-RS as well. */
  retrieve: 'c-move' | 'c-get' | 'wado-rs';
  /** What makes it read a study: the completion notice (ORC-5 = A), or a person. */
  start: 'notice' | 'operator';
  /** How long it may take from then until what it read can be seen, seconds. */
  settle: number;
  /** What it shows; a kind that is left out is not tried. */
  shows: Partial<Record<ReadingKind, ReadingMapping>>;
} & (
  | {
      adapter: 'http';
      /** GET below endpoints.http, `/exams/{accessionNumber}/ai-results`. */
      http: { url: string; headers?: Record<string, string> };
    }
  /** A JSON file that the product writes, `/var/spool/{accessionNumber}.json`. */
  | { adapter: 'file'; file: string }
);
