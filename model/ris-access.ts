import type { ConsumerAccess } from './consumer';

/** What a RIS can be asked to show of an exam; each adapter shows some of it. */
export const RIS_FIELDS = [
  'accessionNumber',
  'orderNumber',
  'patientId',
  'patientName',
  'priority',
  'alert',
  'abnormalities',
  'reviewNeeded',
  'aiMissing',
  'report',
] as const;
export type RisField = (typeof RIS_FIELDS)[number];

/** What the reporting worklist can be filtered by (RCR l.202-218). */
export const RIS_FILTERS = [
  'referralLocation',
  'modality',
  'specialty',
  'urgency',
  'intendedReporter',
  'completedAfter',
  'completedBefore',
  'abnormality',
] as const;
export type RisFilter = (typeof RIS_FILTERS)[number];

export const RIS_SORTS = ['priority', 'abnormality'] as const;
export type RisSort = (typeof RIS_SORTS)[number];

/** What of an order the worklist is filtered by, and an order message must therefore carry. */
export const ORDER_DETAILS = ['referralLocation', 'modality', 'specialty', 'urgency', 'intendedReporter'] as const;
export type OrderDetail = (typeof ORDER_DETAILS)[number];

/** An exam as a RIS shows it; what it does not show is absent. */
export interface RisEntry {
  accessionNumber?: string;
  /** Placer or filler order number. */
  orderNumber?: string;
  patientId?: string;
  patientName?: string;
  /** Rank 0 is read first; of a word that was not declared there is none. */
  priority?: { word: string; rank?: number };
  alert?: boolean;
  /** Codes or names of what AI states as present. */
  abnormalities?: string[];
  reviewNeeded?: boolean;
  /** It says that there is no AI result. */
  aiMissing?: boolean;
  /** Text of the issued report. */
  report?: string;
}

/** One or several JSONPaths (RFC 9535), and how the value found is read. */
export type FieldMapping =
  | string
  | {
      path: string;
      /** Alert, review and the like: these values mean yes. */
      is?: (string | number | boolean)[];
      /** Priority: all words, the most urgent first. */
      order?: (string | number)[];
    };

/** `modality={value}`, and the words of the RIS where they are not those of the order message. */
export type FilterMapping = string | { query: string; values?: Record<string, string> };

/** How JSON over HTTP is asked for and read. Paths are relative to endpoints.http. */
export interface HttpView {
  headers?: Record<string, string>;
  list: {
    /** Path and query, `/worklist?site=1`. */
    url: string;
    /** JSONPath of the entries in the answer. */
    entries: string;
    /** JSONPath of the address of the next page, where there is one. */
    next?: string;
  };
  /** A single exam, for what the list does not show: `/exams/{accessionNumber}`. */
  exam?: { url: string };
  fields: Partial<Record<RisField, FieldMapping>>;
  filters?: Partial<Record<RisFilter, FilterMapping>>;
  /** Query by which the list is sorted, the most urgent first, or by name of abnormality with the empty ones last. */
  sorts?: Partial<Record<RisSort, string>>;
}

/** FHIR R4 search; a Task or ServiceRequest stands for an exam on the reporting worklist. */
export interface FhirView extends Omit<HttpView, 'list' | 'exam' | 'fields'> {
  resource: 'Task' | 'ServiceRequest';
  /** What finds those on the worklist: `status=ready`. */
  query: string;
  /** Beside or instead of what is read by default. */
  fields?: HttpView['fields'];
}

/** Modality worklist as reporting worklist: what is returned for this station counts as offered for reporting. */
export interface MwlView {
  /** Called AE title, where it is another than that of endpoints.dimse. */
  aeTitle?: string;
  /** Scheduled Station AE Title (0040,0001) to ask for. */
  stationAeTitle?: string;
  /** Scheduled Procedure Step Status (0040,0020) to ask for. */
  status?: string;
}

export type RisWorklist = {
  /** How long a change may take to be seen there, seconds. */
  settle: number;
} & (
  | { adapter: 'http'; http: HttpView }
  | { adapter: 'fhir'; fhir: FhirView }
  | { adapter: 'mwl'; mwl: MwlView }
  | { adapter: 'operator' }
);

/** How the harness works with a RIS under test: the section `ris` of sut.yaml. */
export interface RisAccess {
  worklist: RisWorklist;
  orders: {
    /** ADT^A04 before each order. */
    patientFirst: boolean;
    /** What completes an exam: MPPS COMPLETED of the scanner, ORM^O01 with ORC-5 = CM, or the operator. */
    completion: 'mpps' | 'hl7' | 'operator';
    /** HL7 field of the order that the RIS reads each of these from, `PV1-3.1`. */
    fields: Record<OrderDetail, string>;
    /** Two words for each, as the RIS knows them; exams are ordered with both, to see them told apart. */
    values: Record<OrderDetail, [string, string]>;
  };
  /** How a radiologist's report is issued: ORU^R01 with OBR-25 = F, an HTTP request, or the operator. */
  report: { by: 'hl7' | 'operator' } | { by: 'http'; method: 'POST' | 'PUT'; url: string; body: unknown };
  /** How it is restarted: a command on this machine that ends when it is up again, or the operator. */
  restart: { by: 'command'; command: string } | { by: 'operator' };
  /** Seconds after completion at which reporting is opened without AI; absent: a person decides. */
  aiTimeout?: number;
  /** It reads AI results back from the PACS; absent: it makes no such claim. */
  consumer?: ConsumerAccess;
  /** FHIR base below endpoints.http. */
  fhirPath: string;
  /** Seconds within which completion times cannot be told apart. */
  timeResolution: number;
}
