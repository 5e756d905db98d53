import { describe, expect, it } from 'vitest';
import type { Natural } from '../../tests/kit/dicom-bytes';
import { ctImage, report, secondaryCapture } from '../../tests/kit/objects';
import { CRITICAL_OBX, drawnSegmentation, examOf, goodRun, TestScenario } from '../../tests/kit/scenario';
import { findCheck } from '../index';

const judge = (id: string, scenario: TestScenario, params = {}) => findCheck(id).judge(scenario.record(), params);
const critical = examOf('critical');
const begun = () => new TestScenario().begin(critical);
/** An exam whose completion met a closed door. */
function unreached(): TestScenario {
  const scenario = new TestScenario().open(critical).images(critical);
  scenario.add({
    kind: 'connection.failed',
    link: 'ris>ai-platform:mllp',
    connection: 1,
    reason: '127.0.0.1:2575: nothing listens there',
  });
  return scenario.pass(60);
}
const late = (scenario: TestScenario) => scenario.waitInVain(critical, 11);

describe('workflow/hands-free', () => {
  const check = (scenario: TestScenario) => judge('workflow/hands-free', scenario);

  it('is satisfied when results and notice came', () => {
    const result = check(goodRun().scenario);
    expect(result.outcome).toBe('satisfied');
    expect(result.sentence).toMatch(/2 results .* in \d\.\d s/);
    expect(result.evidence.length).toBeGreaterThanOrEqual(4);
  });

  it.each<[string, TestScenario, RegExp]>([
    ['nothing came', late(begun()), /Neither results nor a notice came within 10 s/],
    ['no notice came', late(begun().store(report())), /No acknowledged notice/],
    ['no result came', late(begun().notice(critical)), /No result on the PACS/],
    [
      'the RIS refused the notice for good',
      begun().store(report()).notice(critical, { ack: 'AE', reason: 'PID-3 missing' }).waitInVain(critical, 21),
      /refused the notice \(AE: PID-3 missing\)/,
    ],
  ])('is breached when %s and the time is up', (_, scenario, sentence) => {
    const result = check(scenario);
    expect(result).toMatchObject({ outcome: 'breach', sentence: expect.stringMatching(sentence) as string });
    expect(result.evidence).not.toHaveLength(0);
  });

  it.each<[string, TestScenario, RegExp]>([
    ['it was judged too early', begun().pass(5), /judged before the 10 s were over/],
    ['CM was never sent', new TestScenario().open(critical).images(critical).pass(60), /never sent the completion/],
    [
      'CM could not be delivered',
      unreached(),
      /could not be delivered to the AI platform: 127\.0\.0\.1:2575: nothing listens there/,
    ],
    [
      'CM was never acknowledged',
      new TestScenario().open(critical).images(critical).complete(critical, { ack: undefined }).pass(60),
      /never acknowledged/,
    ],
    [
      'the AI platform refused CM',
      new TestScenario().open(critical).images(critical).complete(critical, { ack: 'AE' }).pass(60),
      /refused the completion/,
    ],
    ['images never reached the PACS', new TestScenario().open(critical).complete(critical).pass(60), /never reached/],
    ['no such study was tried', new TestScenario().begin(examOf('out-of-scope')), /No study was tried/],
    ['only another kind was asked for', late(begun()), /No study was tried/],
  ])('sees nothing when %s', (what, scenario, sentence) => {
    const params = what.startsWith('only another') ? { kind: 'negative' } : {};
    expect(judge('workflow/hands-free', scenario, params)).toMatchObject({
      outcome: 'nothing-seen',
      sentence: expect.stringMatching(sentence) as string,
    });
  });

  it('blames nobody when the harness had trouble', () => {
    const scenario = begun();
    scenario.add({ kind: 'harness.problem', cause: 'harness', sentence: 'The PACS fell over.' });
    expect(check(late(scenario))).toMatchObject({ outcome: 'nothing-seen', sentence: 'The PACS fell over.' });
  });

  it('takes the worst of several studies', () => {
    const other = examOf('negative', {
      accessionNumber: 'A2',
      patientId: 'P2',
      placerOrderNumber: 'PL2',
      fillerOrderNumber: 'FL2',
      studyInstanceUid: '1.2.3.200',
    });
    const { scenario } = goodRun();
    const result = check(scenario.begin(other).waitInVain(other, 11));
    expect(result.outcome).toBe('breach');
    expect(result.sentence).toMatch(/^Negative study A2: /);
  });
});

