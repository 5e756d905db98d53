import { describe, expect, it } from 'vitest';
import type { EventBody } from '../../model/events';
import { report } from '../../tests/kit/objects';
import { CRITICAL_OBX, drawnSegmentation, examOf, goodRun, sutConfig, TestScenario } from '../../tests/kit/scenario';
import { findCheck } from '../index';

const judge = (id: string, scenario: TestScenario) => findCheck(id).judge(scenario.record(), {});
const critical = examOf('critical');
const begun = (sut = sutConfig()) => new TestScenario(sut).begin(critical);
const withEvents = (scenario: TestScenario, ...events: EventBody[]) => {
  for (const event of events) scenario.add(event);
  return scenario;
};

describe('workflow/images-from-local-pacs', () => {
  const check = (scenario: TestScenario) => judge('workflow/images-from-local-pacs', scenario);
  const unrouted = () => new TestScenario().open(critical).images(critical, { routed: false }).complete(critical);

  it('is satisfied by images routed, or fetched over the web, and results returned', () => {
    expect(check(goodRun().scenario)).toMatchObject({
      outcome: 'satisfied',
      sentence: expect.stringContaining('2 images of the study went routed from the local PACS') as string,
    });
    const link = { link: 'ai-platform>pacs:dicomweb', connection: 1, exchange: 1, frames: [1, 1] as [number, number] };
    const target = `/dicom-web/studies/${critical.studyInstanceUid}`;
    const web = withEvents(unrouted(), { ...link, kind: 'http.request', method: 'GET', target, headers: {} });
    expect(check(web.store(report()))).toMatchObject({ outcome: 'satisfied' });
  });

  it('is breached by results without images taken, and by images without results', () => {
    expect(check(unrouted().store(report())).outcome).toBe('breach');
    expect(check(begun().waitInVain(critical, 11)).outcome).toBe('breach');
  });

  it('sees nothing where neither is there, or too early', () => {
    expect(check(unrouted()).outcome).toBe('nothing-seen');
    expect(check(begun()).outcome).toBe('nothing-seen');
  });
});

describe('security/tls', () => {
  const { capabilities } = sutConfig();
  const declared = (tls: Partial<typeof capabilities.tls>) =>
    sutConfig({ capabilities: { ...capabilities, tls: { ...capabilities.tls, ...tls } } });
  const PACS = { link: 'ai-platform>pacs:dimse', connection: 7 };
  const opened: EventBody = { ...PACS, kind: 'connection.opened', client: 'a', server: 'b' };
  const secured = (version: string): EventBody => ({
    ...PACS,
    kind: 'connection.tls',
    side: 'client',
    version,
    cipher: 'X',
  });
  const release: EventBody = { ...PACS, kind: 'dimse.release', sender: 'client', frames: [1, 1] };
  const probe = (outcome: string, name = 'plaintext-dimse'): EventBody => ({
    kind: 'probe.sut',
    probe: name,
    outcome,
    detail: 'C-ECHO',
  });
  const check = (tls: Partial<typeof capabilities.tls>, ...events: EventBody[]) =>
    judge('security/tls', withEvents(new TestScenario(declared(tls)).open(critical), ...events));

  it('is satisfied by TLS 1.2 and 1.3, and by a refusal in the clear', () => {
    for (const version of ['TLSv1.2', 'TLSv1.3']) {
      expect(check({ dimse: true }, opened, secured(version), release)).toMatchObject({ outcome: 'satisfied' });
    }
    expect(check({ dimse: true }, opened, secured('TLSv1.3'), probe('refused')).sentence).toMatch(
      /in the clear was refused/,
    );
    const refused = [probe('refused'), probe('refused', 'withdrawn-tls-dimse')];
    expect(check({ dimse: true }, opened, secured('TLSv1.3'), ...refused).sentence).toMatch(
      /so was TLS 1\.1 and older/,
    );
  });

  it.each<[string, EventBody[]]>([
    ['an old version', [opened, secured('TLSv1.1')]],
    ['a failed handshake', [opened, { ...PACS, kind: 'connection.tls-failed', side: 'client', reason: 'not TLS' }]],
    ['data in the clear', [opened, release]],
    ['a probe in the clear that was served', [opened, secured('TLSv1.3'), probe('served')]],
    ['a withdrawn version that was taken', [opened, secured('TLSv1.3'), probe('served', 'withdrawn-tls-dimse')]],
  ])('is breached by %s', (_, events) => expect(check({ dimse: true }, ...events).outcome).toBe('breach'));

  it('sees nothing where none is declared, or a declared one was not used', () => {
    expect(check({}, opened, release).outcome).toBe('nothing-seen');
    expect(check({ dimse: true, mllp: true }, opened, secured('TLSv1.3')).sentence).toMatch(/No HL7 connection/);
    const tap: EventBody = { ...PACS, kind: 'connection.tls', side: 'server', version: 'TLSv1.3', cipher: 'X' };
    expect(check({ dimse: true }, tap).outcome).toBe('nothing-seen');
  });
});

