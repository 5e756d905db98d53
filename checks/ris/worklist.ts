import type { CaseRecord, ScenarioRecord } from '../../model/record';
import type { OrderDetail, RisFilter } from '../../model/ris-access';
import { breach, nothingSeen, risCheck, satisfied } from './reading/judging';
import { atLook, entryOf, isWorklist, lastLook, type Look } from './reading/seen';
import { completedAt, names, statedOf } from './reading/sent';

/** RCR-R5.1 and RCR-R4.1: a filter lets through what it should, and nothing else. Param `by`: what is filtered by. */
export const worklistFilter = risCheck({
  id: 'ris/worklist-filter',
  title: 'The reporting worklist can be filtered',
  clause: 'RCR l.204-216',
  judge(record, { by }) {
    const wanted = [by].flat() as RisFilter[];
    const filtered = lastLook(record, ({ filter }) => wanted.every((one) => filter?.some((each) => each.by === one)));
    if ('nothing' in filtered) return filtered.nothing;
    const whole = lastLook(record, isWorklist);
    if ('nothing' in whole) return whole.nothing;
    const { look } = filtered;
    const listed = record.cases.filter(({ exam }) => entryOf(whole.look, exam));
    const verdicts = listed.map((caseRecord) => ({ caseRecord, fits: fits(record, caseRecord, look) }));
    const unknown = verdicts.find(({ fits: known }) => known === undefined);
    if (unknown) return nothingSeen('What the exams were ordered with could not be told from the record.');
    const through = verdicts.filter(({ fits: yes }) => yes);
    const out = verdicts.filter(({ fits: yes }) => !yes);
    if (through.length === 0 || out.length === 0)
      return nothingSeen('There was not one exam on the worklist that fits the filter and one that does not.');
    const words = (look.filter ?? []).map(({ by: name, value }) => `${name} = ${value}`).join(' and ');
    const lost = through.find(({ caseRecord }) => !entryOf(look, caseRecord.exam));
    if (lost) {
      const number = lost.caseRecord.exam.accessionNumber;
      return breach(`Filtered by ${words}, exam ${number} is not listed although it fits.`, [
        atLook(whole.look),
        atLook(look),
      ]);
    }
    const stray = out.find(({ caseRecord }) => entryOf(look, caseRecord.exam));
    if (stray) {
      const number = stray.caseRecord.exam.accessionNumber;
      return breach(`Filtered by ${words}, exam ${number} is listed although it does not fit.`, [
        atLook(whole.look),
        atLook(look),
      ]);
    }
    return satisfied(`Filtered by ${words}, the worklist shows the exam that fits and not the one that does not.`, [
      atLook(whole.look),
      atLook(look),
    ]);
  },
});

/** Undefined where it cannot be told. */
function fits(record: ScenarioRecord, caseRecord: CaseRecord, { filter = [] }: Look): boolean | undefined {
  const each = filter.map(({ by, value }): boolean | undefined => {
    switch (by) {
      case 'abnormality':
        return statedOf(record, caseRecord).some(({ present, code }) => present && names(value, code));
      case 'completedAfter':
      case 'completedBefore': {
        const seq = completedAt(caseRecord)?.seq;
        const at = record.events.find((event) => event.seq === seq)?.at;
        if (at === undefined) return undefined;
        return by === 'completedAfter' ? Date.parse(at) >= Date.parse(value) : Date.parse(at) <= Date.parse(value);
      }
      default: {
        const ordered = orderedWith(record, caseRecord, by);
        return ordered === undefined ? undefined : ordered === value;
      }
    }
  });
  return each.includes(undefined) ? undefined : each.every(Boolean);
}

/** From the order message, in the field that sut.yaml names. */
function orderedWith({ sut }: ScenarioRecord, { messages }: CaseRecord, detail: OrderDetail): string | undefined {
  const order = messages.find(
    ({ from, to, message }) => from === 'harness' && to === 'ris' && message.get('ORC-1.1') === 'NW',
  );
  const field = sut.ris?.orders.fields[detail];
  return order && field ? order.message.get(field.includes('.') ? field : `${field}.1`) : undefined;
}

/** RCR-3.2: what AI found can put an exam higher. */
export const abnormalityRaises = risCheck({
  id: 'ris/abnormality-raises',
  title: 'An abnormality found by AI can put an exam higher on the worklist',
  clause: 'RCR l.52-53',
  judge(record) {
    const sorted = lastLook(record, ({ sort }) => sort === 'abnormality');
    if ('nothing' in sorted) return sorted.nothing;
    const { look } = sorted;
    const withOne = record.cases.filter((one) => present(record, one).length > 0);
    const without = record.cases.filter((one) => present(record, one).length === 0);
    const [place, other] = [withOne, without].map((cases) =>
      cases.map(({ exam }) => placeOf(look, exam.accessionNumber)),
    );
    if (!place?.length || !other?.length)
      return nothingSeen('There was not one exam with an abnormality and one without.');
    if ([...place, ...other].includes(-1)) return nothingSeen('Not all exams were on the reporting worklist.');
    return Math.max(...place) < Math.min(...other)
      ? satisfied(
          'Sorted by AI abnormality, the exam in which AI found one comes before the one that was completed first.',
          [atLook(look)],
        )
      : breach('Sorted by AI abnormality, the exam in which AI found one does not come before the one without.', [
          atLook(look),
        ]);
  },
});

/** RCR-R4.1: sorted by abnormality, names are in order. */
export const abnormalitySort = risCheck({
  id: 'ris/abnormality-sort',
  title: 'The reporting worklist can be sorted by AI abnormality',
  clause: 'RCR l.213-216',
  judge(record) {
    const sorted = lastLook(record, ({ sort }) => sort === 'abnormality');
    if ('nothing' in sorted) return sorted.nothing;
    const { look } = sorted;
    const rows = record.cases.map((one) => ({
      place: placeOf(look, one.exam.accessionNumber),
      name: present(record, one)[0]?.code.meaning.toLowerCase() ?? '',
    }));
    if (rows.some(({ place }) => place === -1)) return nothingSeen('Not all exams were on the reporting worklist.');
    const inOrder = rows.sort((a, b) => a.place - b.place).map(({ name }) => name);
    const found = inOrder.filter((name) => name !== '');
    if (new Set(found).size < 2 || found.length === inOrder.length)
      return nothingSeen('There were not two abnormalities and an exam without one.');
    const gap = inOrder.indexOf('') !== 0 && inOrder.slice(inOrder.indexOf('')).some((name) => name !== '');
    const up = [...found].sort();
    const ordered = [up, [...up].reverse()].some((wanted) => wanted.join('\n') === found.join('\n'));
    return ordered && !gap
      ? satisfied(`Sorted by AI abnormality: ${inOrder.map((name) => name || 'none').join(', ')}.`, [atLook(look)])
      : breach(`Sorted by AI abnormality, the order is ${inOrder.map((name) => name || 'none').join(', ')}.`, [
          atLook(look),
        ]);
  },
});

const present = (record: ScenarioRecord, caseRecord: CaseRecord) =>
  statedOf(record, caseRecord).filter((stated) => stated.present);

const placeOf = ({ entries }: Look, accession: string): number =>
  entries.findIndex(({ accessionNumber }) => accessionNumber === accession);
