import { describe, expect, it } from 'vitest';
import { report, segmentation } from '../../tests/kit/objects';
import { examOf, sutConfig, TestScenario } from '../../tests/kit/scenario';
import { findCheck } from '..';

const exam = examOf('critical');
const COMMITMENT = '1.2.840.10008.1.20.1';
const SEGMENTATION = String(segmentation().SOPInstanceUID);
const A700 = 0xa700;
const judge = (id: string, scenario: TestScenario) => findCheck(id).judge(scenario.record(), {}).outcome;
const begun = () => new TestScenario(sutConfig()).begin(exam);
const notStored = ['NTE|1||Not stored on the PACS: seg (out of resources)'];

describe('a result that the PACS refuses for lack of resources', () => {
  const id = 'air/refusals-handled';
  const refused = () => begun().store(segmentation(), { status: A700 });

  it.each([
    ['is sent again and then the RIS is told', () => refused().store(segmentation()).notice(exam)],
    [
      'is made anew',
      () =>
        refused()
          .store({ ...segmentation(), SOPInstanceUID: '1.2.3.100.2.77' })
          .notice(exam),
    ],
    ['is not stored, and the RIS is told so', () => refused().notice(exam, { lines: notStored })],
    [
      'is not stored, and the analysis is said to have failed',
      () => refused().notice(exam, { orc5: 'A', lines: ['OBX|1|CWE|AI^AI^L||FAILED^Analysis failed^L||||||X'] }),
    ],
  ])('is dealt with when it %s', (_what, make) => {
    expect(judge(id, make())).toBe('satisfied');
  });

  it.each([
    ['never sent again', () => refused().waitInVain(exam, 60)],
    ['forgotten when the RIS is told', () => refused().notice(exam)],
    ['sent again after the RIS was told', () => refused().notice(exam).store(segmentation())],
    ['refused again, and the RIS is told', () => refused().store(segmentation(), { status: A700 }).notice(exam)],
    ['replaced by something else', () => refused().store(report()).waitInVain(exam, 60)],
  ])('is a breach when it is %s', (_what, make) => {
    expect(judge(id, make())).toBe('breach');
  });

  it('says nothing when there was none, or it is too early', () => {
    expect(judge(id, begun().store(segmentation()).notice(exam))).toBe('nothing-seen');
    expect(judge(id, refused())).toBe('nothing-seen');
  });
});

describe('a result that the PACS takes with a warning', () => {
  const id = 'air/warnings-handled';
  const warned = () => begun().store(segmentation(), { status: 0xb000 });

  it('is left at that, or sent again under its own UID', () => {
    expect(judge(id, warned().notice(exam))).toBe('satisfied');
    expect(judge(id, warned().store(segmentation()).store(report()).notice(exam))).toBe('satisfied');
  });

  it('is a breach when it is sent again under another UID', () => {
    expect(
      judge(
        id,
        warned()
          .store({ ...segmentation(), SOPInstanceUID: '1.2.3.100.2.77' })
          .notice(exam),
      ),
    ).toBe('breach');
  });

  it('says nothing when there was none, or it is too early', () => {
    expect(judge(id, begun().store(segmentation()).notice(exam))).toBe('nothing-seen');
    expect(judge(id, warned())).toBe('nothing-seen');
  });
});

describe('a result that the PACS does not commit to', () => {
  const id = 'air/commitment-failure-handled';
  const command = (scenario: TestScenario, link: string, name: string, more: object): TestScenario => {
    scenario.add({
      kind: 'dimse.command',
      link,
      connection: 7,
      sender: 'client',
      command: name,
      messageId: 1,
      contextId: 1,
      abstractSyntax: COMMITMENT,
      transferSyntax: '',
      sopClassUid: COMMITMENT,
      frames: [1, 1],
      ...more,
    });
    return scenario;
  };
  const failing = (uid: string, eventTypeId = 2) =>
    command(begun().store(segmentation()), 'pacs>ai-platform:dimse', 'N-EVENT-REPORT-RQ', {
      eventTypeId,
      attributes: { TransactionUID: '1.2.9', FailedSOPSequence: [{ ReferencedSOPInstanceUID: uid }] },
    });
  const ask = (scenario: TestScenario) =>
    command(scenario, 'ai-platform>pacs:dimse', 'N-ACTION-RQ', {
      attributes: { TransactionUID: '1.2.10', ReferencedSOPSequence: [{ ReferencedSOPInstanceUID: SEGMENTATION }] },
    });

  it.each([
    ['is stored again', () => failing(SEGMENTATION).store(segmentation()).notice(exam)],
    ['is asked for again', () => ask(failing(SEGMENTATION)).notice(exam)],
    ['is said not to be stored', () => failing(SEGMENTATION).notice(exam, { lines: notStored })],
  ])('is dealt with when it %s', (_what, make) => {
    expect(judge(id, make())).toBe('satisfied');
  });

  it.each([
    ['the RIS is told that all is there', () => failing(SEGMENTATION).notice(exam)],
    ['it is stored only after the RIS was told', () => failing(SEGMENTATION).notice(exam).store(segmentation())],
    ['nothing happens', () => failing(SEGMENTATION).waitInVain(exam, 60)],
  ])('is a breach when %s', (_what, make) => {
    expect(judge(id, make())).toBe('breach');
  });

  it('says nothing without a failure of one of the results, or too early', () => {
    expect(judge(id, begun().store(segmentation()).notice(exam))).toBe('nothing-seen');
    expect(judge(id, failing('1.2.3.4.5').notice(exam))).toBe('nothing-seen');
    expect(judge(id, failing(SEGMENTATION))).toBe('nothing-seen');
  });
});
