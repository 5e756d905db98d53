import { randomBytes } from 'node:crypto';
import type { Hl7Message } from '../../../model/hl7/message';
import { newUid } from '../../../protocols/dimse/uids';
import type { ExamTable } from '../database/exams';
import type { Exam } from '../../../model/exam';
import type { OrderDetails } from '../database/exams';
import type { Verdict } from './judge-message';

export interface ReadOrder {
  exam: Exam;
  details: OrderDetails;
}

/** A new order of the order entry: ORC-1 = NW (table 0119). */
export const isNewOrder = (message: Hl7Message): boolean => message.get('ORC-1.1') === 'NW';

/**
 * Reads a new order. Accession number, Study Instance UID and the other numbers of the department are given here where the
 * order has none.
 */
export function readOrder(message: Hl7Message, exams: ExamTable): ReadOrder | Verdict {
  const get = (path: string): string => message.get(path).trim();
  const missing = ['PID-3.1', 'PID-5.1', 'ORC-2.1', 'OBR-4.1', 'OBR-24'].find((path) => get(path) === '');
  if (missing !== undefined) {
    const location = missing.split('.')[0] ?? missing;
    return { code: 'AE', reason: `A new order needs ${location}`, error: { code: '101', location } };
  }
  if (exams.findBy({ placer: get('ORC-2.1') }).length > 0)
    return {
      code: 'AE',
      reason: `ORC-2 ${get('ORC-2.1')} was ordered before`,
      error: { code: '205', location: 'ORC-2' },
    };
  const unique = randomBytes(5).toString('hex').toUpperCase();
  const or = (path: string, otherwise: string): string => get(path) || otherwise;
  return {
    exam: {
      caseId: unique,
      kind: 'positive',
      study: '',
      patientId: get('PID-3.1'),
      issuerOfPatientId: get('PID-3.4.1'),
      patientName: personName(get),
      patientBirthDate: get('PID-7').slice(0, 8),
      patientSex: get('PID-8.1'),
      accessionNumber: or('OBR-18.1', `A${unique}`),
      placerOrderNumber: get('ORC-2.1'),
      fillerOrderNumber: or('ORC-3.1', `F${unique}`),
      requestedProcedureId: or('OBR-19.1', `R${unique}`),
      scheduledProcedureStepId: or('OBR-20.1', `S${unique}`),
      studyInstanceUid: or('ZDS-1.1', newUid()),
      modality: get('OBR-24'),
      procedure: { value: get('OBR-4.1'), meaning: or('OBR-4.2', get('OBR-4.1')), scheme: or('OBR-4.3', 'L') },
      bodyPartExamined: '',
      expectation: { inScope: true, present: [], absent: [], alert: false },
    },
    details: {
      urgency: [get('ORC-7.6'), get('OBR-27.6'), get('TQ1-9.1')].some((word) => /^(S|A|STAT|ASAP)$/i.test(word))
        ? 'urgent'
        : 'routine',
      ...some('referralLocation', get('PV1-3.1')),
      ...some('specialty', get('PV1-10')),
      ...some('intendedReporter', get('OBR-32.1.1')),
    },
  };
}

function some(name: keyof OrderDetails, value: string): OrderDetails {
  return value === '' ? {} : { [name]: value };
}

/** XPN to PN: family, given, middle, prefix, suffix. */
function personName(get: (path: string) => string): string {
  return ['PID-5.1.1', 'PID-5.2', 'PID-5.3', 'PID-5.5', 'PID-5.4'].map(get).join('^').replace(/\^+$/, '');
}
