import { AIR_KINDS } from '../../model/archive';
import type { CheckResult } from '../../model/check';
import { counted } from '../../model/counted';
import type { EvidenceRef, ScenarioRecord } from '../../model/record';
import { atResults, fetchingWait, type ToRead, toRead, trafficOf } from './reading/consumer';
import { breach, listed, nothingSeen, risCheck, satisfied } from './reading/judging';

/** AIR-IDC-02: what is retrieved was found by asking. */
export const consumerQueries = risCheck({
  id: 'ris/consumer-queries',
  title: 'The consumer queries for the results of a study',
  clause: 'AIR RAD-137/129',
  judge: (record) => eachToRead(record, queried),
});

/** AIR-IDC-03: all four kinds came over, and were taken. */
export const consumerTakesAllKinds = risCheck({
  id: 'ris/consumer-takes-all-kinds',
  title: 'The consumer retrieves all four AIR object kinds',
  clause: 'AIR RAD-138/107',
  judge: (record) => eachToRead(record, took),
});

function eachToRead(record: ScenarioRecord, judge: (record: ScenarioRecord, one: ToRead) => CheckResult): CheckResult {
  const read = toRead(record);
  if ('nothing' in read) return read.nothing;
  const judged = read.all.map((one) => judge(record, one));
  const first =
    judged.find(({ outcome }) => outcome === 'breach') ?? judged.find((each) => each.outcome !== 'satisfied');
  return (
    first ??
    satisfied(
      judged[0]?.sentence ?? '',
      judged.flatMap(({ evidence }) => evidence),
    )
  );
}

function queried(record: ScenarioRecord, { caseRecord, results }: ToRead): CheckResult {
  const { finds, retrieves, searches, fetches } = trafficOf(record, caseRecord);
  const queries = [...finds, ...searches].sort((a, b) => a.sent.seq - b.sent.seq);
  const [firstRetrieve] = [...retrieves, ...fetches].sort((a, b) => a.sent.seq - b.sent.seq);
  const [first] = queries;
  if (!first && !firstRetrieve) {
    const wait = fetchingWait(caseRecord);
    if (wait?.outcome !== 'expired') return nothingSeen('The RIS had no time yet to ask the PACS.');
    return breach(
      `The RIS took the notice that there are results, and in ${Math.round(wait.deadlineMs / 1000)} s asked the PACS for nothing about that study.`,
      [atResults(results), { event: wait.seq }],
    );
  }
  if (firstRetrieve && (!first || first.sent.seq > firstRetrieve.sent.seq)) {
    return breach('The RIS retrieved from the PACS without having asked what is there.', [
      { event: firstRetrieve.sent.seq },
    ]);
  }
  const answered = queries.find((query) => ('matches' in query ? query.status === 0 : query.status === 200));
  if (!answered) return nothingSeen('The RIS asked the PACS, but no query was answered with success.');
  return satisfied(
    `The RIS found the results of the study by ${counted(queries.length, 'query', 'queries')}.`,
    queries.map(({ sent }): EvidenceRef => ({ event: sent.seq, ...(sent.frames ? { frames: sent.frames } : {}) })),
  );
}

function took(record: ScenarioRecord, { caseRecord, results }: ToRead): CheckResult {
  const { finds, retrieves, searches, fetches } = trafficOf(record, caseRecord);
  if (finds.length + retrieves.length + searches.length + fetches.length === 0)
    return nothingSeen('The RIS did not come to the PACS for the results of that study.');
  const taken = new Set([
    ...retrieves.flatMap(({ received }) => received.flatMap((each) => (each.accepted ? [each.sopInstanceUid] : []))),
    ...fetches.flatMap(({ instances }) => instances.map(({ object }) => object.sopInstanceUid)),
  ]);
  const listedInMetadata = (uid: string): boolean =>
    fetches.some(({ json, status }) => status === 200 && JSON.stringify(json ?? '').includes(`"${uid}"`));
  const offered = AIR_KINDS.map((kind) => ({
    name: kind.name,
    uids: results.objects.flatMap((each) => (each.sopClassUid === kind.sopClassUid ? [each.sopInstanceUid] : [])),
  }));
  const absent = offered.filter(({ uids }) => uids.length === 0);
  if (absent.length > 0) return nothingSeen(`There was no ${absent[0]?.name ?? ''} in the study to be retrieved.`);
  const missing = offered.filter(({ uids }) => !uids.every((uid) => taken.has(uid) || listedInMetadata(uid)));
  if (missing.length === 0) {
    return satisfied('The RIS retrieved all four kinds of result objects.', [
      ...retrieves.flatMap(({ received }) => received.map(({ sent }) => ({ event: sent.seq }))),
      ...fetches.map(({ sent }) => ({ event: sent.seq })),
    ]);
  }
  const wait = fetchingWait(caseRecord);
  if (wait?.outcome !== 'expired' && retrieves.every(({ received }) => received.every(({ accepted }) => accepted)))
    return nothingSeen('The RIS had no time yet to retrieve all results.');
  return breach(`The RIS did not retrieve and take ${listed(missing.map(({ name }) => `the ${name}`))} of the study.`, [
    atResults(results),
    ...[...finds, ...retrieves, ...searches, ...fetches].map(({ sent }) => ({ event: sent.seq })),
  ]);
}
