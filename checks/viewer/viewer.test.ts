import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import type { ScenarioRecord, ViewerLook } from '../../model/record';
import type { KnownDisplay, ViewerResult } from '../../model/viewer';
import { sutConfig } from '../../tests/kit/scenario';
import { marksInPlace, marksToldApart, switches } from './drawn';
import { canBeRead, keyImageOpens, resultsIndicated, staysWithStudy, textsRead } from './texts';

const result: ViewerResult = { kind: 'segmentation', description: 'AI', seriesNumber: 1, sopInstanceUid: '1.2.3' };
const known: KnownDisplay = {
  requirement: 'RCR-P1.1',
  image: 13,
  columns: 128,
  rows: 128,
  white: [14, 14, 114, 114],
  marks: [
    { name: 'Region A', shape: { box: [38, 56, 52, 70] } },
    { name: 'Region B', shape: { disc: [86.5, 62.5, 8.5] } },
  ],
  texts: [['Region A'], ['Volume', '9525.6', 'mm3']],
};
type Colour = [number, number, number];
interface Drawn {
  a?: Colour;
  b?: Colour;
  /** Columns by which the regions are off. */
  off?: number;
  /** Pixels by which the whole image lies elsewhere. */
  moved?: number;
}

/** The image at scale 3 in a wider picture, with a white frame for the skull. */
function picture({ a, b, off = 0, moved = 0 }: Drawn = {}): Buffer {
  const scale = 3;
  const png = new PNG({ width: 500, height: 400 });
  for (let y = 0; y < png.height; y += 1) {
    for (let x = 0; x < png.width; x += 1) {
      const [column, row] = [(x - 50 - moved) / scale, (y - 8) / scale];
      const within = column >= 14 && column < 114 && row >= 14 && row < 114;
      const frame = within && (column < 18 || column >= 110 || row < 18 || row >= 110);
      const inA = column - off >= 38 && column - off < 52 && row >= 56 && row < 70;
      const inB = Math.hypot(column - off - 86.5, row - 62.5) <= 8.5;
      const colour = frame ? [255, 255, 255] : inA && a ? a : inB && b ? b : within ? [90, 90, 90] : [0, 0, 0];
      png.data.set([...colour, 255], (y * png.width + x) * 4);
    }
  }
  return PNG.sync.write(png);
}

const scenario = (): ScenarioRecord => ({ scenario: 'one', sut: sutConfig({ actor: 'pacs' }), cases: [], events: [] });

let seq = 0;
const look = (step: ViewerLook['step'], more: Partial<ViewerLook> & { png?: Buffer } = {}): ViewerLook => {
  const { png, ...rest } = more;
  seq += 1;
  return {
    seq,
    caseId: 'one',
    step,
    texts: [],
    ...(png ? { picture: { ref: { file: `pictures/${seq}.png`, sha256: '', bytes: png.length }, png } } : {}),
    ...rest,
  };
};
const about = { about: result };
const recordOf = (...looks: ViewerLook[]): ScenarioRecord => ({ ...scenario(), viewer: { known, looks } });
const kinds = { kinds: ['segmentation'] };
const red: Colour = [200, 60, 60];
const blue: Colour = [60, 60, 200];
const pair = (on: Drawn, off: Drawn = {}) =>
  recordOf(look('hidden', { ...about, png: picture(off) }), look('shown', { ...about, png: picture(on) }));

describe('marks in place', () => {
  it.each<[string, Drawn, Drawn, string]>([
    ['both regions where they belong', { a: red, b: blue }, {}, 'satisfied'],
    ['one region missing', { a: red }, {}, 'breach'],
    ['both regions eight pixels off', { a: red, b: blue, off: 8 }, {}, 'breach'],
    ['nothing at all', {}, {}, 'breach'],
    ['the image moved between the pictures', { a: red, b: blue, moved: 60 }, {}, 'nothing-seen'],
  ])('%s', (_name, on, off, outcome) => {
    expect(marksInPlace.judge(pair(on, off), kinds).outcome).toBe(outcome);
  });

  it('decides nothing without a picture, on another image, and where an action failed', () => {
    const failure = { kind: 'late' as const, sentence: 'It did not come.' };
    const shown = look('shown', { ...about, png: picture({ a: red, b: blue }) });
    for (const hidden of [
      look('hidden', about),
      look('hidden', { ...about, png: picture(), image: 12 }),
      look('hidden', { ...about, failure }),
      look('hidden', { ...about, png: Buffer.from('no picture') }),
    ])
      expect(marksInPlace.judge(recordOf(hidden, shown), kinds).outcome).toBe('nothing-seen');
    expect(marksInPlace.judge(scenario(), kinds).outcome).toBe('nothing-seen');
  });
});

