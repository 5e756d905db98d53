import { describe, expect, it } from 'vitest';
import { AtArchive } from '../../tests/kit/archive';
import type { Natural } from '../../tests/kit/dicom-bytes';
import { keyObjects, parametricMap, report, segmentation, STUDY } from '../../tests/kit/objects';
import { findCheck } from '..';

const AIR = [report(), segmentation(), parametricMap(), keyObjects()];
const STUDY_KEY = { StudyInstanceUID: STUDY };
const outcome = (check: string, at: AtArchive) => findCheck(`pacs/${check}`).judge(at.record(), {}).outcome;
const uidOf = (object: Natural) => String(object['SOPInstanceUID']);
const entry = (object: Natural): Natural => ({ SOPClassUID: object['SOPClassUID'], SOPInstanceUID: uidOf(object) });
const json = (object: Natural) => ({
  '00080016': { vr: 'UI', Value: [object['SOPClassUID']] },
  '00080018': { vr: 'UI', Value: [uidOf(object)] },
});
const sent = () => new AtArchive().results(AIR);
const listed = (at: AtArchive, objects: readonly Natural[]) => at.list([['IMAGE', STUDY_KEY, objects.map(entry)]]);

describe('QIDO-RS', () => {
  const id = 'qido-agrees';
  const asked = (answer: unknown) => {
    const at = listed(sent(), AIR);
    return at.step('qido', {}, () => at.web(`/studies/${STUDY}/instances`, { json: answer }));
  };

  it('agrees with C-FIND', () => {
    expect(outcome(id, asked(AIR.map(json)))).toBe('satisfied');
    expect(outcome(id, asked(AIR.slice(1).map(json)))).toBe('breach');
    expect(outcome(id, asked([...AIR, ...AIR.slice(0, 1)].map(json)))).toBe('breach');
    expect(outcome(id, asked([...AIR, { ...report(), SOPInstanceUID: '1.2.9.9' }].map(json)))).toBe('breach');
    expect(outcome(id, asked(AIR.map((each) => json({ ...each, SOPClassUID: '1.2.3' }))))).toBe('breach');
    const broken = listed(sent(), AIR).step('qido', {}, () => undefined, 'QIDO-RS was answered 500.');
    expect(outcome(id, broken)).toBe('breach');
  });

  it('shows nothing where only one of the two was asked', () => {
    expect(outcome(id, listed(sent(), AIR))).toBe('nothing-seen');
    const at = sent();
    expect(
      outcome(
        id,
        at.step('qido', {}, () => at.web(`/studies/${STUDY}/instances`, { json: [] })),
      ),
    ).toBe('nothing-seen');
  });
});

describe('WADO-RS', () => {
  const id = 'wado-gives';
  const asked = (objects: Natural[], o: { described?: Natural[]; series?: Natural[] } = {}) => {
    const at = sent();
    const { described = AIR, series = [segmentation()] } = o;
    return at.step('wado', {}, () => {
      at.web(`/studies/${STUDY}`, {}, objects);
      at.web(`/studies/${STUDY}/series/${String(segmentation()['SeriesInstanceUID'])}`, {}, series);
      at.web(`/studies/${STUDY}/metadata`, { json: described.map(json) });
    });
  };

  it('gives everything unchanged', () => {
    expect(outcome(id, asked(AIR))).toBe('satisfied');
  });

  it.each([
    ['an object is missing', asked(AIR.slice(1))],
    ['an object is changed', asked(AIR.map((each) => ({ ...each, PatientID: 'P2' })))],
    ['another series comes', asked(AIR, { series: [report()] })],
    ['the series is empty', asked(AIR, { series: [] })],
    ['metadata leave one out', asked(AIR, { described: AIR.slice(1) })],
  ])('is a breach when %s', (_what, at) => {
    expect(outcome(id, at)).toBe('breach');
  });

  it('shows nothing where it was not used', () => {
    expect(outcome(id, sent())).toBe('nothing-seen');
  });
});

