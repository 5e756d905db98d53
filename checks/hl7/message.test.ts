import { describe, expect, it } from 'vitest';
import { readHl7 } from '../../model/hl7/reader';
import { checkAcknowledgement } from './acknowledgement';
import { NOTICE_LINES } from '../../tests/kit/notice';
import { checkMessage } from './message';

const GOOD = [...NOTICE_LINES, 'ZDS|1.2.3^RIS^Application^DICOM'];

const read = (lines: string[], end = '\r') => readHl7(Buffer.from(lines.join(end) + end, 'utf8'));
const rules = (lines: string[], end?: string) =>
  checkMessage(read(lines, end)).map(({ rule, path }) => `${rule} ${path}`);
const withLine = (name: string, index: number, line: string) => {
  let seen = 0;
  return GOOD.map((each) => (each.startsWith(name) && (seen += 1) === index ? line : each));
};

describe('checkMessage passes', () => {
  it('a good notice of v2.5.1', () => expect(rules(GOOD)).toEqual([]));

  it.each(['2.3.1', '2.4', '2.5'])('the same in v%s, with CE', (version) => {
    const lines = GOOD.map((line) => line.replace('2.5.1', version).replace('|CWE|', '|CE|'));
    expect(rules(lines)).toEqual([]);
  });

  it('v2.3.1 without MSH-7, which was optional then', () => {
    expect(
      rules(
        withLine('MSH', 1, 'MSH|^~\\&|AI|V|RIS|H|||ORM^O01|M1|P|2.3.1||||||8859/1')
          .filter((l) => !l.startsWith('PID'))
          .map((l) => l.replace('|CWE|', '|CE|')),
      ),
    ).toEqual([]);
  });

  it('OBX in another order, two orders, Z segments anywhere', () => {
    const lines = [
      GOOD[0],
      'ZAI|x',
      GOOD[1],
      ...GOOD.slice(2, 4),
      GOOD[6],
      GOOD[4],
      ...GOOD.slice(2, 4),
      GOOD[4],
    ] as string[];
    expect(rules(lines)).toEqual([]);
  });

  it('an observation without a value whose status says so', () => {
    expect(rules(withLine('OBX', 1, 'OBX|1||1386000^Haemorrhage^SCT||||||||X'))).toEqual([]);
  });

  it('local abnormal flags from v2.5 on, with a warning', () => {
    const lines = withLine('OBX', 1, GOOD[4]?.replace('|AA|', '|CRIT|') ?? '');
    expect(checkMessage(read(lines))).toMatchObject([{ rule: 'hl7/abnormal-flag', severity: 'warning' }]);
    const older = lines.map((line) => line.replace('2.5.1', '2.3.1').replace('|CWE|', '|CE|'));
    expect(checkMessage(read(older))).toMatchObject([{ rule: 'hl7/abnormal-flag', severity: 'error' }]);
  });

  it('messages of other types without judging their structure', () => {
    expect(
      rules(['MSH|^~\\&|A|B|C|D|20260101||ADT^A08|1|P|2.5', 'EVN||20260101', GOOD[1]?.replace('Ü', 'U') ?? '']),
    ).toEqual([]);
  });
});

