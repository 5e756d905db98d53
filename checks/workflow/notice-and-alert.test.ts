import { describe, expect, it } from 'vitest';
import { report } from '../../tests/kit/objects';
import {
  CALCIFICATION,
  CRITICAL_OBX,
  examOf,
  goodRun,
  hl7,
  HAEMORRHAGE,
  type NoticeOptions,
  obxLines,
  sutConfig,
  TestScenario,
} from '../../tests/kit/scenario';
import { findCheck } from '../index';

const judge = (id: string, scenario: TestScenario) => findCheck(id).judge(scenario.record(), {});
const critical = examOf('critical');
const negative = examOf('negative');
const positive = examOf('positive');
const begun = (exam = critical, sut = sutConfig()) => new TestScenario(sut).begin(exam);
const noticed = (notice: NoticeOptions, exam = critical) => begun(exam).notice(exam, notice).pass(1);
const late = (scenario: TestScenario, exam = critical) => scenario.waitInVain(exam, 30);

describe('notice/orc5-a', () => {
  const check = (scenario: TestScenario) => judge('notice/orc5-a', scenario);

  it.each<[string, TestScenario]>([
    ['ORM^O01 with ORC-5 = A', goodRun().scenario],
    ['MSH-9 without the structure', noticed({ type: 'ORM^O01', lines: CRITICAL_OBX })],
    [
      'the last of several messages',
      begun().notice(critical, { orc5: 'IP' }).notice(critical, { lines: CRITICAL_OBX }),
    ],
    ['a limitation beside findings', noticed({ lines: [...CRITICAL_OBX, 'NTE|1||Children were not evaluated.'] })],
  ])('is satisfied by %s', (_, scenario) => expect(check(scenario)).toMatchObject({ outcome: 'satisfied' }));

  it.each<[string, TestScenario, RegExp]>([
    ['no notice', late(begun()), /No completion notice came within 10 s/],
    [
      'ORC-5 = CM after it',
      begun().notice(critical, { lines: CRITICAL_OBX }).notice(critical, { orc5: 'CM' }),
      /a message says ORC-5 = CM/,
    ],
    ['ORC-5 = CM', late(noticed({ orc5: 'CM' })), /ORM\^O01\^ORM_O01 with ORC-5 CM/],
    ['an empty ORC-5', late(noticed({ orc5: '' })), /ORC-5 empty/],
    ['an ORU', late(noticed({ type: 'ORU^R01' })), /ORU\^R01 with ORC-5 A/],
    [
      'only a refusal',
      late(noticed({ lines: ['OBX|1|TX|S^Status^L||Analysis failed||||||X'] })),
      /No completion notice with/,
    ],
  ])('is breached by %s', (_, scenario, sentence) =>
    expect(check(scenario)).toMatchObject({ outcome: 'breach', sentence: expect.stringMatching(sentence) as string }),
  );

  it('sees nothing before the time is up, and where nothing is to be analysed', () => {
    expect(check(begun()).outcome).toBe('nothing-seen');
    expect(check(begun(examOf('out-of-scope'))).outcome).toBe('nothing-seen');
  });
});

