import type { ComparisonNotice } from '../../model/comparison';
import type { RequirementResult, RunRecord } from '../../model/run-record';

export interface LabelledRun {
  label: string;
  record: RunRecord;
}

/** What keeps runs from being held against each other, the grave first. Empty where they are alike in all that matters. */
export function noticesOf(runs: readonly LabelledRun[]): ComparisonNotice[] {
  const found = [
    ...differing(
      runs,
      'suite',
      'The runs were made by different versions of airworthy.',
      ({ airworthy }) => `airworthy ${airworthy}`,
    ),
    ...differing(runs, 'study-sets', 'The runs did not send the same studies.', studies),
    ...catalogueNotice(runs),
    ...incomplete(runs),
    ...differing(runs, 'selection', 'The runs did not set out to decide the same requirements.', selection, false),
    ...claims(runs),
    ...reference(runs),
  ];
  return found.sort((a, b) => Number(b.grave) - Number(a.grave));
}

type Kind = ComparisonNotice['kind'];

function differing(
  runs: readonly LabelledRun[],
  kind: Kind,
  sentence: string,
  words: (record: RunRecord) => string,
  grave = true,
): ComparisonNotice[] {
  const by = new Map<string, string[]>();
  for (const { label, record } of runs) by.set(words(record), [...(by.get(words(record)) ?? []), label]);
  if (by.size <= 1) return [];
  const details = [...by].map(([said, labels]) => `${labels.join(', ')}: ${said}`);
  return [{ kind, grave, sentence, details }];
}

function studies({ studySets }: RunRecord): string {
  if (!studySets) return 'the record does not say';
  const kinds = Object.entries(studySets).sort(([a], [b]) => (a < b ? -1 : 1));
  return kinds.map(([kind, sources]) => `${kind} ${[...sources].sort().join(' + ')}`).join('; ');
}

function selection({ requirements }: RunRecord): string {
  const applicable = requirements.filter(({ verdict }) => verdict !== 'not-applicable');
  const left = applicable.filter(({ selected }) => !selected).map(({ id }) => id);
  const chosen = applicable.length - left.length;
  return left.length === 0 ? `all ${chosen}` : `${chosen} of ${applicable.length}; without ${shortList(left)}`;
}

/** The same id must mean the same clause, judged in the same way. */
function catalogueNotice(runs: readonly LabelledRun[]): ComparisonNotice[] {
  const [first, ...others] = runs;
  if (!first) return [];
  const known = clausesOf(first.record);
  const details = others.flatMap(({ label, record }) => {
    const theirs = clausesOf(record);
    const ids = [...new Set([...known.keys(), ...theirs.keys()])].filter((id) => known.get(id) !== theirs.get(id));
    return ids.length === 0 ? [] : [`${first.label} and ${label} differ in ${shortList(ids.sort())}`];
  });
  const sentence = 'The runs were judged by different catalogues: not every requirement means the same in all of them.';
  return details.length === 0 ? [] : [{ kind: 'catalogue', grave: true, sentence, details }];
}

function clausesOf({ requirements }: RunRecord): Map<string, string> {
  const clause = ({ text, level, method, verified, passMeans, capability }: RequirementResult) =>
    JSON.stringify([text, level, method, verified, passMeans, capability]);
  return new Map(requirements.map((requirement) => [requirement.id, clause(requirement)]));
}

function incomplete(runs: readonly LabelledRun[]): ComparisonNotice[] {
  const details = runs.flatMap(({ label, record: { complete, shard, endDetail } }) => {
    if (!complete) return [`${label}: ${endDetail ?? 'it did not come to its end'}`];
    return shard ? [`${label}: it is part ${shard.index} of ${shard.count} of a run`] : [];
  });
  const sentence = 'Not every run is complete: what is missing is not tested, and supports no claim.';
  return details.length === 0 ? [] : [{ kind: 'incomplete', grave: false, sentence, details }];
}

/** Products may well declare different things; what they do not declare is not tried, and earns no points. */
function claims(runs: readonly LabelledRun[]): ComparisonNotice[] {
  const declared = runs.map(({ record: { config } }) =>
    flat({
      capabilities: config.capabilities,
      archive: config.archive,
      conformance: config.conformance,
      intendedUse: { ...config.intendedUse, description: undefined },
      abnormalities: config.algorithms.flatMap(({ abnormalities }) => abnormalities.map(({ code }) => code.value)),
    }),
  );
  const paths = [...new Set(declared.flatMap((each) => [...each.keys()]))].sort();
  const details = paths.flatMap((path) => {
    const values = declared.map((each) => each.get(path) ?? 'not declared');
    if (new Set(values).size <= 1) return [];
    return [`${path}: ${runs.map(({ label }, index) => `${label} ${values[index]}`).join('; ')}`];
  });
  const sentence = 'The products do not declare the same: what one does not declare was not tried on it.';
  return details.length === 0 ? [] : [{ kind: 'claims', grave: false, sentence, details }];
}

function reference(runs: readonly LabelledRun[]): ComparisonNotice[] {
  const labels = runs.filter(({ record }) => record.config.endpoints === undefined).map(({ label }) => label);
  const sentence = `${labels.join(', ')}: a demonstration on the reference actor of airworthy, no product of a supplier.`;
  return labels.length === 0 ? [] : [{ kind: 'reference', grave: false, sentence, details: [] }];
}

/** Key paths and values, lists as one value. */
function flat(value: unknown, path = ''): Map<string, string> {
  if (value === undefined) return new Map();
  if (typeof value !== 'object' || value === null) return new Map([[path, String(value)]]);
  if (Array.isArray(value)) {
    const words = value.map((one: unknown) => (typeof one === 'object' ? JSON.stringify(one) : String(one)));
    return new Map([[path, words.sort().join(', ') || 'none']]);
  }
  const members = Object.entries(value).map(([key, member]) => flat(member, path === '' ? key : `${path}.${key}`));
  return new Map(members.flatMap((each) => [...each]));
}

const SHOWN = 12;

export function shortList(ids: readonly string[]): string {
  const more = ids.length > SHOWN ? ` and ${ids.length - SHOWN} more` : '';
  return `${ids.slice(0, SHOWN).join(', ')}${more}`;
}