describe('workflow/results-before-notice', () => {
  const check = (scenario: TestScenario) => judge('workflow/results-before-notice', scenario);
  const lines = CRITICAL_OBX;

  it('is satisfied when all were taken and listed', () => {
    expect(check(goodRun().scenario)).toMatchObject({ outcome: 'satisfied' });
  });

  it('is not disturbed by a message that opens nothing, or by one that is sent again later', () => {
    const { scenario } = goodRun();
    expect(check(scenario.notice(critical, { orc5: 'IP' }))).toMatchObject({ outcome: 'satisfied' });
    const early = begun().notice(critical, { orc5: 'IP' }).store(report()).notice(critical, { lines });
    expect(check(early)).toMatchObject({ outcome: 'satisfied' });
  });

  it.each<[string, TestScenario, RegExp]>([
    [
      'a result came after it',
      begun().store(report()).notice(critical, { lines }).store(drawnSegmentation()),
      /1 of 2 results had not been taken/,
    ],
    ['there is no result', begun().notice(critical, { lines }), /no result is on the PACS/],
    [
      'the PACS does not list a result',
      begun()
        .store(report())
        .notice(critical, { lines, probe: ['9.9'] }),
      /1 of 1 result could not be found/,
    ],
    [
      'the first of several notices was early',
      begun().notice(critical, { lines }).store(report()).notice(critical, { lines }),
      /had not been taken/,
    ],
  ])('is breached when %s', (_, scenario, sentence) => {
    expect(check(scenario)).toMatchObject({ outcome: 'breach', sentence: expect.stringMatching(sentence) as string });
  });

  it.each<[string, TestScenario]>([
    ['no notice came', late(begun().store(report()))],
    [
      'the notice is a refusal',
      begun().notice(critical, { lines: ['OBX|1|CWE|S^Status^L||NOT-ANALYSED^Not analysed^L||||||X'] }),
    ],
    ['the PACS was not asked', begun().store(report()).notice(critical, { lines, probe: false })],
  ])('sees nothing when %s', (_, scenario) => expect(check(scenario).outcome).toBe('nothing-seen'));
});

describe('workflow/retry-nothing-lost', () => {
  const check = (scenario: TestScenario, peer = 'pacs') => judge('workflow/retry-nothing-lost', scenario, { peer });
  const PACS = 'ai-platform>pacs:dimse';
  const RIS = 'ai-platform>ris:mllp';
  const failed = (scenario: TestScenario, link: string) => {
    scenario.add({ kind: 'connection.failed', link, connection: 3, reason: 'refused' });
    return scenario;
  };
  const afterPacsFault = () => failed(begun().fault(PACS, true), PACS).fault(PACS, false);

  it('is satisfied when everything arrived after the fault', () => {
    const pacs = afterPacsFault().store(report()).notice(critical, { lines: CRITICAL_OBX });
    expect(check(pacs)).toMatchObject({ outcome: 'satisfied' });
    const ris = begun()
      .store(report())
      .notice(critical, { ack: 'AE', lines: CRITICAL_OBX })
      .notice(critical, { lines: CRITICAL_OBX });
    expect(check(ris, 'ris')).toMatchObject({ outcome: 'satisfied' });
  });

  it('is satisfied when a broken object was made anew', () => {
    const scenario = begun().fault(PACS, true, 'cut').store(report(), { answered: false });
    scenario.add({
      kind: 'connection.closed',
      link: PACS,
      connection: 1,
      by: 'tap',
      bytesFromClient: 1,
      bytesFromServer: 0,
    });
    const again = { ...report(), SOPInstanceUID: '1.2.3.100.3.2' };
    scenario.fault(PACS, false, 'cut').store(again).notice(critical, { lines: CRITICAL_OBX });
    expect(check(scenario)).toMatchObject({ outcome: 'satisfied' });
  });

  it.each<[string, TestScenario, string, RegExp]>([
    [
      'an object is lost',
      begun()
        .fault(PACS, true, 'cut')
        .store(drawnSegmentation(), { answered: false })
        .fault(PACS, false, 'cut')
        .store(report())
        .notice(critical, { lines: CRITICAL_OBX })
        .waitInVain(critical, 21),
      'pacs',
      /1 result met the fault and never reached/,
    ],
    ['nothing arrives', afterPacsFault().waitInVain(critical, 21), 'pacs', /No result reached/],
    [
      'the notice goes out before the results',
      failed(begun().fault(PACS, true), PACS)
        .notice(critical, { lines: CRITICAL_OBX })
        .fault(PACS, false)
        .store(report()),
      'pacs',
      /had not been taken|no result is on the PACS/,
    ],
    [
      'the notice is not sent again',
      begun().store(report()).notice(critical, { ack: 'AE', lines: CRITICAL_OBX }).waitInVain(critical, 21),
      'ris',
      /without an accepted notice/,
    ],
  ])('is breached when %s', (_, scenario, peer, sentence) => {
    expect(check(scenario, peer)).toMatchObject({
      outcome: 'breach',
      sentence: expect.stringMatching(sentence) as string,
    });
  });

  it('counts slowness, which need not be lifted', () => {
    const slow = () => begun().fault(PACS, true, 'everything takes 150 ms longer');
    const done = slow().store(report()).notice(critical, { lines: CRITICAL_OBX });
    expect(check(done)).toMatchObject({ outcome: 'satisfied' });
    expect(check(slow().store(report()).waitInVain(critical, 11)).outcome).toBe('breach');
  });

  it('sees nothing where the fault met nothing, lasts, or was of the other peer', () => {
    expect(check(goodRun().scenario).outcome).toBe('nothing-seen');
    expect(check(begun().fault(PACS, true).pass(99).fault(PACS, false)).outcome).toBe('nothing-seen');
    expect(check(failed(begun().fault(PACS, true), PACS).pass(99)).sentence).toMatch(/still in place/);
    expect(check(failed(begun().fault(RIS, true), RIS).fault(RIS, false).pass(99)).outcome).toBe('nothing-seen');
  });
});

