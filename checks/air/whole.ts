import type { Check, CheckResult } from '../../model/check';
import { counted } from '../../model/counted';
import { sameCode } from '../../model/dicom/codes';
import { buildContentTree, findNamed } from '../../model/dicom/sr-tree';
import type { CaseRecord, StoredInstance } from '../../model/record';
import { CONCEPT } from '../dicom/concepts';
import { kindOfResult } from '../dicom/kind';
import { checkMachineReadable, checkResultTree, referencesOf } from '../dicom/result-graph';
import { sameStudy } from '../workflow/same-study';
import { atEvent, atObject } from '../workflow/reading/evidence';
import { breach, caseCheck, isAnalysed, listed, nothingSeen, satisfied } from '../workflow/reading/judging';
import { isReadable, type Readable, srStatements } from '../workflow/reading/objects';
import { attemptsOf, resultsOf, triggersOf } from '../workflow/reading/traffic';
import { AIR_KINDS, applyRules, contextOf, findingsOn, KIND_NAMES, objectsOf } from './reading';
import { errorsOf } from './rule-row';

const NONE = 'No Structured Report, Segmentation, Parametric Map or Key Object Selection came.';
const ofAnalysed = { appliesTo: isAnalysed, otherwise: 'No study was tried that is to be analysed.' };
const kindsOf = (objects: readonly Readable[]): string =>
  listed([...new Set(objects.map(({ object }) => KIND_NAMES[kindOfResult(object)] ?? 'object'))]);

/** AIR-EC-01. */
const airObject = caseCheck({
  ...ofAnalysed,
  id: 'air/object-of-profile',
  title: 'At least one result is of an object kind of the profile',
  clause: 'AIR, list of IODs',
  judge(caseRecord) {
    const results = resultsOf(caseRecord).filter(isReadable);
    if (results.length === 0) return nothingSeen('The PACS took no result that can be read.');
    const ofProfile = objectsOf(caseRecord).filter(({ accepted }) => accepted);
    if (ofProfile.length === 0) {
      return breach(
        `${counted(results.length, 'result')} came, and none is a Comprehensive 3D SR, Segmentation, Parametric Map or Key Object Selection.`,
        results.map((store) => atObject(store)),
      );
    }
    return satisfied(
      `${counted(ofProfile.length, 'object')} of the profile: ${kindsOf(ofProfile)}.`,
      ofProfile.map((store) => atObject(store)),
    );
  },
});

/** AIR-EC-44: a primitive that is declared is not only in a picture. */
const machineReadable = caseCheck({
  ...ofAnalysed,
  id: 'air/machine-readable',
  title: 'Pictures and PDF come in addition to machine-readable results',
  clause: 'AIR scope',
  judge(caseRecord) {
    const results = resultsOf(caseRecord).filter(isReadable);
    if (results.length === 0) return nothingSeen('The PACS took no result that can be read.');
    const [finding] = checkMachineReadable(results.map(({ object }) => object));
    const at = results.map((store) => atObject(store));
    if (finding) return breach(`${finding.message} There are only: ${finding.seen ?? ''}.`, at, [finding]);
    const isPicture = ({ object }: Readable): boolean => !AIR_KINDS.includes(kindOfResult(object));
    const pictures = results.filter(isPicture).length;
    return satisfied(
      `${counted(results.length - pictures, 'machine-readable result')}, and ${counted(pictures, 'picture or PDF', 'pictures or PDF')} in addition.`,
      at,
    );
  },
});

/** AIR-EC-41. */
const rootResult = caseCheck({
  ...ofAnalysed,
  id: 'air/root-result',
  title: 'One report leads to all other results of the profile',
  clause: 'AIR 6.5.3.1',
  judge(caseRecord) {
    const objects = objectsOf(caseRecord);
    if (!objects.some(({ object }) => kindOfResult(object) === 'sr')) return nothingSeen('No Structured Report came.');
    const findings = checkResultTree(objects.map(({ object }) => object));
    const at = objects.map((store) => atObject(store));
    const [first] = findings;
    if (first) return breach(`${first.message} (${first.seen ?? ''})`.replace(/\.? \((.*)\)$/, ' ($1).'), at, findings);
    return satisfied(`One report leads to all ${counted(objects.length, 'object')} of the profile.`, at);
  },
});

