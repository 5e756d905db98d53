import type { Finding } from '../../model/check';
import type { Hl7Message } from '../../model/hl7/message';
import { pathOf } from './check-fields';
import { finding, type Rule } from './findings';
import { ordersOf, type OrderGroup } from './orders';

const CONSISTENT: Rule = { id: 'hl7/order-number-consistent', clause: 'HL7 4.5.3.2, 4.5.3.3', severity: 'error' };
const NUMBERED: Rule = { id: 'hl7/order-number', clause: 'HL7 4.5.1.2, 4.5.1.3', severity: 'error' };
const ONE_PATIENT: Rule = { id: 'hl7/one-patient', clause: 'HL7 4.4.1', severity: 'error' };

/** Order numbers of ORC and OBR must not contradict each other, and each order has one; an ORM is about one patient. */
export function checkIdentifiers(message: Hl7Message): Finding[] {
  if (message.get('MSH-9.1') !== 'ORM') return [];
  const findings = ordersOf(message).flatMap(checkOrder);
  const patients = message.all('PID');
  if (patients.length > 1) {
    const text = `The message has ${patients.length} PID segments; an order message is about one patient.`;
    findings.push(finding(ONE_PATIENT, 'PID[2]', text));
  }
  return findings;
}

function checkOrder({ orc, obr }: OrderGroup): Finding[] {
  const findings: Finding[] = [];
  for (const field of [2, 3]) {
    const [a, b] = [orc.component(field, 1), obr?.component(field, 1) ?? ''];
    if (a === '' || b === '' || a === b || !obr) continue;
    const text = `${pathOf(orc, field)} and ${pathOf(obr, field)} must be the same order number, and they differ.`;
    findings.push(finding(CONSISTENT, pathOf(obr, field), text, b, a));
  }
  const numbers = [orc.component(2, 1), orc.component(3, 1), obr?.component(2, 1) ?? '', obr?.component(3, 1) ?? ''];
  if (numbers.every((number) => number === '')) {
    findings.push(finding(NUMBERED, pathOf(orc, 2), 'The order has neither a placer nor a filler order number.'));
  }
  return findings;
}