describe('trigger/starts-on-cm-only', () => {
  const check = (scenario: TestScenario) => judge('trigger/starts-on-cm-only', scenario);
  const waiting = () => new TestScenario().open(critical).images(critical).waitInVain(critical, 2, 'quiet');

  it('is satisfied when quiet was kept until CM', () => {
    expect(check(waiting().complete(critical).store(report()))).toMatchObject({ outcome: 'satisfied' });
    const withStatus = waiting().complete(critical, { status: 'IP' }).complete(critical).store(report());
    expect(check(withStatus)).toMatchObject({ outcome: 'satisfied' });
  });

  it.each<[string, TestScenario]>([
    ['a result came before CM', waiting().store(report()).complete(critical)],
    ['a notice came before CM', waiting().complete(critical, { status: 'IP' }).notice(critical).complete(critical)],
    ['a result came though CM never did', waiting().store(report())],
    ['nothing came after CM', waiting().complete(critical).waitInVain(critical, 11)],
  ])('is breached when %s', (_, scenario) => expect(check(scenario).outcome).toBe('breach'));

  it('sees nothing without a quiet time, without CM, and too early', () => {
    expect(check(goodRun().scenario).sentence).toMatch(/no quiet time/);
    expect(check(waiting()).outcome).toBe('nothing-seen');
    expect(check(waiting().complete(critical)).outcome).toBe('nothing-seen');
  });
});

describe('workflow/no-duplicates', () => {
  const check = (scenario: TestScenario) => judge('workflow/no-duplicates', scenario);
  const copy = {
    ...report(),
    SOPInstanceUID: '1.2.3.100.3.2',
    SeriesInstanceUID: '1.2.3.100.30',
    ContentTime: '120200',
  };

  it('is satisfied by one of everything, by two different reports, and by what is sent again unanswered', () => {
    expect(check(goodRun().scenario)).toMatchObject({ outcome: 'satisfied' });
    const other = { ...copy, SeriesDescription: 'Declaration' };
    expect(check(goodRun().scenario.store(other))).toMatchObject({ outcome: 'satisfied' });
    const again = begun()
      .store(report(), { answered: false })
      .store(report())
      .notice(critical, { ack: undefined })
      .notice(critical);
    expect(check(again)).toMatchObject({ outcome: 'satisfied' });
  });

  it('is breached by a copy under new UIDs and by a second notice of the same', () => {
    expect(check(goodRun().scenario.store(copy)).outcome).toBe('breach');
    const { scenario } = goodRun();
    const again = check(scenario.notice(critical, { lines: CRITICAL_OBX, msh7: '20260101120500' }));
    expect(again).toMatchObject({ outcome: 'breach', sentence: expect.stringContaining('notified again') as string });
  });

  it('is breached by a notice with the same findings under another number', () => {
    const again = goodRun().scenario.notice(critical, { lines: CRITICAL_OBX, obr: 'OBR|1|PL1|JOB-2|X^Y^Z' });
    expect(check(again)).toMatchObject({
      outcome: 'breach',
      sentence: expect.stringContaining('notified again') as string,
    });
  });

  it('is breached by a copy under the next number, and takes pictures of a series for different ones', () => {
    expect(check(goodRun().scenario.store({ ...copy, InstanceNumber: '7' })).outcome).toBe('breach');
    const picture = secondaryCapture();
    const next = { ...picture, SOPInstanceUID: '1.2.3.100.9.2', InstanceNumber: '7' };
    expect(check(goodRun().scenario.store(picture).store(next)).outcome).toBe('satisfied');
  });

  it('is breached by other content under a UID that was taken, and not by the same or by another time', () => {
    const { scenario } = goodRun();
    expect(check(scenario.store({ ...report(), ContentTime: '120300' })).outcome).toBe('satisfied');
    expect(check(scenario.store({ ...report(), SeriesDescription: 'Revised' }))).toMatchObject({
      outcome: 'breach',
      sentence: expect.stringContaining('other content') as string,
    });
  });

  it('accepts several notices that say different things', () => {
    const { scenario } = goodRun(undefined, { lines: CRITICAL_OBX.slice(0, 1) });
    expect(check(scenario.notice(critical, { lines: CRITICAL_OBX.slice(1) }))).toMatchObject({ outcome: 'satisfied' });
  });

  it('sees nothing when nothing came', () => expect(check(begun()).outcome).toBe('nothing-seen'));
});