describe('retention/images-gone', () => {
  const sut = sutConfig({ timeouts: { ...sutConfig().timeouts, retention: 5 } });
  const asked = (outcome: string, seconds = 6, config = sut) => {
    const { caseId } = critical;
    const scenario = begun(config).pass(seconds);
    return withEvents(scenario, {
      kind: 'probe.sut',
      caseId,
      probe: 'retained-images',
      outcome,
      detail: '0 instances',
    });
  };
  const check = (scenario: TestScenario) => judge('retention/images-gone', scenario);

  it.each(['gone', 'refused', 'not-offered'])('is satisfied by %s', (outcome) =>
    expect(check(asked(outcome))).toMatchObject({ outcome: 'satisfied' }),
  );
  it('is breached by images that are still there', () => expect(check(asked('still-there')).outcome).toBe('breach'));
  it.each<[string, TestScenario]>([
    ['no retention is declared', asked('gone', 6, sutConfig())],
    ['it was asked too early', asked('still-there', 1)],
    ['it could not be reached', asked('unreachable')],
    ['it was not asked', begun(sut)],
    ['no image reached it', new TestScenario(sut).open(critical).images(critical, { routed: false })],
  ])('sees nothing when %s', (_, scenario) => expect(check(scenario).outcome).toBe('nothing-seen'));
});

describe('workflow/delivery-measurable', () => {
  const check = (object: Record<string, string | undefined>, msh7 = '20260101120000') =>
    judge(
      'workflow/delivery-measurable',
      begun()
        .store({ ...report(), ...object })
        .notice(critical, { msh7, lines: CRITICAL_OBX }),
    );

  it('is satisfied by times and numbers in results and notice', () => {
    expect(check({})).toMatchObject({ outcome: 'satisfied' });
    const created = { ContentTime: undefined, InstanceCreationDate: '20260101', InstanceCreationTime: '120000.5' };
    expect(check(created)).toMatchObject({ outcome: 'satisfied' });
    expect(check({ ContentTime: '070000', TimezoneOffsetFromUTC: '-0500' }, '20260101173000+0530')).toMatchObject({
      outcome: 'satisfied',
    });
    // Without an offset it may be the time of any place.
    expect(check({}, '20260101190000')).toMatchObject({ outcome: 'satisfied' });
  });

  it.each<[string, Record<string, string | undefined>, string | undefined, string]>([
    ['a result without a time', { ContentTime: undefined }, undefined, 'ContentDate'],
    ['a result from another day', { ContentDate: '20200101' }, undefined, 'ContentDate'],
    ['a result without an accession number', { AccessionNumber: undefined }, undefined, 'AccessionNumber'],
    ['a notice without seconds', {}, '202601011200', 'MSH-7'],
    ['a notice from another day', {}, '20250101120000', 'MSH-7'],
    ['a notice whose stated offset makes it another hour', {}, '20260101150000+0000', 'MSH-7'],
    [
      'a result whose stated offset makes it another hour',
      { TimezoneOffsetFromUTC: '-0500' },
      undefined,
      'ContentDate',
    ],
  ])('is breached by %s', (_, object, msh7, path) =>
    expect(check(object, msh7)).toMatchObject({ outcome: 'breach', findings: [{ path }] }),
  );

  it('sees nothing where nothing came, or no notice has come yet', () => {
    expect(judge('workflow/delivery-measurable', begun()).outcome).toBe('nothing-seen');
    expect(judge('workflow/delivery-measurable', begun().store(report())).outcome).toBe('nothing-seen');
  });
});

