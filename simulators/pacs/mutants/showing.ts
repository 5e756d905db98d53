import type { ViewedResult, ViewedStudy, ViewerSpoil } from '../web-viewer/viewed-study';
import type { PacsMutant } from './types';

const each = (change: (result: ViewedResult) => ViewedResult): ViewerSpoil => ({
  view: (study) => ({ ...study, results: study.results.map(change) }),
});

/** Texts of reports and key objects, line by line; undefined leaves a line out. */
const lines = (change: (line: string) => string | undefined) =>
  each((result) => ({ ...result, texts: result.texts.flatMap((line) => change(line) ?? []) }));

const moved = (path: string, right: number): string =>
  path.replace(/([MHL])(-?[\d.]+)/g, (_all, letter: string, x: string) => `${letter}${Number(x) + right}`);

/** Only in the study of its own requirement, told by what is in it, so that no other is spoilt. */
const where = (is: (study: ViewedStudy) => boolean, change: (result: ViewedResult) => ViewedResult): ViewerSpoil => ({
  view: (study) => (is(study) ? { ...study, results: study.results.map(change) } : study),
});

const described = (text: string) => (study: ViewedStudy) =>
  study.results.some(({ description }) => description.includes(text));

/** Defects in what the viewer shows. */
const SHOWING: Omit<PacsMutant, 'hooks'>[] = [
  {
    id: 'moves-segmentation',
    requirement: 'RCR-P1.1',
    sentence: 'Segmentations are drawn eight pixels to the right of where they belong.',
    viewer: each((result) =>
      result.kind === 'segmentation'
        ? { ...result, marks: result.marks.map((mark) => ({ ...mark, path: moved(mark.path, 8) })) }
        : result,
    ),
    knockOn: [
      {
        requirements: ['AIR-ID-09', 'AIR-ID-24'],
        because: 'They ask, for IHE AIR, for the same regions in the same places.',
      },
    ],
  },
  {
    id: 'shows-no-labels',
    requirement: 'RCR-P1.1',
    sentence: 'Segments are shown without their labels.',
    viewer: each((result) => (result.kind === 'segmentation' ? { ...result, texts: [] } : result)),
    knockOn: [{ requirements: ['AIR-ID-09'], because: 'It asks, for IHE AIR, for the same labels.' }],
  },
  {
    id: 'draws-no-segmentation',
    requirement: 'RCR-P1.1',
    sentence: 'Segmentations are listed and never drawn.',
    viewer: each((result) => (result.kind === 'segmentation' ? { ...result, marks: [] } : result)),
    knockOn: [
      {
        requirements: ['AIR-ID-09', 'AIR-ID-24', 'RCR-P1.3', 'AIR-ID-12'],
        because: 'What is never drawn lies in no place, and cannot be switched on.',
      },
    ],
  },
  {
    id: 'hides-measurements',
    requirement: 'RCR-P1.2',
    sentence: 'Measurements of a report are left out of its text.',
    viewer: lines((line) => (/^\s*(Volume|Diameter):/.test(line) ? undefined : line)),
    knockOn: [{ requirements: ['AIR-ID-06'], because: 'It asks, for IHE AIR, for measurements to be read.' }],
  },
  {
    id: 'never-hides-segmentation',
    requirement: 'RCR-P1.3',
    sentence: 'Once shown, a segmentation stays over the image.',
    viewer: each((result) => (result.kind === 'segmentation' ? { ...result, stays: true } : result)),
    knockOn: [{ requirements: ['AIR-ID-12'], because: 'It asks, for IHE AIR, for results to be hidden.' }],
  },
  {
    id: 'signs-report-only',
    requirement: 'RCR-P1.3',
    sentence: 'Shown, a report has a sign that it is there, and neither its text nor its marks.',
    viewer: where(described('outlines, can be switched off'), (result) =>
      result.kind === 'report' ? { ...result, marks: [], texts: ['SR'] } : result,
    ),
  },
  {
    id: 'never-hides-report',
    requirement: 'RCR-P1.3',
    sentence: 'Once shown, a report stays to be read.',
    viewer: each((result) => (result.kind === 'report' ? { ...result, stays: true } : result)),
  },
  {
    id: 'hides-specificity',
    requirement: 'RCR-P2.1',
    sentence: 'The declaration is shown without specificity.',
    viewer: lines((line) => (/specificity/i.test(line) ? undefined : line)),
  },
  {
    id: 'lists-images-only',
    requirement: 'AIR-ID-03',
    sentence: 'Series of results are listed without modality or name.',
    viewer: where(
      (study) => study.results.length === 3,
      (result) => ({ ...result, modality: '', description: 'Series' }),
    ),
    knockOn: [
      { requirements: ['AIR-ID-22b'], because: 'What is not named in its own study cannot be told to stay there.' },
    ],
  },
  {
    id: 'drops-severity',
    requirement: 'AIR-ID-05',
    sentence: 'Modifiers of a qualitative finding are left out.',
    viewer: lines((line) => (/Severity/.test(line) ? undefined : line)),
  },
  {
    id: 'drops-units',
    requirement: 'AIR-ID-06',
    sentence: 'Percentages are shown without their unit.',
    viewer: lines((line) => (/Confidence/.test(line) ? line.replace('%', '') : line)),
  },
  {
    id: 'moves-points',
    requirement: 'AIR-ID-07',
    sentence: 'Points and lines are drawn on the image ten pixels off.',
    viewer: where(described('points and lines'), (result) => ({
      ...result,
      marks: result.marks.map((mark) => ({ ...mark, path: moved(mark.path, 10) })),
    })),
  },
  {
    id: 'one-colour-for-all',
    requirement: 'AIR-ID-09',
    sentence: 'All segments are drawn in the same colour.',
    viewer: each((result) =>
      result.kind === 'segmentation'
        ? { ...result, marks: result.marks.map((mark) => ({ ...mark, colour: '#ff5050' })) }
        : result,
    ),
  },
  {
    id: 'opens-contours',
    requirement: 'AIR-ID-10',
    sentence: 'Only the first stroke of a contour is drawn.',
    viewer: where(described('contour'), (result) => ({
      ...result,
      marks: result.marks.map((mark) => ({ ...mark, path: mark.path.split('L').slice(0, 2).join('L') })),
    })),
  },
  {
    id: 'never-hides-presentation-state',
    requirement: 'AIR-ID-12',
    sentence: 'Once applied, a presentation state stays.',
    viewer: each((result) => (result.kind === 'presentation-state' ? { ...result, stays: true } : result)),
    knockOn: [
      { requirements: ['RCR-P1.3'], because: 'It asks for the presentation state to be switched off as well.' },
    ],
  },
  {
    id: 'opens-wrong-key-image',
    requirement: 'AIR-ID-13',
    sentence: 'A key object leads to the image before its own.',
    viewer: each((result) => (result.leadsTo === undefined ? result : { ...result, leadsTo: result.leadsTo - 1 })),
  },
  {
    id: 'hides-maker',
    requirement: 'AIR-ID-16',
    sentence: 'Who made the result is not shown.',
    viewer: lines((line) => (/airworthy test works/.test(line) ? undefined : line)),
    knockOn: [
      {
        requirements: ['AIR-ID-17'],
        because: 'The line of contributing equipment names maker, model and version together.',
      },
    ],
  },
  {
    id: 'names-one-algorithm',
    requirement: 'AIR-ID-17',
    sentence: 'Of several algorithms only the first is shown.',
    viewer: lines((line) => (/Second algorithm/.test(line) ? undefined : line)),
  },
  {
    id: 'hides-unknown-codes',
    requirement: 'AIR-ID-19',
    sentence: 'Codes that the viewer does not know are shown as bare values.',
    viewer: lines((line) => line.replace('Zebra stripe sign', 'ZSS-77')),
  },
  {
    id: 'drops-older-reports',
    requirement: 'AIR-ID-20',
    sentence: 'Enhanced and Comprehensive SR are listed and have no text.',
    viewer: where(described('as Enhanced SR'), (result) => ({ ...result, texts: [] })),
  },
  {
    id: 'shows-absent-as-present',
    requirement: 'AIR-ID-21',
    sentence: 'Findings are shown without saying that they are absent.',
    viewer: lines((line) => line.replace(/: Absent$/, '')),
  },
  {
    id: 'shows-results-of-others',
    requirement: 'AIR-ID-22b',
    sentence: 'A study without results shows those of the study that was opened before it.',
    viewer: {
      view: (study, others) =>
        study.results.length === 0 ? { ...study, results: others.at(-1)?.results ?? [] } : study,
    },
  },
  {
    id: 'draws-other-than-capture',
    requirement: 'AIR-ID-24',
    sentence: 'Of the regions that the Secondary Capture shows, only the first is drawn.',
    viewer: where(described('outlines burned in'), (result) =>
      result.kind === 'segmentation'
        ? { ...result, marks: result.marks.filter(({ colour }) => colour === result.marks[0]?.colour) }
        : result,
    ),
  },
  {
    id: 'knows-latin-only',
    requirement: 'AIR-ID-23',
    sentence: 'Characters beyond Latin-1 become question marks.',
    viewer: lines((line) => line.replace(/[\u0100-\uffff]/g, '?')),
  },
];

/** The archive behind it is as it should be. */
export const SHOWING_MUTANTS: PacsMutant[] = SHOWING.map((mutant) => ({ hooks: {}, ...mutant }));
