import type { DicomObject } from '../../../model/dicom/object';
import { buildContentTree, type ContentItem, walkContent } from '../../../model/dicom/sr-tree';
import type { Code, Exam } from '../../../model/exam';
import type { CaseRecord, StoredInstance } from '../../../model/record';
import type { SutConfig } from '../../../model/sut';
import { kindOfResult, statedFindings, type StatedFinding } from '../../dicom/ai-results';
import { isPerformanceItem } from '../../dicom/performance-names';
import { conceptsNamed, knownConcepts } from './concepts';
import { isNegated, type Presence, statementsOf } from './presence';
import { resultsOf } from './traffic';

export type Kind = ReturnType<typeof kindOfResult>;

/** An object that could be read. */
export type Readable = StoredInstance & { object: DicomObject };

export const isReadable = (store: StoredInstance): store is Readable => store.object !== undefined;

/** Results of a kind that the PACS took. */
export const resultsOfKind = (caseRecord: CaseRecord, ...kinds: Kind[]): Readable[] =>
  resultsOf(caseRecord)
    .filter(isReadable)
    .filter(({ object }) => kinds.includes(kindOfResult(object)));

/** What a Structured Report states about an abnormality that is known. */
export interface SrStatement {
  code: Code;
  presence: Presence;
  store: Readable;
  path: string;
  finding: StatedFinding;
}

/** What the reports state; words are read clause by clause ("A, no B"). */
export function srStatements(stores: readonly Readable[], sut: SutConfig, exam: Exam): SrStatement[] {
  const known = knownConcepts(sut, exam);
  return stores
    .filter(({ object }) => kindOfResult(object) === 'sr')
    .flatMap((store) =>
      statedFindings(store.object).flatMap((finding) =>
        statementsIn(finding, known).map((statement) => ({ ...statement, store, path: finding.path, finding })),
      ),
    );
}

/** Which of the known abnormalities a finding is about, and what it says of each. */
export function statementsIn(
  { code, presence, text }: StatedFinding,
  known: readonly Code[],
): { code: Code; presence: Presence }[] {
  if (code.value !== '' && presence !== 'unclear') {
    const named = { codes: [{ value: code.value, scheme: code.scheme }], texts: [code.meaning] };
    return conceptsNamed(named, known).map((each) => ({ code: each, presence }));
  }
  const words = { codes: [], texts: [text ?? code.meaning] };
  return statementsOf({ codes: [], texts: [] }, words, known).flatMap((statement) =>
    statement.code ? [{ code: statement.code, presence: statement.presence }] : [],
  );
}

/** Measurements in a report, figures of performance aside. */
export function measurementsIn(object: DicomObject): ContentItem[] {
  return [...walkContent(buildContentTree(object.dataset))].filter(
    (item) => item.valueType === 'NUM' && item.measured !== undefined && !isPerformanceItem(item),
  );
}

/** Texts and code meanings of a report, with the name they stand under. */
export function textsIn(object: DicomObject): { path: string; name: string; text: string }[] {
  return [...walkContent(buildContentTree(object.dataset))].flatMap((item) => {
    const text = item.text ?? item.code?.meaning ?? '';
    return text === '' ? [] : [{ path: item.path, name: item.name?.meaning ?? '', text }];
  });
}

const DESCRIPTIONS = [
  'SeriesDescription',
  'DocumentTitle',
  'ImageComments',
  'ContentDescription',
  'ContentLabel',
  'DerivationDescription',
  'ImageType',
];

/** What an object says of itself outside its content. */
export const descriptionsOf = ({ dataset }: DicomObject): string[] =>
  DESCRIPTIONS.map((keyword) => dataset.strings(keyword).join(' ')).filter((text) => text !== '');

/** Whether a text speaks of the abnormality without denying it. */
export const speaksOf = (text: string, code: Code): boolean =>
  !isNegated(text) && conceptsNamed({ codes: [], texts: [text] }, [code]).length > 0;
