import type { Check, CheckResult, Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { JournalEvent } from '../../model/events';
import type { CaseRecord, ScenarioRecord } from '../../model/record';
import { atEvent, atObject } from '../workflow/reading/evidence';
import { breach, caseCheck, isAnalysed, listed, nothingSeen, satisfied } from '../workflow/reading/judging';
import type { Readable } from '../workflow/reading/objects';
import { applyRules, contextOf, findingsOn, objectsOf } from './reading';

type OracleRead = Extract<JournalEvent, { kind: 'oracle.read' }>;

/** What dciodvfy reports and the standard allows; each was read and found to be its error. */
const NOT_SHARED: { about: RegExp; because: string }[] = [
  { about: /\bLaterality\b/, because: 'Type 2C, for paired structures only (PS3.3 C.7.3.1)' },
  { about: /ContributingEquipment.*DeviceUID/, because: 'AIR 6.5.3.1 asks for it there' },
];

/** What both look at: whether attributes are there, and their values. dciodvfy knows nothing of templates or other objects. */
const isComparable = ({ rule, severity }: Finding): boolean =>
  severity === 'error' &&
  (rule === 'dicom/required-attribute-present' || rule === 'dicom/required-attribute-has-value');

/** AIR-EC-48: two readers that know nothing of each other. */
const secondReader = caseCheck({
  id: 'air/second-reader',
  title: 'An independent validator finds no error in the objects, and neither do we',
  clause: 'AIR sample exchange',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  ahead: applyRules,
  judge(caseRecord, { record }) {
    const event = caseRecord.events.findLast((each) => each.kind === 'oracle.read');
    if (event?.kind !== 'oracle.read') return nothingSeen('No independent reader was given the objects.');
    if (event.failure) return nothingSeen(event.failure.sentence);
    return judgeReading(event, caseRecord, record);
  },
});

function judgeReading(event: OracleRead, caseRecord: CaseRecord, record: ScenarioRecord): CheckResult {
  const objects = objectsOf(caseRecord);
  if (objects.length === 0) return nothingSeen('The AI platform sent no object of the profile.');
  const read = new Map(event.read.map(({ sopInstanceUid, errors }) => [sopInstanceUid, errors]));
  const unread = objects.filter(({ sopInstanceUid }) => !read.has(sopInstanceUid));
  if (unread.length > 0) return nothingSeen(`dciodvfy did not read ${counted(unread.length, 'object')}.`);
  const context = contextOf(caseRecord, record);
  const compared = objects.map((store) =>
    compare(store, read.get(store.sopInstanceUid) ?? [], findingsOn(store, context)),
  );
  const evidence = [atEvent(event, 'what dciodvfy said'), ...objects.map((store) => atObject(store))];
  const shared = compared.flatMap(({ both }) => both);
  const [error] = shared;
  if (error) return breach(`dciodvfy and airworthy find the same error: ${error.message}`, evidence, shared);
  const apart = compared.flatMap(({ onlyTheirs, onlyOurs }) => [
    ...onlyTheirs.map((text) => `dciodvfy reports "${text}" and airworthy does not`),
    ...onlyOurs.map(({ message }) => `airworthy reports "${message}" and dciodvfy does not`),
  ]);
  if (apart.length > 0)
    return {
      ...nothingSeen(`Two readers disagree about an object: ${listed(apart.slice(0, 2))}.`, evidence),
      cause: 'oracles-disagree',
    };
  return satisfied(`${counted(objects.length, 'object')}: dciodvfy finds no error, and neither do we.`, evidence);
}

/** An error of the one is that of the other when it is about the same attribute. */
function compare(store: Readable, lines: readonly string[], findings: readonly Finding[]) {
  const theirs = lines.filter((line) => !NOT_SHARED.some(({ about }) => about.test(line)));
  const ours = findings.filter(({ severity, rule }) => severity === 'error' && !rule.startsWith('air/'));
  const isAbout = (line: string, { path = '' }: Finding): boolean => {
    const attribute =
      path
        .split('.')
        .at(-1)
        ?.replace(/\[\d+\]$/, '') ?? '';
    return attribute !== '' && new RegExp(`\\b${attribute}\\b`).test(line);
  };
  return {
    both: ours
      .filter((finding) => theirs.some((line) => isAbout(line, finding)))
      .map((finding): Finding => ({ ...finding, evidence: atObject(store, finding.path) })),
    onlyTheirs: theirs.filter((line) => !ours.some((finding) => isAbout(line, finding))),
    onlyOurs: ours.filter(isComparable).filter((finding) => !theirs.some((line) => isAbout(line, finding))),
  };
}

export const SECOND_READER_CHECKS: Check[] = [secondReader];
