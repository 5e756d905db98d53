import { describe, expect, it } from 'vitest';
import { AtArchive } from '../../tests/kit/archive';
import type { Natural } from '../../tests/kit/dicom-bytes';
import { keyObjects, parametricMap, report, segmentation, STUDY } from '../../tests/kit/objects';
import { findCheck } from '..';

const AIR = [report(), segmentation(), parametricMap(), keyObjects()];
const SEGMENTATIONS = ['1.2.840.10008.5.1.4.1.1.66.4'];
const RLE = '1.2.840.10008.1.2.5';
const STUDY_KEY = { StudyInstanceUID: STUDY };
const uidOf = (object: Natural) => String(object['SOPInstanceUID']);
const entry = (object: Natural): Natural => ({
  StudyInstanceUID: STUDY,
  SeriesInstanceUID: object['SeriesInstanceUID'],
  SOPInstanceUID: uidOf(object),
});
const outcome = (check: string, at: AtArchive, params = {}) =>
  findCheck(`pacs/${check}`).judge(at.record(), params).outcome;
const listing = (at: AtArchive, objects: readonly Natural[], modalities: string[] = ['SR', 'SEG', 'CT', 'KO']) =>
  at.list([
    ['STUDY', STUDY_KEY, [{ ...STUDY_KEY, ModalitiesInStudy: modalities }]],
    ['IMAGE', STUDY_KEY, objects.map(entry)],
  ]);
const moved = (at: AtArchive, objects: readonly Natural[]) =>
  at.step('move', {}, () => at.retrieve(STUDY_KEY, objects));
/** All were sent; so many are listed, so many come back. */
const archived = (o: { listed?: Natural[]; back?: Natural[]; status?: number } = {}) => {
  const { listed = AIR, back = AIR, status = 0 } = o;
  return moved(listing(new AtArchive().results(AIR, status), listed), back);
};
const changed = AIR.map((each, n) => (n === 1 ? { ...each, PatientID: 'P2' } : each));

describe('results in an archive', () => {
  it('are kept', () => {
    for (const check of ['results-kept', 'air-kinds-taken', 'unchanged'])
      expect(outcome(check, archived())).toBe('satisfied');
  });

  it.each([
    ['refused', 'results-kept', archived({ status: 0xa700 })],
    ['refused', 'air-kinds-taken', archived({ status: 0x0122 })],
    ['not listed', 'results-kept', archived({ listed: AIR.slice(1) })],
    ['not given back', 'results-kept', archived({ back: AIR.slice(1) })],
    ['changed', 'results-kept', archived({ back: changed })],
    ['changed', 'unchanged', archived({ back: changed })],
    ['sent in vain', 'air-kinds-taken', new AtArchive().step('results', {}, () => undefined, 'The PACS broke off.')],
  ])('are not kept when %s (%s)', (_what, check, at) => {
    const { outcome: verdict, findings } = findCheck(`pacs/${check}`).judge(at.record(), {});
    expect(verdict).toBe('breach');
    expect(new Set(findings.map(({ rule }) => rule))).toEqual(new Set([`pacs/${check}`]));
  });

  it('must be taken in every transfer syntax that is declared, and in any where none is', () => {
    const proposed = (about: Record<string, string>, isAccepted: boolean) =>
      archived().step('results', about, (at) => at.proposes(SEGMENTATIONS, RLE, isAccepted));
    expect(outcome('results-kept', proposed({ transferSyntax: 'rle-lossless' }, true))).toBe('satisfied');
    expect(outcome('results-kept', proposed({ transferSyntax: 'rle-lossless' }, false))).toBe('breach');
    // The segmentation was stored in another one.
    expect(outcome('results-kept', proposed({}, false))).toBe('satisfied');
  });

  it('show nothing where nothing was asked', () => {
    for (const check of ['results-kept', 'air-kinds-taken', 'unchanged', 'late-results'])
      expect(outcome(check, new AtArchive())).toBe('nothing-seen');
    expect(outcome('results-kept', listing(new AtArchive().results(AIR), AIR))).toBe('nothing-seen');
    expect(outcome('unchanged', listing(new AtArchive().results(AIR), AIR))).toBe('nothing-seen');
    const trouble = archived();
    trouble.add({ kind: 'harness.problem', cause: 'harness', sentence: 'Disk full.' });
    expect(outcome('results-kept', trouble)).toBe('nothing-seen');
  });
});