/** AIR-EC-28: what is referred to in the study is on the PACS, and is what it is said to be. */
const referencesExist = caseCheck({
  ...ofAnalysed,
  id: 'air/references-exist',
  title: 'Objects that are referred to are in the archive, of the SOP Class stated',
  clause: 'PS3.3 10.8',
  ahead: applyRules,
  judge(caseRecord, { record }): CheckResult {
    const objects = objectsOf(caseRecord);
    if (objects.length === 0) return nothingSeen(NONE);
    const context = contextOf(caseRecord, record);
    const findings = objects.flatMap((store) =>
      findingsOn(store, context).filter(errorsOf('graph/reference-resolves', 'graph/class-as-stated')),
    );
    const [first] = findings;
    if (first) {
      const evidence = findings.flatMap(({ evidence: at }) => at ?? []);
      return breach(`${first.message} (${first.seen ?? ''})`.replace(/\.? \((.*)\)$/, ' ($1).'), evidence, findings);
    }
    return listedByPacs(caseRecord, objects);
  },
});

/** Whether the PACS lists what is known and referred to. */
function listedByPacs(caseRecord: CaseRecord, objects: Readable[]): CheckResult {
  const probe = caseRecord.probes.findLast(({ failure }) => failure === undefined);
  if (!probe) return nothingSeen('The PACS could not be asked for its list, so it is not known what it has.');
  const own = new Set([...caseRecord.images, ...attemptsOf(caseRecord)].map(({ sopInstanceUid }) => sopInstanceUid));
  const referred = objects.flatMap((store) =>
    referencesOf(store.object.dataset).map(({ sopInstanceUid }) => ({ store, sopInstanceUid })),
  );
  const missing = referred.filter(
    ({ sopInstanceUid }) => own.has(sopInstanceUid) && !probe.found.includes(sopInstanceUid),
  );
  const atProbe = atEvent(probe, 'what the PACS listed');
  if (missing.length > 0) {
    return breach(
      `${counted(new Set(missing.map(({ sopInstanceUid }) => sopInstanceUid)).size, 'object')} of the study that results refer to could not be found on the PACS.`,
      [atProbe, ...missing.map(({ store }) => atObject(store))],
    );
  }
  const distinct = new Set(referred.map(({ sopInstanceUid }) => sopInstanceUid)).size;
  if (distinct === 0) return nothingSeen('No result refers to any object.');
  return satisfied(`${counted(distinct, 'object')} referred to, all on the PACS and of the SOP Class stated.`, [
    atProbe,
    ...objects.map((store) => atObject(store)),
  ]);
}

/** AIR-EC-43: as RCR-S1.2, and the modality of the series is that of the object kind. */
const inStudy: Check = {
  id: 'air/results-in-study',
  title: 'Results lie in the analysed study, in series of their own, with their modality',
  clause: 'AIR 6.5.3.1',
  judge(record, params) {
    const placed = sameStudy.judge(record, params);
    if (placed.outcome !== 'satisfied') return placed;
    const wrong = record.cases.flatMap((caseRecord) =>
      attemptsOf(caseRecord)
        .filter(isReadable)
        .flatMap((store) =>
          findingsOn(store, contextOf(caseRecord, record)).filter(
            ({ path, severity }) => path === 'Modality' && severity === 'error',
          ),
        ),
    );
    const [first] = wrong;
    if (!first) return placed;
    return breach(
      `The series of a result is of a modality that is not that of its kind: ${first.message}`,
      wrong.flatMap(({ evidence }) => evidence ?? []),
      wrong,
    );
  },
};

/** A clock beside ours: a product may be off by so much, seconds. */
const CLOCKS_S = 60;