describe('notice/identifies-exam', () => {
  const check = (notice: NoticeOptions) => judge('notice/identifies-exam', noticed(notice));

  it.each<[string, NoticeOptions]>([
    ['the usual places', { lines: CRITICAL_OBX }],
    ['a second identifier and a name in capitals', { pid: 'PID|1||N9^^^NHS^NH~P1^^^HOSP^MR||Doe^Jane^^^||19700101' }],
    [
      'an accession number in ZDS or IPC only',
      { obr: 'OBR|1|||X^Y^Z', lines: ['ZDS|1.2.3.100^RIS^Application^DICOM', 'IPC|A1'] },
    ],
    ['a filler number of its own', { obr: 'OBR|1|PL1|AI-77|X^Y^Z||||||||||||||A1' }],
    ['something else in OBR-18', { obr: 'OBR|1|PL1|FL1|X^Y^Z||||||||||||||ROOM 4' }],
  ])('is satisfied with %s', (_, notice) => expect(check(notice)).toMatchObject({ outcome: 'satisfied' }));

  it('says where it found what', () => {
    expect(check({}).sentence).toMatch(/accession number \(OBR-18\), placer order number \(ORC-2\)/);
  });

  it.each<[string, NoticeOptions, string]>([
    ['another patient', { pid: 'PID|1||P9^^^HOSP||DOE^JANE' }, 'PID-3'],
    ['no patient', { pid: 'PID|1||||DOE^JANE' }, 'PID-3'],
    ['no PID', { pid: 'ZZZ|1' }, 'PID'],
    ['order numbers in each other\u2019s place', { obr: 'OBR|1|FL1|PL1|X^Y^Z||||||||||||||A1' }, 'OBR-2'],
    ['another name', { pid: 'PID|1||P1||ROE^JANE' }, 'PID-5'],
    ['another date of birth', { pid: 'PID|1||P1||DOE^JANE||19800101' }, 'PID-7'],
    ['another authority', { pid: 'PID|1||P1^^^OTHER||DOE^JANE' }, 'PID-3.4'],
    ['another order', { obr: 'OBR|1|PL9|FL1|X^Y^Z||||||||||||||A1' }, 'OBR-2'],
    ['another accession number', { obr: 'OBR|1|PL1|FL1|X^Y^Z||||||||||||||A2' }, 'OBR-18'],
    ['another study', { lines: ['ZDS|1.2.9^RIS^Application^DICOM'] }, 'ZDS-1'],
    ['another study in OBX', { lines: ['OBX|1|ST|110180^Study Instance UID^DCM||1.2.9||||||P'] }, 'OBX[1]-5'],
  ])('is breached by %s', (_, notice, path) => {
    const result = check(notice);
    expect(result.outcome).toBe('breach');
    expect(result.findings.map((finding) => finding.path)).toContain(path);
  });

  it('sees nothing without a notice', () =>
    expect(judge('notice/identifies-exam', begun()).outcome).toBe('nothing-seen'));
});

describe('hl7/notice-well-formed', () => {
  const check = (scenario: TestScenario) => judge('hl7/notice-well-formed', scenario);

  it('is satisfied by a good notice, also when it was refused once', () => {
    expect(check(goodRun().scenario)).toMatchObject({ outcome: 'satisfied' });
    const twice = begun()
      .notice(critical, { ack: 'AE', lines: CRITICAL_OBX })
      .notice(critical, { lines: CRITICAL_OBX });
    expect(check(twice)).toMatchObject({ outcome: 'satisfied' });
  });

  it('is breached by a fault in the message, a refusal, a framing error, and what is no HL7', () => {
    const fault = check(noticed({ lines: ['OBX|1|QQ|a^b^c||x||||||P'] }));
    expect(fault).toMatchObject({
      outcome: 'breach',
      findings: [{ rule: 'hl7/table-value', evidence: { path: 'OBX[1]-2' } }],
    });
    const refused = check(late(noticed({ ack: 'AE', reason: 'Unknown patient', lines: CRITICAL_OBX })));
    expect(refused).toMatchObject({
      outcome: 'breach',
      sentence: expect.stringContaining('Unknown patient') as string,
    });
    const bytes = { file: 'x', sha256: '', bytes: 0 };
    const link = {
      link: 'ai-platform>ris:mllp',
      connection: 5,
      sender: 'client' as const,
      frames: [1, 1] as [number, number],
    };
    const framing = goodRun().scenario;
    framing.add({ ...link, kind: 'mllp.framing-error', problem: 'no start block', bytes });
    expect(check(framing)).toMatchObject({
      outcome: 'breach',
      sentence: expect.stringContaining('no start block') as string,
    });
    const garbage = begun();
    const nothing = { messageType: '', controlId: '', sendingApplication: '', sendingFacility: '' };
    garbage.add({ ...link, ...nothing, kind: 'mllp.message', message: bytes });
    expect(check(garbage).outcome).toBe('breach');
  });

  it('is breached by one control ID for two messages, and not by the same message again', () => {
    const id = (scenario: TestScenario, exam: typeof critical, lines: string[]) =>
      scenario.message(exam, hl7(exam, { lines }, 'SAME', 'FINDER'));
    expect(check(id(id(begun(), critical, CRITICAL_OBX), critical, CRITICAL_OBX))).toMatchObject({
      outcome: 'satisfied',
    });
    expect(check(id(id(begun(), critical, CRITICAL_OBX), critical, CRITICAL_OBX.slice(0, 1)))).toMatchObject({
      outcome: 'breach',
      sentence: expect.stringContaining('the same control ID') as string,
    });
  });

  it('sees nothing without a message, or while none is acknowledged', () => {
    expect(check(begun()).outcome).toBe('nothing-seen');
    expect(check(noticed({ ack: undefined, lines: CRITICAL_OBX })).outcome).toBe('nothing-seen');
    expect(check(noticed({ ack: 'AE', lines: CRITICAL_OBX })).outcome).toBe('nothing-seen');
  });
});

