import { describe, expect, it } from 'vitest';
import { keyObjects, report, segmentation } from '../../tests/kit/objects';
import { examOf, sutConfig, TestScenario } from '../../tests/kit/scenario';
import { findCheck } from '..';

const exam = examOf('critical');
const COMMITMENT = '1.2.840.10008.1.20.1';
const judge = (id: string, scenario: TestScenario) => findCheck(id).judge(scenario.record(), {}).outcome;
const stored = () => new TestScenario(sutConfig()).begin(exam).store(segmentation()).store(report());

function command(scenario: TestScenario, link: string, name: string, more: object): TestScenario {
  const common = {
    contextId: 1,
    abstractSyntax: COMMITMENT,
    transferSyntax: '',
    sopClassUid: COMMITMENT,
    connection: 7,
  };
  const sender = name.endsWith('RSP') ? ('server' as const) : ('client' as const);
  scenario.add({
    kind: 'dimse.command',
    link,
    sender,
    command: name,
    messageId: 1,
    frames: [1, 1],
    ...common,
    ...more,
  });
  return scenario;
}
const ask = (scenario: TestScenario, transaction: string, instances: string[]) =>
  command(scenario, 'ai-platform>pacs:dimse', 'N-ACTION-RQ', {
    attributes: {
      TransactionUID: transaction,
      ReferencedSOPSequence: instances.map((uid) => ({ ReferencedSOPInstanceUID: uid })),
    },
  });
const UIDS = [segmentation(), report()].map((object) => String(object.SOPInstanceUID));

describe('storage commitment is requested', () => {
  const id = 'air/commitment-requested';
  it('for every result, once, in transactions of their own', () => {
    expect(judge(id, ask(stored(), '1.2.9', UIDS))).toBe('satisfied');
    expect(judge(id, ask(ask(stored(), '1.2.9', UIDS.slice(0, 1)), '1.2.10', UIDS.slice(1)))).toBe('satisfied');
  });

  it.each([
    ['not for all', () => ask(stored(), '1.2.9', UIDS.slice(0, 1)).waitInVain(exam, 60)],
    ['never', () => stored().waitInVain(exam, 60)],
    ['twice in one request', () => ask(stored(), '1.2.9', [...UIDS, ...UIDS])],
    ['twice under one Transaction UID', () => ask(ask(stored(), '1.2.9', UIDS), '1.2.9', UIDS)],
    ['without a Transaction UID', () => ask(stored(), '', UIDS)],
  ])('is a breach: %s', (_what, make) => {
    expect(judge(id, make())).toBe('breach');
  });

  it('cannot be judged before the time is up', () => {
    expect(judge(id, stored())).toBe('nothing-seen');
  });
});

describe('the report of storage commitment', () => {
  const id = 'air/commitment-report-taken';
  const reported = (status?: number) => {
    const scenario = command(stored(), 'pacs>ai-platform:dimse', 'N-EVENT-REPORT-RQ', { eventTypeId: 1 });
    return status === undefined
      ? scenario
      : command(scenario, 'pacs>ai-platform:dimse', 'N-EVENT-REPORT-RSP', { status });
  };
  it('is answered with success', () => {
    expect(judge(id, reported(0))).toBe('satisfied');
    expect(judge(id, reported(0x0110))).toBe('breach');
    expect(judge(id, reported())).toBe('breach');
    expect(judge(id, stored())).toBe('nothing-seen');
  });
});

describe('declared object kinds', () => {
  it('are all stored', () => {
    const declaring = (...carriers: ('sr' | 'seg' | 'key-object')[]) =>
      new TestScenario(sutConfig({ capabilities: { ...sutConfig().capabilities, carriers } }))
        .begin(exam)
        .store(report());
    const id = 'air/declared-kinds-stored';
    expect(judge(id, declaring('sr'))).toBe('satisfied');
    expect(judge(id, declaring('sr', 'key-object').store(keyObjects()))).toBe('satisfied');
    expect(judge(id, declaring('sr', 'seg'))).toBe('breach');
  });
});
