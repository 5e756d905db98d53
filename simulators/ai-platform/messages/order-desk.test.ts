import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../../checks/hl7/message';
import { silentLogger } from '../../../model/actors';
import { readHl7 } from '../../../model/hl7/reader';
import { orderText } from '../../../tests/kit/ai-department';
import { syntheticExam } from '../../../tests/kit/synthetic';
import type { Exam } from '../exams/exam';
import { OrderBook } from '../exams/order-book';
import { OrderDesk } from './order-desk';

const exam = syntheticExam('ct-head-normal');

function desk() {
  const book = new OrderBook();
  const started: Exam[] = [];
  const counter = new OrderDesk({
    book,
    sending: { application: 'AI', facility: 'LAB' },
    log: silentLogger,
    starts: ({ status }) => status === 'CM',
    reopens: () => false,
    start: (one) => started.push(one),
  });
  const take = (text: string | Buffer) => {
    const ack = readHl7(Buffer.from(counter.take(Buffer.from(text))));
    // Of what cannot be read there is no control ID to give back.
    const faults = checkMessage(ack).filter(({ severity, path }) => severity === 'error' && path !== 'MSA-2');
    expect(faults).toEqual([]);
    return ack;
  };
  return { book, started, take };
}

describe('messages of the RIS', () => {
  it('register an exam once, with all that is known of it', () => {
    const { book, take } = desk();
    expect(take(orderText(exam, 'NW', 'SC')).get('MSA-1')).toBe('AA');
    take(orderText(exam, 'NW', 'SC'));
    expect(book.exams).toHaveLength(1);
    expect(book.exams[0]?.order).toMatchObject({
      patientIdentifier: [['AW1'], [''], [''], ['AIRWORTHY']],
      patientName: [['ÅSTRÖM'], ['TEST']],
      placerOrderNumber: [['P1']],
      accessionNumber: 'A1',
      studyInstanceUid: '2.25.123',
      sender: { application: 'RIS', facility: 'HOSPITAL' },
    });
  });

  it('start on CM even when all they give is the order number', async () => {
    const { book, started, take } = desk();
    take(orderText(exam, 'NW', 'SC'));
    take(orderText(exam, 'SC', 'CM', { PID: '', PV1: '', OBR: '', ZDS: '' }));
    await new Promise((resolve) => setImmediate(resolve));
    expect(started).toEqual(book.exams);
    expect(started[0]?.order.accessionNumber).toBe('A1');
    expect(started[0]?.order.procedure[0]).toEqual(['CTHEAD']);
  });

  it('may begin with CM, where the order itself never came', async () => {
    const { started, take } = desk();
    expect(take(orderText(exam, 'SC', 'CM')).get('MSA-1')).toBe('AA');
    await new Promise((resolve) => setImmediate(resolve));
    expect(started).toHaveLength(1);
  });

  it.each<[string, string | Buffer, string, RegExp]>([
    ['no HL7', 'GET / HTTP/1.1', 'AR', /MSH/],
    ['nothing', '', 'AR', /empty/],
    ['another type', orderText(exam, 'NW', 'SC').replace('ORM^O01', 'ADT^A01'), 'AR', /ADT\^A01/],
    ['another version', orderText(exam, 'NW', 'SC').replace('|P|2.4', '|P|3.0'), 'AR', /3\.0/],
    ['no ORC', orderText(exam, 'NW', 'SC', { ORC: '' }), 'AE', /ORC/],
    ['no number', orderText(exam, 'NW', 'SC', { ORC: 'ORC|NW', OBR: '' }), 'AE', /order number/],
    ['two orders', `${orderText(exam, 'NW', 'SC')}ORC|NW|P2|F2\r`, 'AE', /more than one/],
    ['bytes that break MSH-18', Buffer.from(orderText(exam, 'NW', 'SC'), 'latin1'), 'AE', /MSH-18/],
    ['a cancellation of nothing', orderText(exam, 'CA', 'CA'), 'AE', /cancelled/],
  ])('%s is refused with its reason', (_what, text, code, reason) => {
    const { book, take } = desk();
    const ack = take(text);
    expect(ack.get('MSA-1')).toBe(code);
    expect(ack.get('MSA-3.1')).toMatch(reason);
    expect(book.exams).toHaveLength(0);
  });
});
