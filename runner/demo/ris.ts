import { DEFAULTS } from '../../config/defaults';
import { RIS_DEFAULTS } from '../../config/ris-defaults';
import type { ConsumerAccess } from '../../model/consumer';
import type { HttpView, RisAccess } from '../../model/ris-access';
import type { SutConfig } from '../../model/sut';
import { findRisMutant, RIS_MUTANTS } from '../../simulators/ris/mutants';
import { findRisVariant, RIS_VARIANTS } from '../../simulators/ris/variants';
import { ANY_PORTS, type Demo, type DemoOptions } from './contract';
import { referenceRis } from './reference-ris';

/** The reference RIS over HTTP (simulators/ris/README.md), as a sut.yaml declares it. */
const VIEW: HttpView = {
  list: { url: '/worklist', entries: '$[*]' },
  exam: { url: '/exams/{accessionNumber}' },
  fields: {
    accessionNumber: '$.accessionNumber',
    orderNumber: '$.placerOrderNumber',
    patientId: '$.patientId',
    patientName: '$.patientName',
    priority: { path: '$.priority', order: ['expedited', 'urgent', 'routine'] },
    alert: '$.ai.alert',
    abnormalities: "$.ai.abnormalities[?@.presence=='present'].meaning",
    reviewNeeded: '$.reviewNeeded',
    aiMissing: { path: '$.ai.status', is: ['outstanding', 'not-analysed', 'failed'] },
    report: '$.report.text',
  },
  filters: {
    referralLocation: 'referralLocation={value}',
    modality: 'modality={value}',
    specialty: 'specialty={value}',
    urgency: { query: 'urgency={value}', values: { S: 'urgent', R: 'routine' } },
    intendedReporter: 'intendedReporter={value}',
    completedAfter: 'completedAfter={value}',
    completedBefore: 'completedBefore={value}',
    abnormality: 'aiAbnormality={value}',
  },
  sorts: { priority: 'sort=priority', abnormality: 'sort=aiAbnormality' },
};

/** `GET /exams/:accession/ai-results` of the reference RIS. */
const SUBJECT = {
  finding: '$.finding.meaning',
  site: '$.site.meaning',
  trackingId: '$.trackingId',
  trackingUid: '$.trackingUid',
  algorithm: '$.algorithm.name',
  version: '$.algorithm.version',
};
const CONSUMER: ConsumerAccess = {
  retrieve: 'c-move',
  start: 'notice',
  settle: 10,
  adapter: 'http',
  http: { url: '/exams/{accessionNumber}/ai-results' },
  shows: {
    measurements: {
      entries: '$.measurements[*]',
      fields: { name: '$.name.meaning', value: '$.value', unit: '$.unit.value', ...SUBJECT },
    },
    findings: { entries: '$.findings[*]', fields: SUBJECT },
    evaluations: {
      entries: '$.evaluations[*]',
      fields: {
        name: '$.name.meaning',
        value: '$.value.meaning',
        trackingId: SUBJECT.trackingId,
        trackingUid: SUBJECT.trackingUid,
      },
    },
    segments: {
      entries: '$.segments[*]',
      fields: {
        label: '$.label',
        finding: SUBJECT.finding,
        trackingId: SUBJECT.trackingId,
        trackingUid: SUBJECT.trackingUid,
        algorithm: '$.algorithm',
      },
    },
    algorithms: {
      entries: '$.algorithms[*]',
      fields: { name: '$.name', version: '$.version', manufacturer: '$.manufacturer' },
    },
    reports: {
      entries: '$.reports[*]',
      fields: { sopInstanceUid: '$.sopInstanceUid', verification: '$.verification' },
    },
  },
};

const ACCESS: RisAccess = {
  ...RIS_DEFAULTS,
  worklist: { adapter: 'http', settle: 1, http: VIEW },
  // Whatever a busy machine takes from completion to the notice and the look at the worklist (4 s at a load of 17 on two
  // cores, over slow lines) is done well before: else nobody could say what opened the exam.
  aiTimeout: 12,
  timeResolution: 0.05,
};

/** The reference RIS as product under test: everything declared, every port free, waits to match its speed. */
function config(o: DemoOptions): SutConfig {
  const tls = o.tls !== undefined;
  const variant = o.variant === undefined ? undefined : findRisVariant(o.variant);
  return {
    vendor: 'airworthy',
    product: 'AIRW_RIS',
    version: '1.0.0',
    actor: 'ris',
    intendedUse: { description: '', modalities: [], bodyParts: [] },
    algorithms: [],
    capabilities: {
      ...DEFAULTS.capabilities,
      fhir: true,
      srSignalsAvailability: true,
      tls: { dimse: tls, mllp: tls, http: tls },
    },
    ris: { ...ACCESS, consumer: { ...CONSUMER, ...(variant?.retrieve ? { retrieve: variant.retrieve } : {}) } },
    harness: ANY_PORTS,
    tls: o.tls,
    pacs: { launcher: o.launcher },
    timeouts: { notice: 10, settle: 0.15, quiet: 0.2, recovery: 10, exchange: 10 },
    studies: DEFAULTS.studies,
  };
}

export const ris: Demo = {
  config,
  selftestTimeouts: { notice: 2, settle: 0.15, quiet: 0.2, recovery: 5, exchange: 5 },
  standIn: ({ mutant, variant }) =>
    referenceRis(mutant ? findRisMutant(mutant).hooks : variant ? findRisVariant(variant).hooks : undefined),
  mutants: RIS_MUTANTS,
  variants: RIS_VARIANTS,
  attestations: 'attestations-ris.yaml',
};
