import type { CheckResult } from '../../model/check';
import { type KnownEntry, READING_KINDS, type ReadingEntry, type ReadingKind } from '../../model/consumer';
import type { ScenarioRecord } from '../../model/record';
import { andMore } from '../workflow/reading/judging';
import { atProbe, atResults, type ConsumerProbe, type ToRead, toRead } from './reading/consumer';
import { counted } from '../../model/counted';
import { breach, nothingSeen, risCheck, satisfied } from './reading/judging';
import { matches } from './reading/same-text';

/**
 * AIR-IDC-04: what is in the results can be read back. Params: `kind` of entry, and which of its `fields` are compared. A
 * field that sut.yaml does not map cannot be judged.
 */
export const consumerReads = risCheck({
  id: 'ris/consumer-reads',
  title: 'What is in the results can be read back from the consumer',
  clause: 'AIR; PS3.16 TID 1500',
  judge: (record, params) => judgeReading(record, wanted(params), { control: false }),
});

/**
 * AIR-IDC-05: content that it does not know costs the consumer nothing of what it does know. The first exam of the scenario
 * has nothing unusual: where that one is read, what is lost of the others is lost to the unknown content.
 */
export const consumerCopes = risCheck({
  id: 'ris/consumer-copes',
  title: 'Content that the consumer does not know does no harm',
  clause: 'PS3.16 TID 1500, extensible',
  judge: (record, params) => judgeReading(record, wanted(params), { control: true }),
});

interface Wanted {
  kind: ReadingKind;
  fields: string[];
}

function wanted({ kind, fields }: Record<string, unknown>): Wanted {
  return { kind: kind as ReadingKind, fields: fields as string[] };
}

function judgeReading(record: ScenarioRecord, what: Wanted, { control }: { control: boolean }): CheckResult {
  const read = toRead(record);
  if ('nothing' in read) return read.nothing;
  const [first, ...others] = read.all.map((one) => judgeOne(one, what, { mayBeEmpty: false }));
  if (!first) return nothingSeen('There were no results to be read.');
  if (!control) return [first, ...others].find(({ outcome }) => outcome !== 'satisfied') ?? first;
  if (first.outcome !== 'satisfied') {
    return nothingSeen(
      `Results without anything unusual were not read as they are, so nothing is proved: ${first.sentence}`,
    );
  }
  const unusual = read.all.slice(1).map((one) => judgeOne(one, what, { mayBeEmpty: true }));
  const [one] = unusual;
  if (!one) return nothingSeen('There were no results with unknown content.');
  return (
    unusual.find(({ outcome }) => outcome !== 'satisfied') ?? { ...one, evidence: [...first.evidence, ...one.evidence] }
  );
}

/** @param mayBeEmpty it is proved that this consumer shows what it reads: that it shows nothing here is its own fault */
function judgeOne({ results, probe }: ToRead, { kind, fields }: Wanted, o: { mayBeEmpty: boolean }): CheckResult {
  if (!probe) return nothingSeen('What the RIS read was not looked at.');
  const evidence = [atResults(results), atProbe(probe)];
  if (probe.failure) {
    return o.mayBeEmpty && probe.failure.kind === 'refused'
      ? breach(`Of results with ${results.what} the RIS shows nothing at all: ${probe.failure.sentence}`, evidence)
      : nothingSeen(probe.failure.sentence);
  }
  const unmapped = fields.filter((field) => !probe.shows[kind]?.includes(field));
  if (unmapped.length > 0) {
    return nothingSeen(
      `ris.consumer.shows.${kind} in sut.yaml does not say where the RIS shows ${unmapped.join(', ')}, so that could not be judged.`,
    );
  }
  const known = results.known[kind];
  if (!known || known.shown.length === 0) return nothingSeen(`There are no ${kind} in the results.`);
  if (isEmpty(probe) && !o.mayBeEmpty) {
    return nothingSeen(
      'The RIS shows nothing of the results: nothing was read, or the JSONPaths of ris.consumer.shows do not find it.',
    );
  }
  const entries = probe.reading[kind] ?? [];
  const faults = [...missing(known.shown, entries, kind, fields), ...invented(known.notShown ?? [], entries, kind)];
  const [fault] = faults;
  if (fault !== undefined) return breach(andMore(fault, faults.length - 1, 'difference'), evidence);
  return satisfied(
    `Of results with ${results.what} the RIS shows ${counted(known.shown.length, 'entry', 'entries')} (${kind}: ${fields.join(', ')}) as they are.`,
    evidence,
  );
}

const isEmpty = ({ reading }: ConsumerProbe): boolean =>
  READING_KINDS.every((kind) => (reading[kind]?.length ?? 0) === 0);

/** Each entry that must be shown takes one that is; of what is left over the nearest is named. */
function missing(
  shown: readonly KnownEntry[],
  entries: readonly ReadingEntry[],
  kind: string,
  fields: string[],
): string[] {
  const left = [...entries];
  const open = shown.filter((known) => {
    const at = left.findIndex((entry) => differing(known, entry, fields).length === 0);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return open.map((known) => {
    const words = fields.flatMap((field) => (known[field] ? [`${field} "${known[field][0] ?? ''}"`] : [])).join(', ');
    const [nearest] = left
      .map((entry) => ({ entry, other: differing(known, entry, fields) }))
      .sort((a, b) => a.other.length - b.other.length);
    if (!nearest || nearest.other.length === fields.length) return `Not shown among the ${kind}: ${words}.`;
    const seen = nearest.other.map((field) => `${field} "${(nearest.entry[field] ?? '').slice(0, 80)}"`).join(', ');
    return `Not shown among the ${kind}: ${words}; the nearest has ${seen}.`;
  });
}

function invented(notShown: readonly KnownEntry[], entries: readonly ReadingEntry[], kind: string): string[] {
  return notShown
    .filter((known) => entries.some((entry) => differing(known, entry, Object.keys(known)).length === 0))
    .map((known) => {
      const words = Object.entries(known).map(([field, texts]) => `${field} "${texts[0] ?? ''}"`);
      return `Shown among the ${kind}, though it was replaced or is stated as absent: ${words.join(', ')}.`;
    });
}

/** Fields that do not say what they should; one of which nothing is known is passed over. */
function differing(known: KnownEntry, entry: ReadingEntry, fields: readonly string[]): string[] {
  return fields.filter((field) => {
    const texts = known[field];
    return texts !== undefined && !matches(field, entry[field] ?? '', texts);
  });
}
