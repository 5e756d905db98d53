import type { FindExchange } from '../../model/archive-record';
import type { Check, Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { DicomDataset } from '../../model/dicom/object';
import type { StoredInstance } from '../../model/record';
import {
  type Archived,
  decide,
  failuresOf,
  finding,
  findsIn,
  instanceRef,
  isAir,
  judging,
  keyOf,
  kept,
  kindOf,
  levelOf,
  listedIn,
  nothingSeen,
  refOf,
  stepsOf,
} from './reading';

const CLAUSE = 'PS3.4 C.4.1';

const seriesOf = ({ object }: StoredInstance): string => object?.dataset.string('SeriesInstanceUID') ?? '';
const studyOf = ({ object }: StoredInstance): string => object?.dataset.string('StudyInstanceUID') ?? '';

/** The last answers, level by level: an archive has some time to list what it took. */
function lastFinds(archived: Archived, level: string): FindExchange[] {
  const last = new Map<string, FindExchange>();
  for (const find of findsIn(archived, stepsOf(archived, 'list'))) {
    if (levelOf(find) === level)
      last.set(`${keyOf(find, 'StudyInstanceUID')} ${keyOf(find, 'SeriesInstanceUID')}`, find);
  }
  return [...last.values()];
}

function matchesOf(finds: readonly FindExchange[]): { set: DicomDataset; find: FindExchange }[] {
  return finds.flatMap((find) => find.matches.map(({ object }) => ({ set: object.dataset, find })));
}

export const foundAtAllLevels: Check = {
  id: 'pacs/found-at-all-levels',
  title: 'Results are found by C-FIND at study, series and instance level',
  clause: CLAUSE,
  judge: judging((archived) => {
    const taken = kept(archived);
    const steps = stepsOf(archived, 'list');
    if (taken.length === 0 || steps.length === 0) return nothingSeen('No result was stored and then asked for.');
    const findings: Finding[] = [...failuresOf(steps, CLAUSE), ...listedTwice(archived)];
    const studies = matchesOf(lastFinds(archived, 'STUDY'));
    for (const uid of new Set(taken.map(studyOf))) {
      if (!studies.some(({ set }) => set.string('StudyInstanceUID') === uid))
        findings.push(finding(CLAUSE, 'The study is not found at study level.', { event: steps[0]?.seq ?? 0 }));
    }
    const series = matchesOf(lastFinds(archived, 'SERIES'));
    const listed = listedIn(lastFinds(archived, 'IMAGE'));
    for (const instance of taken) {
      const match = series.find(({ set }) => set.string('SeriesInstanceUID') === seriesOf(instance));
      const modality = instance.object?.dataset.string('Modality');
      const kind = kindOf(instance.sopClassUid);
      if (!match)
        findings.push(
          finding(CLAUSE, `The series of the ${kind} is not found at series level.`, instanceRef(instance)),
        );
      else if (match.set.string('Modality') !== modality)
        findings.push(
          finding(
            CLAUSE,
            `The series of the ${kind} is listed with modality ${match.set.string('Modality') ?? 'none'}, not ${modality ?? 'none'}.`,
            refOf(match.find.sent),
          ),
        );
      if (!listed.has(instance.sopInstanceUid))
        findings.push(finding(CLAUSE, `The ${kind} is not found at instance level.`, instanceRef(instance)));
    }
    return decide(
      findings,
      `${counted(taken.length, 'result')} found at all levels.`,
      [...lastFinds(archived, 'SERIES'), ...lastFinds(archived, 'IMAGE')].map(({ sent }) => refOf(sent)),
    );
  }),
};

const UNIQUE: Record<string, string> = {
  STUDY: 'StudyInstanceUID',
  SERIES: 'SeriesInstanceUID',
  IMAGE: 'SOPInstanceUID',
};

/** One response for each match (PS3.4 C.4.1.3.1.1), also where results were sent again. */
function listedTwice(archived: Archived): Finding[] {
  return Object.entries(UNIQUE).flatMap(([level, key]) =>
    lastFinds(archived, level).flatMap((find) => {
      const uids = find.matches.map(({ object }) => object.dataset.string(key) ?? '').filter((uid) => uid !== '');
      if (new Set(uids).size === uids.length) return [];
      return [finding(CLAUSE, `A query at ${level} level lists the same more than once.`, refOf(find.sent))];
    }),
  );
}

/** Keys of AIR Table 4.137-1, as far as they are known, and where a value of the object lies. */
const INSTANCE_KEYS: Record<string, (set: DicomDataset) => boolean> = {
  ContributingEquipmentSequence: (set) => set.items('ContributingEquipmentSequence').length > 0,
  SegmentSequence: (set) => set.items('SegmentSequence').length > 0,
  PrimaryAnatomicStructureSequence: (set) => set.items('PrimaryAnatomicStructureSequence').length > 0,
  ImageLaterality: (set) => set.string('ImageLaterality') !== undefined,
  ConceptNameCodeSequence: (set) => set.items('ConceptNameCodeSequence').length > 0,
  ContentTemplateSequence: (set) => set.items('ContentTemplateSequence').length > 0,
  QuantityDefinitionSequence: (set) =>
    set
      .items('SharedFunctionalGroupsSequence')
      .some((group) =>
        group.items('RealWorldValueMappingSequence').some((map) => map.items('QuantityDefinitionSequence').length > 0),
      ),
};

export const airKeysReturned: Check = {
  id: 'pacs/air-keys-returned',
  title: 'Queries return the keys of analysis results',
  clause: 'AIR 4.137',
  judge: judging((archived) => {
    const taken = kept(archived);
    const instances = matchesOf(lastFinds(archived, 'IMAGE')).filter(({ find }) =>
      find.identifier?.dataset.has('SegmentSequence'),
    );
    const findings: Finding[] = failuresOf(stepsOf(archived, 'list'), 'AIR 4.137');
    // A query that was refused is an answer, also where it was the first.
    if (instances.length === 0 && findings.length === 0)
      return nothingSeen('No instance was listed in answer to these keys.');
    const seen = new Set<string>();
    const complain = (key: string, kind: string, find: FindExchange, how = 'not returned') => {
      if (seen.has(`${key} ${kind}`)) return;
      seen.add(`${key} ${kind}`);
      findings.push(finding('AIR 4.137', `${key} of the ${kind} is ${how}.`, refOf(find.sent, { path: key })));
    };
    for (const instance of taken) {
      const match = instances.find(({ set }) => set.string('SOPInstanceUID') === instance.sopInstanceUid);
      if (!match || !instance.object) continue;
      for (const [key, isIn] of Object.entries(INSTANCE_KEYS)) {
        if (!isIn(instance.object.dataset)) continue;
        const element = match.set.element(key);
        const items = instance.object.dataset.items(key).length;
        if (!element || (element.items?.length ?? element.bytes.length) === 0)
          complain(key, kindOf(instance.sopClassUid), match.find);
        else if (items > 0 && element.items !== undefined && element.items.length < items)
          complain(key, kindOf(instance.sopClassUid), match.find, 'returned with fewer items than it has');
      }
      const series = matchesOf(lastFinds(archived, 'SERIES')).find(
        ({ set }) => set.string('SeriesInstanceUID') === seriesOf(instance),
      );
      const key = 'SeriesDescriptionCodeSequence';
      if (series && instance.object.dataset.items(key).length > 0 && series.set.items(key).length === 0)
        complain(key, kindOf(instance.sopClassUid), series.find);
    }
    return decide(
      findings,
      'Every key that an object has a value for was returned.',
      lastFinds(archived, 'IMAGE').map(({ sent }) => refOf(sent)),
    );
  }),
};

const MATCHED: Record<string, (set: DicomDataset, find: FindExchange) => boolean> = {
  'sop-class': (set, find) => set.string('SOPClassUID') === keyOf(find, 'SOPClassUID'),
  'concept-name': (set) => set.items('ConceptNameCodeSequence')[0]?.string('CodeValue') === '126000',
  template: (set) => set.items('ContentTemplateSequence')[0]?.string('TemplateIdentifier') === '1500',
};

/** Param `on`: which keys, of MATCHED. */
export const keysMatch: Check = {
  id: 'pacs/keys-match',
  title: 'An instance query with a key lists what matches, and nothing else',
  clause: 'PS3.4 C.2.2.2',
  judge: judging((archived, params) => {
    const on = [params['on']].flat().map(String);
    const steps = stepsOf(archived, 'match').filter(({ about }) => on.includes(about['what'] ?? ''));
    if (steps.length === 0) return nothingSeen('No query with such a key was made.');
    const findings: Finding[] = failuresOf(steps, 'PS3.4 C.2.2.2');
    for (const step of steps) {
      const what = step.about['what'] ?? '';
      for (const find of findsIn(archived, [step])) {
        const listed = listedIn([find]);
        for (const instance of kept(archived).filter((each) => seriesOf(each) === step.about['seriesInstanceUid'])) {
          const due = instance.object ? MATCHED[what]?.(instance.object.dataset, find) : undefined;
          const is = listed.has(instance.sopInstanceUid);
          if (due === undefined || due === is) continue;
          const message = is
            ? `A query by ${NAMED[what]} lists ${kindOf(instance.sopClassUid)}, which does not match.`
            : `A query by ${NAMED[what]} does not list ${kindOf(instance.sopClassUid)}, which matches.`;
          findings.push(finding('PS3.4 C.2.2.2', message, refOf(find.sent)));
        }
      }
    }
    return decide(
      findings,
      'What matches was listed, and nothing else.',
      findsIn(archived, steps).map(({ sent }) => refOf(sent)),
    );
  }),
};

const NAMED: Record<string, string> = {
  'sop-class': 'SOP Class UID',
  'concept-name': 'concept name',
  template: 'template identifier',
};

export const oddKeysDoNoHarm: Check = {
  id: 'pacs/odd-keys-do-no-harm',
  title: 'Empty and unsupported keys do no harm',
  clause: 'PS3.4 C.4.1.1.3',
  judge: judging((archived) => {
    const steps = stepsOf(archived, 'odd-keys');
    if (steps.length === 0) return nothingSeen('No query with such keys was made.');
    const finds = findsIn(archived, steps);
    const findings = [
      ...failuresOf(steps, 'PS3.4 C.4.1.1.3'),
      ...finds
        .filter(({ status, matches }) => status === 0 && matches.length === 0)
        .map((find) =>
          finding(
            'PS3.4 C.4.1.1.3',
            'With an empty or unsupported key the study is not found any more.',
            refOf(find.sent),
          ),
        ),
    ];
    return decide(
      findings,
      'The study was found all the same.',
      finds.map(({ sent }) => refOf(sent)),
    );
  }),
};

export const staysApart: Check = {
  id: 'pacs/studies-stay-apart',
  title: 'Nothing of another study or patient is listed or given out',
  clause: 'AIR, derived',
  judge: judging((archived) => {
    const steps = stepsOf(archived, 'list', 'move');
    const owner = new Map(archived.archive.sent.map((each) => [each.sopInstanceUid, studyOf(each)]));
    if (new Set(owner.values()).size < 2) return nothingSeen('There were not two studies.');
    const findings: Finding[] = failuresOf(steps, 'PS3.4 C.2.2.2');
    const finds = findsIn(archived, steps);
    for (const find of finds) {
      const asked = keyOf(find, 'StudyInstanceUID');
      for (const { object } of find.matches) {
        const uid = object.dataset.string('SOPInstanceUID');
        const of = uid ? owner.get(uid) : object.dataset.string('StudyInstanceUID');
        if (of !== undefined && of !== asked)
          findings.push(
            finding(
              'PS3.4 C.2.2.2',
              `A query for one study lists ${levelOf(find).toLowerCase()} of another.`,
              refOf(find.sent),
            ),
          );
      }
    }
    const retrieves = archived.archive.retrieves.filter(({ by }) => by === 'harness');
    for (const retrieve of retrieves) {
      for (const got of retrieve.received) {
        if (owner.get(got.sopInstanceUid) !== keyOf(retrieve, 'StudyInstanceUID'))
          findings.push(
            finding('PS3.4 C.4.2', 'A retrieval of one study gives an object of another.', instanceRef(got)),
          );
      }
    }
    if (finds.length === 0 && retrieves.length === 0 && findings.length === 0) return nothingSeen('Nothing was asked.');
    return decide(
      findings,
      'Each study gave its own objects and no others.',
      [...finds, ...retrieves].map(({ sent }) => refOf(sent)),
    );
  }),
};

export const srSignals: Check = {
  id: 'pacs/sr-signals-availability',
  title: 'A report is listed as soon as it was taken',
  clause: 'RCR l.199-201',
  judge: judging((archived) => {
    const report = kept(archived)
      .filter((each) => isAir(each) && each.object?.dataset.string('Modality') === 'SR')
      .at(-1);
    const asked = findsIn(archived, stepsOf(archived, 'list')).filter((find) => levelOf(find) === 'SERIES');
    const [first] = asked.filter(({ sent }) => report?.answered && sent.seq > report.answered.seq);
    if (!report || !first) return nothingSeen('No report was stored and then asked for.');
    const findings = first.matches.some(({ object }) => object.dataset.string('Modality') === 'SR')
      ? []
      : [
          finding(
            'RCR l.199-201',
            'The report was taken, and the query that came after it does not list a series of modality SR.',
            refOf(first.sent),
          ),
        ];
    return decide(findings, 'The first query after the report was taken lists it.', [
      refOf(first.sent),
      instanceRef(report),
    ]);
  }),
};