describe('workflow/sr-signals-availability', () => {
  const check = (scenario: TestScenario) => judge('workflow/sr-signals-availability', scenario);

  it('is satisfied by a report that comes last and is listed', () => {
    expect(check(begun().store(drawnSegmentation()).store(report()).probe(critical, 'report'))).toMatchObject({
      outcome: 'satisfied',
    });
  });

  it.each<[string, TestScenario]>([
    ['a result after the report', begun().store(report()).store(drawnSegmentation()).probe(critical, 'report')],
    ['no report in time', begun().store(drawnSegmentation()).waitInVain(critical, 11)],
    ['a report that is not listed', begun().store(report()).probe(critical, 'report', [])],
    [
      'a report in another study',
      begun()
        .store({ ...report(), StudyInstanceUID: '1.2.9' })
        .probe(critical, 'report'),
    ],
  ])('is breached by %s', (_, scenario) => expect(check(scenario).outcome).toBe('breach'));

  it('sees nothing too early, or where the PACS was not asked', () => {
    expect(check(begun()).outcome).toBe('nothing-seen');
    expect(check(begun().store(report())).outcome).toBe('nothing-seen');
  });
});

describe('workflow/associations-released', () => {
  const PACS = { link: 'ai-platform>pacs:dimse', connection: 7 };
  const accepted: EventBody = {
    ...PACS,
    kind: 'dimse.associate-accept',
    implementationClassUid: '1.2.3',
    implementationVersionName: 'PACS',
    maxPduLength: 16384,
    contexts: [],
    frames: [1, 1],
  };
  const release: EventBody = { ...PACS, kind: 'dimse.release', sender: 'client', frames: [2, 2] };
  const abort = (sender: 'client' | 'server'): EventBody => ({
    ...PACS,
    kind: 'dimse.abort',
    sender,
    source: 0,
    reason: 0,
    frames: [2, 2],
  });
  const check = (...steps: (EventBody | number)[]) => {
    const scenario = new TestScenario().open(critical);
    for (const step of steps) {
      if (typeof step === 'number') scenario.waitInVain(critical, step);
      else scenario.add(step);
    }
    return judge('workflow/associations-released', scenario);
  };

  it('is satisfied where each is released, aborted or closed', () => {
    expect(check(accepted, release)).toMatchObject({ outcome: 'satisfied' });
    expect(check(accepted, abort('client'))).toMatchObject({ outcome: 'satisfied' });
    expect(check(accepted, abort('server'))).toMatchObject({ outcome: 'satisfied' });
  });

  it('is breached by one that stays open, and by one that the PACS has to end', () => {
    expect(check(accepted, 21)).toMatchObject({
      outcome: 'breach',
      sentence: '1 of 1 association with the PACS stayed open without any use.',
    });
    expect(check(accepted, 16, abort('server'))).toMatchObject({ outcome: 'breach' });
  });

  it('sees nothing where there is none, or one was not left alone for long', () => {
    expect(check().outcome).toBe('nothing-seen');
    expect(check(accepted, 5).outcome).toBe('nothing-seen');
  });
});
