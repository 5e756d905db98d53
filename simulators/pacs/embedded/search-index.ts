import type { DicomJson, JsonElement } from '../../../protocols/dicomweb/dicom-json';
import type { MatchingKey, SearchLevel, SearchRequest } from '../../../protocols/dicomweb/server/archive';
import type { Entity, IndexDatabase } from './index-database';
import { matches } from './matching';

const cs = (values: string[]): JsonElement => ({ vr: 'CS', ...(values.length > 0 ? { Value: values } : {}) });
const is = (value: number): JsonElement => ({ vr: 'IS', Value: [value] });

/** Attributes that differ between the series of a study, or between the instances of a series. */
const BELOW_STUDY =
  '00080060 0008103E 0008103F 00180015 00185100 0020000E 00200011 00200052 00200060 00080021 00080031 00400244 00400245 00400253 00400275';
const BELOW_SERIES =
  '00080016 00080018 00080008 00080012 00080013 00080022 00080023 00080032 00080033 0008002A 00200013 00280008 00280010 00280011 00280100';

const HIDDEN: Record<SearchLevel, string[]> = {
  PATIENT: `00080020 00080030 00080050 00080090 00081030 0020000D 00200010 ${BELOW_STUDY} ${BELOW_SERIES}`.split(' '),
  STUDY: `${BELOW_STUDY} ${BELOW_SERIES}`.split(' '),
  SERIES: BELOW_SERIES.split(' '),
  IMAGE: [],
};

/** All matches of a query (PS3.4 C.4.1, PS3.18 10.6), with the attributes that are counted (PS3.4 Table C.6-5). */
export function searchIndex(index: IndexDatabase, request: SearchRequest, aeTitle: string): DicomJson[] {
  const { level, keys, offset = 0, limit = Infinity } = request;
  const found: DicomJson[] = [];
  let skipped = 0;
  const exact = narrowing(keys, level);
  for (const entity of index.entities(level, exact)) {
    if (found.length >= limit) break;
    const set = describe(entity, level, aeTitle);
    if (!matches(set, keys)) continue;
    if (skipped < offset) skipped++;
    else found.push(set);
  }
  return found;
}

/** Unique keys at or above a level: all instances of an entity have the same value, so none of them goes uncounted. */
const NARROWED_BY: Record<SearchLevel, string[]> = {
  PATIENT: ['00100020'],
  STUDY: ['00100020', '0020000D'],
  SERIES: ['00100020', '0020000D', '0020000E'],
  IMAGE: ['00100020', '0020000D', '0020000E', '00080018'],
};

/** Keys that SQL can answer before the headers are looked at. */
function narrowing(keys: readonly MatchingKey[], level: SearchLevel): Record<string, string[]> {
  const exact: Record<string, string[]> = {};
  for (const { tag, values } of keys) {
    const whole = values.length > 0 && values.every((value) => value !== '' && !/[*?]/.test(value));
    if (NARROWED_BY[level].includes(tag) && whole) exact[tag] = values;
  }
  return exact;
}

function describe(entity: Entity, level: SearchLevel, aeTitle: string): DicomJson {
  const set: DicomJson = { ...entity.header };
  for (const tag of HIDDEN[level]) Reflect.deleteProperty(set, tag);
  set['00080054'] = { vr: 'AE', Value: [aeTitle] };
  set['00080056'] = cs(['ONLINE']);
  if (level === 'PATIENT') {
    set['00201200'] = is(entity.studies);
    set['00201202'] = is(entity.series);
    set['00201204'] = is(entity.instances);
  }
  if (level === 'STUDY') {
    set['00080061'] = cs(entity.modalities);
    set['00080062'] = { vr: 'UI', Value: entity.sopClasses };
    set['00201206'] = is(entity.series);
    set['00201208'] = is(entity.instances);
  }
  if (level === 'SERIES') set['00201209'] = is(entity.instances);
  if (level === 'IMAGE') set['00083002'] = { vr: 'UI', Value: [entity.transferSyntaxUid] };
  return set;
}