it('tells segments apart by their colours', () => {
  expect(marksToldApart.judge(pair({ a: red, b: blue }), kinds).outcome).toBe('satisfied');
  expect(marksToldApart.judge(pair({ a: red, b: red }), kinds).outcome).toBe('breach');
});

describe('switching', () => {
  const course = (...drawn: Drawn[]) =>
    recordOf(...drawn.map((one, at) => look(at % 2 === 0 ? 'hidden' : 'shown', { ...about, png: picture(one) })));
  const on = { a: red, b: blue };

  it.each<[string, Drawn[], string]>([
    ['off and on again', [{}, on, {}, on], 'satisfied'],
    ['never off', [{}, on, on, on], 'breach'],
    ['never on', [{}, {}, {}, {}], 'breach'],
    ['seen one way only', [{}, on], 'nothing-seen'],
  ])('%s', (_name, drawn, outcome) => {
    expect(switches.judge(course(...drawn), kinds).outcome).toBe(outcome);
  });

  type Seen = Drawn & { texts?: string[] };
  const text = { texts: ['Volume: 9525.6 mm3'] };
  it.each<[string, Seen[], string]>([
    ['a report that can be read, and then not', [{}, text, {}, text], 'satisfied'],
    ['a report of which the marks are drawn', [{}, on, {}, on], 'satisfied'],
    ['a report with a sign and nothing else', [{}, { texts: ['SR'] }, {}, { texts: ['SR'] }], 'breach'],
    ['a report that changes another part of the picture', [{}, { ...on, off: 20 }, {}, { ...on, off: 20 }], 'breach'],
    ['a report that can be read all the time', [text, text, text, text], 'breach'],
    ['a report of which the text stays', [{}, { ...on, ...text }, text, { ...on, ...text }], 'breach'],
  ])('%s', (_name, seen, outcome) => {
    const report = { about: { ...result, kind: 'report' as const } };
    const looks = seen.map(({ texts = [], ...drawn }, at) =>
      look(at % 2 === 0 ? 'hidden' : 'shown', { ...report, texts, png: picture(drawn) }),
    );
    expect(switches.judge(recordOf(...looks), { kinds: ['report'] }).outcome).toBe(outcome);
  });
});

describe('texts', () => {
  it.each<[string[], string, boolean]>([
    [['Volume', '9525.6', 'mm3|mm³'], 'volume: 9525.60 mm³', true],
    [['7'], 'Version 17.3', false],
    [['87', '%|percent'], 'Confidence 870 percent', false],
    [['87', '%|percent'], 'Confidence 87.0 percent', true],
    [['Diameter', '12.5'], `Diameter ${'x'.repeat(300)} 12.5`, false],
    [['(a+b)'], 'the sum (a+b)', true],
  ])('%s in "%s": %s', (words, text, is) => {
    expect(canBeRead(words, text)).toBe(is);
  });

  it('must all be read', () => {
    const read = (...texts: string[]) => textsRead.judge(recordOf(look('read', { ...about, texts })), {}).outcome;
    expect(read('Region A', 'Volume 9525.6 mm3')).toBe('satisfied');
    expect(read('Region A')).toBe('breach');
    expect(textsRead.judge(recordOf(look('opened')), {}).outcome).toBe('nothing-seen');
  });

  it('name results before they are opened, in their own study only', () => {
    const own = look('opened', { texts: ['Region A', 'Volume 9525.6 mm3'] });
    const other = look('opened', { texts: ['CT'], caseId: 'two' });
    expect(resultsIndicated.judge(recordOf(own), {}).outcome).toBe('satisfied');
    expect(resultsIndicated.judge(recordOf(other), {}).outcome).toBe('breach');
    expect(staysWithStudy.judge(recordOf(own, other), {}).outcome).toBe('satisfied');
    expect(staysWithStudy.judge(recordOf(own, { ...own, caseId: 'two' }), {}).outcome).toBe('breach');
    expect(staysWithStudy.judge(recordOf(own), {}).outcome).toBe('nothing-seen');
  });
});

it('wants the key image once the key object was opened', () => {
  const opened = (image?: number) => keyImageOpens.judge(recordOf(look('key-object', { image })), {}).outcome;
  expect(opened(13)).toBe('satisfied');
  expect(opened(12)).toBe('breach');
  expect(opened()).toBe('nothing-seen');
});