describe('results that come after reading', () => {
  const late = (listed: Natural[], modalities?: string[]) =>
    listing(new AtArchive().list([['STUDY', STUDY_KEY, []]], 'list-before').results(AIR), listed, modalities);

  it('are listed, with their modality', () => {
    const modalities = AIR.map((each) => String(each['Modality']));
    expect(outcome('late-results', late(AIR, modalities))).toBe('satisfied');
    expect(outcome('late-results', late(AIR.slice(1), modalities))).toBe('breach');
    expect(outcome('late-results', late(AIR, ['CT']))).toBe('breach');
    expect(outcome('late-results', archived())).toBe('nothing-seen');
  });
});

describe('an instance that is sent twice', () => {
  const [first = {}] = AIR;
  const twice = (content: string, back: Natural[], o: { status?: number; listed?: Natural[] } = {}) =>
    moved(
      listing(
        new AtArchive()
          .results([first])
          .results([{ ...first, PatientID: content === 'same' ? 'P1' : 'P2' }], o.status, {
            again: content,
          }),
        o.listed ?? [first],
      ),
      back,
    );
  const judged = (content: string, at: AtArchive) => outcome('stored-again', at, { content });

  it('stays as it was', () => {
    expect(judged('same', twice('same', [first]))).toBe('satisfied');
    expect(judged('other-content', twice('other-content', [first], { status: 0x0110 }))).toBe('satisfied');
  });

  it.each([
    ['is refused unchanged', 'same', twice('same', [first], { status: 0x0110 })],
    ['is listed twice', 'same', twice('same', [first], { listed: [first, first] })],
    ['is replaced', 'other-content', twice('other-content', [{ ...first, PatientID: 'P2' }])],
    ['does not come back', 'same', twice('same', [segmentation()])],
    ['does not come back, nor anything else', 'same', twice('same', [])],
  ])('is a breach when it %s', (_what, content, at) => {
    expect(judged(content, at)).toBe('breach');
  });

  it('shows nothing where it was sent once, or nothing was retrieved', () => {
    expect(judged('same', archived())).toBe('nothing-seen');
    expect(
      judged('same', listing(new AtArchive().results([first]).results([first], 0, { again: 'same' }), [first])),
    ).toBe('nothing-seen');
  });
});

describe('an object of a kind that is not declared', () => {
  const undeclared = (status: number, listed: Natural[]) =>
    listing(new AtArchive().results([report()], status, { kind: 'undeclared' }), listed);

  it('is refused or kept, never dropped', () => {
    expect(outcome('unknown-kind-refused', undeclared(0x0122, []))).toBe('satisfied');
    expect(outcome('unknown-kind-refused', undeclared(0, [report()]))).toBe('satisfied');
    expect(outcome('unknown-kind-refused', undeclared(0, []))).toBe('breach');
    expect(outcome('unknown-kind-refused', archived())).toBe('nothing-seen');
  });
});

describe('names in other scripts', () => {
  const NAME = 'Müller^Jörg';
  const object = (name: string): Natural => ({ ...report(), SpecificCharacterSet: 'ISO_IR 100', PatientName: name });
  const named = (found: string, back: string | undefined, status = 0) => {
    const about = { name: NAME, characterSet: 'ISO_IR 100' };
    const at = new AtArchive().results([object(NAME)], status, about);
    const match = { ...STUDY_KEY, SpecificCharacterSet: 'ISO_IR 100', PatientName: found };
    at.list([['STUDY', STUDY_KEY, [match]]]);
    return back === undefined ? at : moved(at, [object(back)]);
  };

  it.each([
    ['right in both', 'satisfied', named(NAME, NAME)],
    ['right but for empty components', 'satisfied', named(`${NAME}^^`, NAME)],
    ['wrong in the query', 'breach', named('M?ller^J?rg', NAME)],
    ['wrong in the object', 'breach', named(NAME, 'MÃ¼ller^JÃ¶rg')],
    ['not given back', 'breach', named(NAME, undefined)],
    ['refused', 'breach', named(NAME, NAME, 0xc000)],
    ['never sent', 'nothing-seen', archived()],
  ])('%s: %s', (_what, expected, at) => {
    expect(outcome('character-sets', at)).toBe(expected);
  });
});
