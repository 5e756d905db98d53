import { describe, expect, it } from 'vitest';
import { AtArchive } from '../../tests/kit/archive';
import type { Natural } from '../../tests/kit/dicom-bytes';
import { keyObjects, parametricMap, report, segmentation, STUDY } from '../../tests/kit/objects';
import { findCheck } from '..';

const AIR = [report(), segmentation(), parametricMap(), keyObjects()];
const OTHER_STUDY = '1.2.3.900';
const STUDY_KEY = { StudyInstanceUID: STUDY };
const other: Natural = { ...report(), StudyInstanceUID: OTHER_STUDY, SOPInstanceUID: '1.2.3.900.1.1' };
const outcome = (check: string, at: AtArchive, params = {}) =>
  findCheck(`pacs/${check}`).judge(at.record(), params).outcome;
const sent = () => new AtArchive().results(AIR);
const series = (object: Natural): Natural => ({
  ...STUDY_KEY,
  SeriesInstanceUID: object['SeriesInstanceUID'],
  Modality: object['Modality'],
});
const instance = (object: Natural): Natural => ({
  ...series(object),
  SOPClassUID: object['SOPClassUID'],
  SOPInstanceUID: object['SOPInstanceUID'],
});

describe('results at the three levels', () => {
  const id = 'found-at-all-levels';
  const listed = (o: { studies?: Natural[]; series?: Natural[]; instances?: Natural[] } = {}) =>
    sent().list([
      ['STUDY', STUDY_KEY, o.studies ?? [STUDY_KEY]],
      ['SERIES', STUDY_KEY, o.series ?? AIR.map(series)],
      ['IMAGE', STUDY_KEY, o.instances ?? AIR.map(instance)],
    ]);

  it('are found', () => {
    expect(outcome(id, listed())).toBe('satisfied');
  });

  it.each([
    ['the study is not', listed({ studies: [] })],
    ['a series is not', listed({ series: AIR.slice(1).map(series) })],
    ['a series has another modality', listed({ series: AIR.map((each) => ({ ...series(each), Modality: 'OT' })) })],
    ['an instance is not', listed({ instances: AIR.slice(1).map(instance) })],
    ['a series is listed twice', listed({ series: [...AIR, ...AIR.slice(0, 1)].map(series) })],
    ['the query fails', sent().step('list', {}, () => undefined, 'C-FIND ended with C000H.')],
  ])('are a breach when %s', (_what, at) => {
    expect(outcome(id, at)).toBe('breach');
  });

  it('show nothing where nothing was asked, or nothing stored', () => {
    expect(outcome(id, sent())).toBe('nothing-seen');
    expect(outcome(id, new AtArchive().results(AIR, 0xa700).list([['STUDY', STUDY_KEY, []]]))).toBe('nothing-seen');
  });
});

describe('the keys of analysis results', () => {
  const id = 'air-keys-returned';
  const KEYS = { ...STUDY_KEY, SegmentSequence: [] };
  const full = (object: Natural): Natural => ({
    ...object,
    // Where the quantity stands in an answer is for the archive to say; that it is there counts.
    ...(object['Modality'] === 'CT' ? { QuantityDefinitionSequence: [{ ValueType: 'CODE' }] } : {}),
  });
  const asked = (matches: Natural[], keys: Natural = KEYS) => sent().list([['IMAGE', keys, matches]]);
  const less = (keyword: string) => AIR.map((each) => ({ ...full(each), [keyword]: undefined }));

  it('are returned', () => {
    expect(outcome(id, asked(AIR.map(full)))).toBe('satisfied');
  });

  it.each(['ContributingEquipmentSequence', 'SegmentSequence', 'ConceptNameCodeSequence'])(
    'are a breach without %s',
    (keyword) => {
      expect(outcome(id, asked(less(keyword)))).toBe('breach');
    },
  );

  it('are a breach with fewer items than the object has', () => {
    const equipment = (each: Natural): Natural[] => (each['ContributingEquipmentSequence'] ?? []) as Natural[];
    const two = AIR.map((each) => ({
      ...each,
      ContributingEquipmentSequence: [...equipment(each), ...equipment(each)],
    }));
    const at = (matches: Natural[]) => new AtArchive().results(two).list([['IMAGE', KEYS, matches]]);
    expect(outcome(id, at(two.map(full)))).toBe('satisfied');
    expect(outcome(id, at(AIR.map(full)))).toBe('breach');
  });

  it('show nothing where no instance was listed, or nobody asked for them', () => {
    expect(outcome(id, asked([]))).toBe('nothing-seen');
    expect(outcome(id, asked(AIR.map(full), STUDY_KEY))).toBe('nothing-seen');
  });

  it.each([
    ['before anything was listed', sent()],
    ['after some were', asked(AIR.map(full))],
  ])('are a breach where the query fails %s', (_when, at) => {
    expect(
      outcome(
        id,
        at.step('list', {}, () => undefined, 'C-FIND ended with C000H.'),
      ),
    ).toBe('breach');
  });
});