describe('STOW-RS', () => {
  const id = 'stow-answers';
  const said = (stored: Natural[], failed: Natural[] = []) => ({
    '00081199': { vr: 'SQ', Value: stored.map((each) => ({ '00081155': { vr: 'UI', Value: [uidOf(each)] } })) },
    '00081198': { vr: 'SQ', Value: failed.map((each) => ({ '00081155': { vr: 'UI', Value: [uidOf(each)] } })) },
  });
  const posted = (step: string, status: number, answer: unknown, kept: Natural[] = AIR) => {
    const at = new AtArchive();
    at.step(step, {}, () => at.stow(AIR, status, answer));
    return listed(at, kept);
  };
  const [wrong = {}, ...right] = AIR;

  it.each([
    ['200 for all', posted('stow-all', 200, said(AIR))],
    ['202 for some', posted('stow-some', 202, said(right, [wrong]), right)],
    ['409 for some, where nothing was kept', posted('stow-some', 409, said([], AIR), [])],
    ['409 for none', posted('stow-none', 409, said([], [wrong]), [])],
  ])('is right with %s', (_what, at) => {
    expect(outcome(id, at)).toBe('satisfied');
  });

  it.each([
    ['202 for all', posted('stow-all', 202, said(AIR))],
    ['200 and an instance lost', posted('stow-all', 200, said(AIR), AIR.slice(1))],
    ['200 and an instance not named', posted('stow-all', 200, said(AIR.slice(1)))],
    ['200 for some', posted('stow-some', 200, said(right, [wrong]), right)],
    ['202 and no failed instance named', posted('stow-some', 202, said(right), right)],
    ['200 for none', posted('stow-none', 200, said([], [wrong]), [])],
  ])('is a breach with %s', (_what, at) => {
    expect(outcome(id, at)).toBe('breach');
  });

  it('shows nothing where it was not used', () => {
    expect(outcome(id, listed(sent(), AIR))).toBe('nothing-seen');
  });
});

describe('a display', () => {
  const offered = () => {
    const at = new AtArchive();
    at.add({ kind: 'wait', what: 'the display to fetch', deadlineMs: 1, elapsedMs: 1, outcome: 'arrived' });
    return at;
  };
  const used = (objects: Natural[], { searches = true } = {}) => {
    const at = offered();
    if (searches) at.find('STUDY', STUDY_KEY, [STUDY_KEY], 'sut');
    if (objects.length > 0) at.retrieve(STUDY_KEY, objects, { by: 'sut' });
    for (const { received } of at.archive.retrieves) for (const each of received) each.accepted = true;
    return at;
  };

  it('finds and fetches by itself', () => {
    expect(outcome('display-fetches', used(AIR))).toBe('satisfied');
    expect(outcome('display-fetches', used(AIR, { searches: false }))).toBe('breach');
    expect(outcome('display-fetches', used([]))).toBe('breach');
  });

  it('takes all four kinds', () => {
    expect(outcome('display-takes-all-kinds', used(AIR))).toBe('satisfied');
    expect(outcome('display-takes-all-kinds', used(AIR.slice(1)))).toBe('breach');
    expect(outcome('display-takes-all-kinds', used([]))).toBe('breach');
  });

  it('may do so over the web', () => {
    const at = offered();
    at.web(`/studies/${STUDY}/instances`, { by: 'sut' });
    at.web(`/studies/${STUDY}`, { by: 'sut' }, AIR);
    expect(outcome('display-fetches', at)).toBe('satisfied');
    expect(outcome('display-takes-all-kinds', at)).toBe('satisfied');
  });

  it('shows nothing where it never came, or nothing was offered', () => {
    for (const check of ['display-fetches', 'display-takes-all-kinds']) {
      expect(outcome(check, offered())).toBe('nothing-seen');
      expect(outcome(check, new AtArchive())).toBe('nothing-seen');
    }
  });
});