describe('checkMessage finds', () => {
  it.each([
    ['a missing ORC', GOOD.filter((l) => !l.startsWith('ORC')), 'hl7/segment-missing ORC'],
    ['OBX before OBR', [...GOOD.slice(0, 3), GOOD[4], GOOD[3]] as string[], 'hl7/segment-order OBX[1]'],
    ['PID after ORC', [GOOD[0], GOOD[2], GOOD[3], GOOD[1]] as string[], 'hl7/segment-order PID[1]'],
    ['an empty OBR-4', withLine('OBR', 1, 'OBR|1|PL1|FL1|'), 'hl7/field-required OBR-4'],
    ['an unknown order status', withLine('ORC', 1, 'ORC|SC|PL1|FL1||Q'), 'hl7/table-value ORC-5'],
    ['an unknown order control', withLine('ORC', 1, 'ORC|ZZ|PL1|FL1||A'), 'hl7/table-value ORC-1'],
    ['an unknown value type', withLine('OBX', 1, 'OBX|1|QQ|a^b^c||x||||||P'), 'hl7/table-value OBX[1]-2'],
    ['an unknown result status', withLine('OBX', 2, 'OBX|2|NM|a^b^c||1||||||Q'), 'hl7/table-value OBX[2]-11'],
    ['a missing result status', withLine('OBX', 1, 'OBX|1|ST|a^b^c||x'), 'hl7/field-required OBX[1]-11'],
    ['a value without a type', withLine('OBX', 1, 'OBX|1||a^b^c||x||||||P'), 'hl7/obx-value-type OBX[1]-2'],
    ['no value', withLine('OBX', 1, 'OBX|1|CE|a^b^c||||||||P'), 'hl7/obx-value OBX[1]-5'],
    ['a number that is none', withLine('OBX', 2, 'OBX|2|NM|a^b^c||1,5||||||P'), 'hl7/data-type OBX[2]-5'],
    ['a date that does not exist', withLine('PID', 1, 'PID|1||P1||A^B||19700231'), 'hl7/data-type PID-7'],
    ['an identifier list with a hole', withLine('PID', 1, 'PID|1||P1~^^^H||A^B'), 'hl7/data-type PID-3[2]'],
    ['an order without a number', GOOD.map((l) => l.replace('|PL1|FL1|', '|||')), 'hl7/order-number ORC-2'],
    ['order numbers that differ', withLine('OBR', 1, 'OBR|1|PL2|FL1|a^b^c'), 'hl7/order-number-consistent OBR-2'],
    ['a universal ID without its type', withLine('PID', 1, 'PID|1||P1^^^&1.2.3||A^B'), 'hl7/data-type PID-3'],
    ['an order number of no OID', withLine('ORC', 1, 'ORC|SC|PL1^A^x.y^ISO|FL1||A'), 'hl7/data-type ORC-2'],
    ['a patient number of nobody', withLine('PID', 1, 'PID|1||P1||A^B'), 'hl7/identifier-has-authority PID-3.4'],
    [
      'encapsulated data of no encoding',
      withLine('OBX', 1, 'OBX|1|ED|a^b^c||^AP^^X^abc||||||P'),
      'hl7/data-type OBX[1]-5',
    ],
    ['a designator of nothing', withLine('OBX', 1, 'OBX|1|HD|a^b^c||^^ISO||||||P'), 'hl7/data-type OBX[1]-5'],
    ['a set ID used twice', withLine('OBX', 2, 'OBX|1|NM|a^b^c||1||||||P'), 'hl7/set-id-once OBX[2]-1'],
    [
      'an order of another application',
      GOOD.map((l) => l.replace(/^OBR\|1\|PL1/, 'OBR|1|PL1^B').replace('ORC|SC|PL1', 'ORC|SC|PL1^A')),
      'hl7/order-number-consistent OBR-2',
    ],
    ['a type that came later', GOOD.map((l) => l.replace('2.5.1', '2.3.1')), 'hl7/value-type-of-version OBX[1]-2'],
    ['two patients', [...GOOD.slice(0, 2), GOOD[1], ...GOOD.slice(2)] as string[], 'hl7/one-patient PID[2]'],
    [
      'a wrong structure name',
      withLine('MSH', 1, GOOD[0]?.replace('ORM_O01', 'ORU_R01') ?? ''),
      'hl7/message-type MSH-9.3',
    ],
    ['an unknown version', withLine('MSH', 1, GOOD[0]?.replace('2.5.1', '9.9') ?? ''), 'hl7/version MSH-12'],
    [
      'a character set that is not declared',
      withLine('MSH', 1, GOOD[0]?.replace('|UNICODE UTF-8', '|') ?? ''),
      'hl7/character-set MSH-18',
    ],
    ['a code without a coding system', withLine('OBR', 1, 'OBR|1|PL1|FL1|CTHEAD'), 'hl7/coding-system OBR-4.3'],
    ['an escape that is none', withLine('NTE', 1, 'NTE|1||C:\\data\\x'), 'hl7/escape-sequence NTE-3'],
    ['a control character', withLine('NTE', 1, 'NTE|1||a\x02b'), 'hl7/control-character segment 6'],
    ['a line without a segment name', withLine('NTE', 1, 'hello'), 'hl7/segment-name segment 6'],
    [
      'a long control ID',
      withLine('MSH', 1, GOOD[0]?.replace('|M1|', `|${'M'.repeat(25)}|`) ?? ''),
      'hl7/control-id-length MSH-10',
    ],
    ['nobody as the sender', withLine('MSH', 1, GOOD[0]?.replace('AI|VENDOR', '|') ?? ''), 'hl7/sender-named MSH-3'],
    ['unusual delimiters', ['MSH|^~\\#|A|B|C|D|20260101||ADT^A08|1|P|2.5'], 'hl7/delimiters-recommended MSH-2'],
    ['delimiters that are not different', ['MSH|^^\\&|A|B|C|D|20260101||ADT^A08|1|P|2.5'], 'hl7/delimiters MSH-2'],
  ])('%s', (_, lines, expected) => expect(rules(lines)).toContain(expected));

  it('line feeds between segments', () => {
    expect(rules(GOOD, '\n')).toContain('hl7/segment-terminator MSH');
    expect(rules(GOOD, '\r\n')).toContain('hl7/segment-terminator MSH');
  });

  it('and says what was seen and expected', () => {
    const [found] = checkMessage(read(withLine('ORC', 1, 'ORC|SC|PL1|FL1||Q')));
    expect(found).toMatchObject({ seen: 'Q', severity: 'error', clause: 'HL7 4.5.1.5, table 0038' });
    expect(found?.expected).toContain('CM');
  });
});

describe('checkAcknowledgement', () => {
  const message = read(GOOD);
  const ack = (msa: string) => read(['MSH|^~\\&|RIS|H|AI|V|20260101||ACK^O01|9|P|2.5.1', msa]);

  it('passes an answer to the message', () => {
    expect(checkAcknowledgement(message, ack('MSA|AA|M1'))).toEqual([]);
    expect(checkMessage(ack('MSA|AA|M1'))).toEqual([]);
  });

  it('finds an answer to another message, a refusal without a reason, and what is no answer', () => {
    expect(checkAcknowledgement(message, ack('MSA|AA|M2'))).toMatchObject([{ rule: 'hl7/ack-correlated', seen: 'M2' }]);
    expect(checkAcknowledgement(message, ack('MSA|AE|M1'))).toMatchObject([{ rule: 'hl7/ack-reason' }]);
    expect(checkAcknowledgement(message, ack('NTE|1'))).toMatchObject([{ rule: 'hl7/ack-type' }]);
    expect(checkMessage(ack('MSA|OK|M1'))).toMatchObject([{ rule: 'hl7/table-value', path: 'MSA-1' }]);
  });
});