describe('an instance query with a key', () => {
  const id = 'keys-match';
  const [sr = {}] = AIR;
  const about = { what: 'sop-class', seriesInstanceUid: String(sr['SeriesInstanceUID']) };
  const second: Natural = { ...segmentation(), SeriesInstanceUID: sr['SeriesInstanceUID'] };
  const asked = (matches: Natural[]) =>
    new AtArchive()
      .results([sr, second])
      .list([['IMAGE', { ...STUDY_KEY, SOPClassUID: sr['SOPClassUID'] }, matches.map(instance)]], 'match', about);

  it('lists what matches and nothing else', () => {
    expect(outcome(id, asked([sr]), { on: 'sop-class' })).toBe('satisfied');
    expect(outcome(id, asked([sr, second]), { on: 'sop-class' })).toBe('breach');
    expect(outcome(id, asked([]), { on: 'sop-class' })).toBe('breach');
  });

  it('shows nothing where there was none with that key', () => {
    expect(outcome(id, asked([sr]), { on: 'template' })).toBe('nothing-seen');
  });
});

describe('empty and unsupported keys', () => {
  const id = 'odd-keys-do-no-harm';
  it('do no harm', () => {
    expect(outcome(id, sent().list([['STUDY', STUDY_KEY, [STUDY_KEY]]], 'odd-keys'))).toBe('satisfied');
    expect(outcome(id, sent().list([['STUDY', STUDY_KEY, []]], 'odd-keys'))).toBe('breach');
    expect(
      outcome(
        id,
        sent().step('odd-keys', {}, () => undefined, 'C-FIND ended with A900H.'),
      ),
    ).toBe('breach');
    expect(outcome(id, sent().list([['STUDY', STUDY_KEY, [STUDY_KEY]]]))).toBe('nothing-seen');
  });
});

describe('two studies', () => {
  const id = 'studies-stay-apart';
  const both = () => new AtArchive().results([...AIR, other]);
  const listed = (matches: Natural[]) => both().list([['IMAGE', STUDY_KEY, matches.map(instance)]]);
  const moved = (objects: Natural[]) => {
    const at = both();
    return at.step('move', {}, () => at.retrieve(STUDY_KEY, objects));
  };

  it('stay apart', () => {
    expect(outcome(id, listed(AIR))).toBe('satisfied');
    expect(outcome(id, moved(AIR))).toBe('satisfied');
    expect(outcome(id, listed([...AIR, other]))).toBe('breach');
    expect(outcome(id, moved([...AIR, other]))).toBe('breach');
  });

  it('show nothing where there was one', () => {
    expect(outcome(id, sent().list([['IMAGE', STUDY_KEY, AIR.map(instance)]]))).toBe('nothing-seen');
    expect(outcome(id, both())).toBe('nothing-seen');
  });
});

describe('a report as a signal', () => {
  const id = 'sr-signals-availability';
  const asked = (...answers: Natural[][]) =>
    answers.reduce((at, matches) => at.list([['SERIES', STUDY_KEY, matches]]), sent());

  it('is listed by the first query after it was taken', () => {
    expect(outcome(id, asked(AIR.map(series)))).toBe('satisfied');
    expect(outcome(id, asked([], AIR.map(series)))).toBe('breach');
    expect(outcome(id, asked(AIR.slice(1).map(series)))).toBe('breach');
    expect(outcome(id, sent())).toBe('nothing-seen');
  });
});

describe('retrieval at all levels', () => {
  const id = 'retrieved-at-all-levels';
  const by = (name: 'move' | 'get', objects: Natural[], status = 0) => {
    const at = sent();
    const command = name === 'move' ? 'C-MOVE' : 'C-GET';
    return at.step(name, {}, () => at.retrieve(STUDY_KEY, objects, { command, status }));
  };

  it.each(['move', 'get'] as const)('gives everything by %s', (name) => {
    expect(outcome(id, by(name, AIR), { by: name })).toBe('satisfied');
    expect(outcome(id, by(name, AIR.slice(1)), { by: name })).toBe('breach');
    expect(outcome(id, by(name, AIR, 0xa702), { by: name })).toBe('breach');
    const broken = sent().step(name, {}, () => undefined, 'The PACS aborted.');
    expect(outcome(id, broken, { by: name })).toBe('breach');
    expect(outcome(id, sent(), { by: name })).toBe('nothing-seen');
    expect(outcome(id, by(name === 'move' ? 'get' : 'move', AIR), { by: name })).toBe('nothing-seen');
  });
});
