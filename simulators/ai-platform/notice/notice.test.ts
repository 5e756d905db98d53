import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../../checks/hl7/message';
import { readHl7 } from '../../../model/hl7/reader';
import { REFERENCE_ALGORITHM } from '../analysis/reference';
import type { ImagingOrder } from '../exams/order';
import { HL7_VERSIONS } from '../options';
import { completionNotice, type NoticeContext, withoutResult } from './notice';

const order: ImagingOrder = {
  patientIdentifier: [['AW1'], [''], [''], ['A&E', '2.1.1', 'ISO']],
  patientName: [["O'NEIL|^&~\\"], ['ZOË']],
  birthDate: '19590101',
  sex: 'F',
  patientClass: '',
  patientLocation: [],
  placerOrderNumber: [['P1'], ['RIS']],
  fillerOrderNumber: [['F1']],
  procedure: [],
  accessionNumber: 'A1',
  studyInstanceUid: '2.25.123',
  sender: { application: 'RIS', facility: 'H' },
};
const context: NoticeContext = {
  order,
  version: '2.4',
  sending: { application: 'AI', facility: 'LAB' },
  at: new Date('2026-01-02T03:04:05Z'),
};
const evaluated = REFERENCE_ALGORITHM.abnormalities.map(({ code, alertable }, i) => ({
  code,
  alertable,
  present: i === 0,
}));
const read = (text: string) => readHl7(Buffer.from(text));

describe('the notice', () => {
  it.each(HL7_VERSIONS)('is well-formed in HL7 %s and asks for expedited reading', (version) => {
    const message = read(completionNotice({ ...context, version }, { evaluated, algorithms: [REFERENCE_ALGORITHM] }));
    expect(checkMessage(message)).toEqual([]);
    expect(message.version.split('^')[0]).toBe(version);
    expect(message.get('OBX-2')).toBe(version.startsWith('2.5') ? 'CWE' : 'CE');
    expect([message.get('ORC-7.6'), message.get('OBR-27.6')]).toEqual(['S', 'S']);
    expect(message.all('TQ1')).toHaveLength(version.startsWith('2.5') ? 1 : 0);
    expect(message.controlId.length).toBeLessThanOrEqual(20);
  });

  it('gives back identifiers as they were, whatever characters are in them', () => {
    const message = read(completionNotice(context, { evaluated, algorithms: [] }));
    expect(message.get('PID-5.1')).toBe("O'NEIL|^&~\\");
    expect(message.get('PID-5.2')).toBe('ZOË');
    expect([1, 2, 3].map((part) => message.get(`PID-3.4.${part}`))).toEqual(['A&E', '2.1.1', 'ISO']);
    expect(message.get('ORC-2.2')).toBe('RIS');
    expect(message.get('PV1-2')).toBe('U');
  });

  it('carries the critical alert code only with a critical finding', () => {
    const criticalAlertCode = { value: 'CRIT', scheme: '99X', meaning: 'Critical' };
    const normal = evaluated.map((one) => ({ ...one, present: false }));
    const sent = [evaluated, normal].map((one) =>
      completionNotice(context, { evaluated: one, algorithms: [], criticalAlertCode }).includes('CRIT^Critical^99X'),
    );
    expect(sent).toEqual([true, false]);
  });

  it('without a result claims nothing', () => {
    const message = read(withoutResult(context, 'FAILED', 'a reason with | in it'));
    expect(checkMessage(message)).toEqual([]);
    expect(message.all('OBX').map((obx) => [obx.component(5, 1), obx.component(5, 2), obx.field(11)])).toEqual([
      ['FAILED', 'Analysis failed: a reason with | in it', 'X'],
    ]);
  });
});