describe('hl7/not-final', () => {
  const check = (scenario: TestScenario) => judge('hl7/not-final', scenario);
  const withStatus = (status: string) => noticed({ lines: obxLines([[HAEMORRHAGE, 'present', 'AA', status]]) });

  it.each(['P', 'R', 'S', 'I', 'X'])('is satisfied by OBX-11 = %s', (status) =>
    expect(check(withStatus(status))).toMatchObject({ outcome: 'satisfied' }),
  );
  it.each(['F', 'C', 'U'])('is breached by OBX-11 = %s', (status) =>
    expect(check(withStatus(status))).toMatchObject({
      outcome: 'breach',
      findings: [{ path: 'OBX[1]-11', seen: status }],
    }),
  );
  it.each(['F', 'F^Final^HL70123'])('is breached by OBR-25 = %s', (status) => {
    const obr = `OBR|1|PL1|FL1|X^Y^Z${'|'.repeat(21)}${status}`;
    expect(check(noticed({ obr }))).toMatchObject({ outcome: 'breach', findings: [{ path: 'OBR[1]-25' }] });
  });
  it('sees nothing without a message', () => expect(check(begun()).outcome).toBe('nothing-seen'));
});

describe('alert/obx8-set', () => {
  const check = (scenario: TestScenario) => judge('alert/obx8-set', scenario);
  const flagged = (flag: string) =>
    noticed({
      lines: obxLines([
        [CALCIFICATION, 'absent'],
        [HAEMORRHAGE, 'present', flag],
      ]),
    });

  it.each(['AA', 'A', 'HH', 'LL', 'N~AA'])('is satisfied by OBX-8 = %s', (flag) =>
    expect(check(flagged(flag))).toMatchObject({ outcome: 'satisfied' }),
  );

  it('is satisfied by the declared critical alert code', () => {
    const { capabilities } = sutConfig();
    const criticalAlertCode = { value: 'CODE1', scheme: 'L', meaning: 'Critical' };
    const sut = sutConfig({ capabilities: { ...capabilities, criticalAlertCode } });
    const lines = obxLines([[HAEMORRHAGE, 'present', 'CODE1']]);
    expect(check(begun(critical, sut).notice(critical, { lines }))).toMatchObject({ outcome: 'satisfied' });
  });

  it.each<[string, TestScenario]>([
    ['an empty OBX-8', flagged('')],
    ['OBX-8 = N', flagged('N')],
    [
      'an alert on another finding',
      noticed({
        lines: obxLines([
          [HAEMORRHAGE, 'present'],
          [CALCIFICATION, 'present', 'AA'],
        ]),
      }),
    ],
    ['an alert on what is called absent', noticed({ lines: obxLines([[HAEMORRHAGE, 'absent', 'AA']]) })],
    ['no message at all', late(begun())],
  ])('is breached by %s', (_, scenario) => {
    const result = check(scenario);
    expect(result.outcome).toBe('breach');
    expect(result.evidence).not.toHaveLength(0);
  });

  it('sees nothing without a critical study, too early, or where nothing alertable is declared', () => {
    expect(check(begun(negative)).outcome).toBe('nothing-seen');
    expect(check(begun()).outcome).toBe('nothing-seen');
    expect(
      check(begun(examOf('critical', { expectation: { ...critical.expectation, present: [CALCIFICATION] } }))).outcome,
    ).toBe('nothing-seen');
  });
});

