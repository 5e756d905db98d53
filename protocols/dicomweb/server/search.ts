import { jsonString, type DicomJson } from '../dicom-json';
import { accepts, parseAccept } from '../media-type';
import type { Archive, MatchingKey, SearchLevel } from './archive';
import { HttpProblem } from './http-problem';
import { type ParsedQuery, parseQuery } from './query-string';

/** What a search answers with when nothing else is asked for (PS3.18 Tables 10.6.3-3 to 10.6.3-5). */
const USUAL: Record<'STUDY' | 'SERIES' | 'IMAGE', readonly string[]> = {
  STUDY:
    '00080005 00080020 00080030 00080050 00080056 00080061 00080090 00080201 00100010 00100020 00100030 00100040 0020000D 00200010 00201206 00201208'.split(
      ' ',
    ),
  SERIES: '00080005 00080060 00080201 0008103E 0020000E 00200011 00201209 00400244 00400245 00400275'.split(' '),
  IMAGE: '00080005 00080016 00080018 00080056 00080201 00083002 00200013 00280008 00280010 00280011 00280100'.split(
    ' ',
  ),
};
const LEVELS = ['STUDY', 'SERIES', 'IMAGE'] as const;

export interface SearchTarget {
  level: Exclude<SearchLevel, 'PATIENT'>;
  studyInstanceUid?: string | undefined;
  seriesInstanceUid?: string | undefined;
}

/** QIDO-RS (PS3.18 10.6): the matches as they are sent. `root` is the base URL for Retrieve URL. */
export function search(archive: Archive, target: SearchTarget, queryText: string, root: string): DicomJson[] {
  const query = parseQuery(queryText);
  const keys: MatchingKey[] = [...query.keys];
  if (target.studyInstanceUid) keys.push({ tag: '0020000D', values: [target.studyInstanceUid] });
  if (target.seriesInstanceUid) keys.push({ tag: '0020000E', values: [target.seriesInstanceUid] });
  const { limit, offset } = query;
  const found = archive.search({
    level: target.level,
    keys,
    ...(limit === undefined ? {} : { limit }),
    ...(offset === undefined ? {} : { offset }),
  });
  return found.map((set) => withRetrieveUrl(pick(set, wanted(target, query)), set, target.level, root));
}

/** @throws HttpProblem 406 when the caller takes no DICOM JSON */
export function mustAcceptJson(accept: string | undefined): void {
  const ranges = parseAccept(accept);
  const fits = ranges.some((range) => accepts(range, 'application/dicom+json') || accepts(range, 'application/json'));
  if (!fits) throw new HttpProblem(406, 'This server answers in application/dicom+json only');
}

function wanted({ level, studyInstanceUid, seriesInstanceUid }: SearchTarget, query: ParsedQuery): Set<string> | 'all' {
  if (query.includeFields === 'all') return 'all';
  const from = seriesInstanceUid ? 'IMAGE' : studyInstanceUid ? 'SERIES' : 'STUDY';
  // Attributes of the levels above are said unless the path names those levels.
  const levels = LEVELS.slice(Math.min(LEVELS.indexOf(from), LEVELS.indexOf(level)), LEVELS.indexOf(level) + 1);
  const uids = ['0020000D', ...(level === 'STUDY' ? [] : ['0020000E'])];
  return new Set([
    ...uids,
    ...levels.flatMap((each) => USUAL[each]),
    ...query.keys.map((key) => key.tag),
    ...query.includeFields,
  ]);
}

function pick(set: DicomJson, tags: Set<string> | 'all'): DicomJson {
  const entries = Object.entries(set).filter(([tag]) => tags === 'all' || tags.has(tag));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function withRetrieveUrl(picked: DicomJson, set: DicomJson, level: SearchLevel, root: string): DicomJson {
  let url = `${root}/studies/${jsonString(set, '0020000D') ?? ''}`;
  if (level !== 'STUDY') url += `/series/${jsonString(set, '0020000E') ?? ''}`;
  if (level === 'IMAGE') url += `/instances/${jsonString(set, '00080018') ?? ''}`;
  return { ...picked, '00081190': { vr: 'UR', Value: [url] } };
}
