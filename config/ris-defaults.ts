import type { ConsumerAccess } from '../model/consumer';
import type { RisAccess } from '../model/ris-access';

/** What the section `ris` of sut.yaml may leave out; every value can be declared otherwise. */
export const RIS_DEFAULTS: RisAccess = {
  worklist: { adapter: 'operator', settle: 10 },
  orders: {
    patientFirst: false,
    completion: 'mpps',
    fields: {
      referralLocation: 'PV1-3.1',
      modality: 'OBR-24',
      specialty: 'PV1-10',
      urgency: 'ORC-7.6',
      intendedReporter: 'OBR-32.1.1',
    },
    values: {
      referralLocation: ['emergency', 'outpatient'],
      modality: ['CT', 'MR'],
      specialty: ['neurology', 'paediatrics'],
      urgency: ['S', 'R'],
      intendedReporter: ['READER1', 'READER2'],
    },
  },
  report: { by: 'hl7' },
  restart: { by: 'operator' },
  fhirPath: '/fhir',
  timeResolution: 60,
};

/** What its section `consumer` may leave out. */
export const CONSUMER_DEFAULTS: Pick<ConsumerAccess, 'start' | 'settle'> = { start: 'notice', settle: 60 };