describe('workflow/same-study', () => {
  const check = (scenario: TestScenario) => judge('workflow/same-study', scenario);

  it('is satisfied by results with the identity of the exam', () => {
    expect(check(goodRun().scenario)).toMatchObject({ outcome: 'satisfied' });
    expect(check(begun().store({ ...report(), PatientName: 'Doe^Jane^^^' }))).toMatchObject({ outcome: 'satisfied' });
  });

  it.each<[string, Record<string, string | null>]>([
    ['StudyInstanceUID', { StudyInstanceUID: '1.2.3.999' }],
    ['PatientID', { PatientID: 'P9' }],
    ['AccessionNumber', { AccessionNumber: null }],
    ['PatientName', { PatientName: 'ROE^RICHARD' }],
    ['PatientBirthDate', { PatientBirthDate: '19800101' }],
    ['SeriesInstanceUID', { SeriesInstanceUID: '1.2.3.100.1' }],
    ['SOPInstanceUID', { SOPInstanceUID: '1.2.3.100.1.1' }],
    ['StudyInstanceUID', { StudyInstanceUID: '9.9', PatientID: 'X', AccessionNumber: 'X' }],
  ])('is breached by a wrong %s, also when the PACS refused it', (path, changes) => {
    for (const status of [0, 0xa900]) {
      const result = check(begun().store({ ...report(), ...changes }, { status }));
      expect(result.outcome).toBe('breach');
      expect(result.findings.map((finding) => finding.path)).toContain(path);
    }
  });

  it.each<[string, Natural]>([
    ['StudyDate', { StudyDate: '20200101' }],
    ['StudyID', { StudyID: 'AI-1' }],
    ['ReferencedRequestSequence[0].AccessionNumber', { ReferencedRequestSequence: [{ AccessionNumber: 'A9' }] }],
  ])('is breached by another %s than that of the images or the order', (path, changes) => {
    const result = check(begun().store({ ...report(), ...changes }));
    expect(result).toMatchObject({ outcome: 'breach', findings: [{ path }] });
  });

  it('is satisfied by the request of the order among others, and by a time without its fraction', () => {
    const requests = [{ AccessionNumber: 'A9' }, { AccessionNumber: 'A1' }];
    const { StudyTime } = ctImage(0);
    const lawful = { ReferencedRequestSequence: requests, StudyTime: `${String(StudyTime)}.000` };
    expect(check(begun().store({ ...report(), ...lawful }))).toMatchObject({ outcome: 'satisfied' });
  });

  it('is breached by results of two exams in one series', () => {
    const second = examOf('negative', { caseId: 'second', studyInstanceUid: '1.2.3.200', accessionNumber: 'A2' });
    const other = {
      ...report(),
      StudyInstanceUID: '1.2.3.200',
      AccessionNumber: 'A2',
      SOPInstanceUID: '1.2.3.200.3.1',
    };
    const apart = () => begun().store(report()).open(second).images(second).complete(second);
    const { outcome: seen, findings } = check(apart().store(other));
    expect([seen, ...new Set(findings.map(({ path }) => path))]).toEqual(['breach', 'SeriesInstanceUID']);
    expect(check(apart().store({ ...other, SeriesInstanceUID: '1.2.3.200.3' }))).toMatchObject({
      outcome: 'satisfied',
    });
  });

  it('sees nothing when nothing was stored', () => expect(check(begun().pass(99)).outcome).toBe('nothing-seen'));
});