describe('alert/none-without-cause', () => {
  const check = (exam: typeof critical, lines: string[]) => judge('alert/none-without-cause', noticed({ lines }, exam));

  it('is satisfied when nothing or only the critical finding alerts', () => {
    expect(check(negative, obxLines([[HAEMORRHAGE, 'absent', 'N']]))).toMatchObject({ outcome: 'satisfied' });
    expect(check(positive, obxLines([[CALCIFICATION, 'present']]))).toMatchObject({ outcome: 'satisfied' });
    expect(check(critical, CRITICAL_OBX)).toMatchObject({ outcome: 'satisfied' });
  });

  it.each<[string, typeof critical, string[]]>([
    ['a negative study', negative, obxLines([[HAEMORRHAGE, 'absent', 'AA']])],
    ['a finding that is not alertable', positive, obxLines([[CALCIFICATION, 'present', 'A']])],
    [
      'an absent finding beside the critical one',
      critical,
      obxLines([
        [HAEMORRHAGE, 'present', 'AA'],
        [CALCIFICATION, 'absent', 'AA'],
      ]),
    ],
  ])('is breached by an alert for %s', (_, exam, lines) => expect(check(exam, lines).outcome).toBe('breach'));

  it('sees nothing without a message', () =>
    expect(judge('alert/none-without-cause', begun(negative)).outcome).toBe('nothing-seen'));
});

describe('alert/critical-code', () => {
  const { capabilities } = sutConfig();
  const sut = sutConfig({
    capabilities: { ...capabilities, criticalAlertCode: { value: 'CODE1', scheme: 'L', meaning: 'Critical' } },
  });
  const check = (exam: typeof critical, lines: string[], config = sut) =>
    judge('alert/critical-code', begun(exam, config).notice(exam, { lines }));
  const coded = ['OBX|1|CWE|ALERT^Alert^L||CODE1^Critical^L||||||P'];

  it('is satisfied with it in a critical and without it in another study', () => {
    expect(check(critical, coded)).toMatchObject({ outcome: 'satisfied' });
    expect(check(negative, obxLines([[HAEMORRHAGE, 'absent']]))).toMatchObject({ outcome: 'satisfied' });
  });

  it('is breached the other way round, and by silence', () => {
    expect(check(critical, CRITICAL_OBX).outcome).toBe('breach');
    expect(check(negative, coded).outcome).toBe('breach');
    expect(judge('alert/critical-code', late(begun(critical, sut))).outcome).toBe('breach');
  });

  it('sees nothing where none is declared, or no message came', () => {
    expect(check(critical, coded, sutConfig()).outcome).toBe('nothing-seen');
    expect(judge('alert/critical-code', begun(negative, sut)).outcome).toBe('nothing-seen');
  });
});

describe('sr/unverified', () => {
  const check = (changes: Record<string, string | undefined>) =>
    judge('sr/unverified', begun().store({ ...report(), ...changes }));

  it('is satisfied by unverified reports, preliminary or not said', () => {
    expect(check({})).toMatchObject({ outcome: 'satisfied' });
    expect(check({ PreliminaryFlag: 'PRELIMINARY' })).toMatchObject({ outcome: 'satisfied' });
  });

  it.each([
    [{ VerificationFlag: 'VERIFIED' }, 'VerificationFlag'],
    [{ VerificationFlag: undefined }, 'VerificationFlag'],
    [{ PreliminaryFlag: 'FINAL' }, 'PreliminaryFlag'],
  ])('is breached by %j', (changes, path) =>
    expect(check(changes)).toMatchObject({ outcome: 'breach', findings: [{ path }] }),
  );

  it('sees nothing without a report', () => expect(judge('sr/unverified', begun()).outcome).toBe('nothing-seen'));
});
