import type { Finding } from '../../model/check';
import type { Hl7Message, Hl7Segment } from '../../model/hl7/message';
import { pathOf } from './check-fields';
import { finding, type Rule } from './findings';
import { ordersOf, type OrderGroup } from './orders';

const CONSISTENT: Rule = { id: 'hl7/order-number-consistent', clause: 'HL7 4.5.3.2, 4.5.3.3', severity: 'error' };
const NUMBERED: Rule = { id: 'hl7/order-number', clause: 'HL7 4.5.1.2, 4.5.1.3', severity: 'error' };
const AUTHORITY: Rule = {
  id: 'hl7/identifier-has-authority',
  clause: 'HL7 3.4.2.3, data type CX',
  severity: 'warning',
};
const SET_ID: Rule = { id: 'hl7/set-id-once', clause: 'HL7 7.4.2.1', severity: 'warning' };
const ONE_PATIENT: Rule = { id: 'hl7/one-patient', clause: 'HL7 4.4.1', severity: 'error' };

/** Order numbers of ORC and OBR must not contradict each other, and each order has one; an ORM is about one patient. */
export function checkIdentifiers(message: Hl7Message): Finding[] {
  if (message.get('MSH-9.1') !== 'ORM') return [];
  const findings = ordersOf(message).flatMap(checkOrder);
  const patients = message.all('PID');
  for (const pid of patients) findings.push(...checkAuthority(message, pid));
  for (const { observations } of ordersOf(message)) findings.push(...checkSetIds(observations));
  if (patients.length > 1) {
    const text = `The message has ${patients.length} PID segments; an order message is about one patient.`;
    findings.push(finding(ONE_PATIENT, 'PID[2]', text));
  }
  return findings;
}

const isOther = (a: string, b: string): boolean => a !== '' && b !== '' && a !== b;

/** A patient number means nothing without the one who gave it out. */
function checkAuthority(message: Hl7Message, pid: Hl7Segment): Finding[] {
  const { component } = message.delimiters;
  return pid.repetitions(3).flatMap((raw, i, all) => {
    const parts = raw.split(component);
    if ((parts[0] ?? '') === '' || (parts[3] ?? '') !== '') return [];
    const path = all.length > 1 ? `PID-3[${i + 1}].4` : 'PID-3.4';
    return [
      finding(AUTHORITY, path, 'A patient identifier does not say who assigned it.', raw, 'an assigning authority'),
    ];
  });
}

/** OBX-1 tells the observations of an order apart; their order means nothing. */
function checkSetIds(observations: readonly Hl7Segment[]): Finding[] {
  const ids = observations.map((obx) => obx.field(1));
  const again = observations.find((obx, i) => obx.field(1) !== '' && ids.indexOf(obx.field(1)) !== i);
  if (!again) return [];
  return [finding(SET_ID, pathOf(again, 1), 'Two observations of an order have the same set ID.', again.field(1))];
}

function checkOrder({ orc, obr }: OrderGroup): Finding[] {
  const findings: Finding[] = [];
  for (const field of [2, 3]) {
    // The number, and the application that gave it.
    const part = [1, 2].find((n) => isOther(orc.component(field, n), obr?.component(field, n) ?? ''));
    if (part === undefined || !obr) continue;
    const [a, b] = [orc.component(field, part), obr.component(field, part)];
    const text = `${pathOf(orc, field)} and ${pathOf(obr, field)} must be the same order number, and they differ.`;
    findings.push(finding(CONSISTENT, pathOf(obr, field), text, b, a));
  }
  const numbers = [orc.component(2, 1), orc.component(3, 1), obr?.component(2, 1) ?? '', obr?.component(3, 1) ?? ''];
  if (numbers.every((number) => number === '')) {
    findings.push(finding(NUMBERED, pathOf(orc, 2), 'The order has neither a placer nor a filler order number.'));
  }
  return findings;
}