/** AIR-EC-46. */
const contentTime = caseCheck({
  ...ofAnalysed,
  id: 'air/content-time',
  title: 'Content Date and Time lie within the analysis',
  clause: 'AIR guidance',
  judge(caseRecord, { record }) {
    const [trigger] = triggersOf(caseRecord);
    const timed = objectsOf(caseRecord).flatMap((store) => {
      const at = contentTimeOf(store);
      return at.length === 0 ? [] : [{ store, at }];
    });
    if (!trigger || timed.length === 0)
      return nothingSeen('No result came with Content Date and Time, or the exam was never completed.');
    const clock = (moment: StoredInstance['sent']): number =>
      Date.parse(record.events.find(({ seq }) => seq === moment.seq)?.at ?? '');
    const first = Math.min(...caseRecord.images.map(({ sent }) => clock(sent)));
    const outside = timed.filter(
      ({ store, at }) =>
        !at.some((each) => each >= first - CLOCKS_S * 1000 && each <= clock(store.sent) + CLOCKS_S * 1000),
    );
    if (outside.length > 0) {
      return breach(
        `Content Date and Time of ${counted(outside.length, 'result')} do not lie between the arrival of the images and the storing of the result.`,
        outside.map(({ store }) => atObject(store, 'ContentTime')),
      );
    }
    return satisfied(
      `Content Date and Time of ${counted(timed.length, 'result')} lie between the arrival of the images and the storing of the result.`,
      timed.map(({ store }) => atObject(store, 'ContentTime')),
    );
  },
});

const QUARTER_MS = 15 * 60 * 1000;
/** UTC-12 to UTC+14, in quarters of an hour. */
const OFFSETS = Array.from({ length: 26 * 4 + 1 }, (_, i) => (i - 12 * 4) * QUARTER_MS);

/** Which moments it can be, in ms since 1970: one by Timezone Offset From UTC, else one for each time zone there is. */
function contentTimeOf({ object: { dataset } }: Readable): number[] {
  const [date = '', time = ''] = [dataset.string('ContentDate'), dataset.string('ContentTime')];
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(date) ?? [];
  const [, hour, minute = '00', second = '00'] = /^(\d{2})(\d{2})?(\d{2})?/.exec(time) ?? [];
  const local = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(local)) return [];
  const [, sign, hours, minutes] = /^([+-])(\d{2})(\d{2})$/.exec(dataset.string('TimezoneOffsetFromUTC') ?? '') ?? [];
  if (sign === undefined) return OFFSETS.map((offset) => local - offset);
  const offset = (Number(hours) * 60 + Number(minutes)) * 60 * 1000;
  return [sign === '+' ? local - offset : local + offset];
}

/** AIR-EC-42: a study without findings has a report that says so. */
const negativeStated = caseCheck({
  id: 'air/negative-stated',
  title: 'That nothing was found is stated in a report',
  clause: 'AIR 6.5.3.2',
  appliesTo: ({ kind }) => kind === 'negative',
  otherwise: 'No study without findings was tried.',
  judge(caseRecord, { record }) {
    const reports = objectsOf(caseRecord, ['sr']);
    const results = resultsOf(caseRecord);
    if (results.length === 0) return nothingSeen('The PACS took no result of the study without findings.');
    const stated = srStatements(reports, record.sut, caseRecord.exam).filter(({ presence }) => presence === 'absent');
    const coded = reports.filter(saysWithoutFindings);
    if (stated.length === 0 && coded.length === 0) {
      return breach(
        'No report of the study without findings says of any abnormality that it was looked for and not found.',
        results.map((store) => atObject(store)),
      );
    }
    return satisfied(
      `The report of the study without findings says what is absent: ${listed([...new Set(stated.map(({ code }) => code.meaning))]) || 'all that was evaluated'}.`,
      [...stated.map(({ store, path }) => atObject(store, path)), ...coded.map((store) => atObject(store))],
    );
  },
});

/** (111241, DCM, "All algorithms succeeded; without findings"), CID 6047. */
function saysWithoutFindings({ object }: Readable): boolean {
  const concept = { value: '111241', scheme: 'DCM' };
  const root = buildContentTree(object.dataset);
  const coded = (item: typeof root): boolean => sameCode(item.code, concept) || item.children.some(coded);
  return coded(root) || findNamed(root, CONCEPT.negative).length > 0;
}

export const WHOLE_CHECKS: Check[] = [
  airObject,
  machineReadable,
  rootResult,
  referencesExist,
  inStudy,
  contentTime,
  negativeStated,
];
