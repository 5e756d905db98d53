import { expect, it, vi } from 'vitest';
import { findCheck } from '../../checks';
import * as object from '../../checks/dicom/object';
import { JournalIndex } from '../../evidence/record/journal-index';
import type { ScenarioRecord } from '../../model/record';
import { HeldFiles } from '../../tests/kit/held-files';
import { segmentation } from '../../tests/kit/objects';
import { examOf, sutConfig, TestScenario } from '../../tests/kit/scenario';
import { judgeAhead } from './judge-ahead';

const exam = examOf('critical');
const recorded = (study: number): ScenarioRecord =>
  [1, 2]
    .reduce(
      (scenario, n) => scenario.store({ ...segmentation(), SOPInstanceUID: `1.2.3.100.${study}.${n}` }),
      new TestScenario(sutConfig()).begin(exam),
    )
    .notice(exam)
    .record();
const check = 'air/contributing-equipment';

const steps = (record: () => ScenarioRecord) =>
  judgeAhead({
    recording: { events: [] } as never,
    journal: new JournalIndex(),
    fromSeq: 1,
    files: new HeldFiles(),
    sut: sutConfig(),
    claims: [{ text: '', check }],
    record,
  });

it('applies the rules to one object a step, and judging does not apply them again', () => {
  const record = recorded(8);
  const rules = vi.spyOn(object, 'checkObject');
  const applied: number[] = [];
  for (const _ of steps(() => record)) applied.push(rules.mock.calls.length);
  expect(applied).toEqual([0, 1, 2]);
  const { outcome, sentence } = findCheck(check).judge(record, {});
  expect(rules).toHaveBeenCalledTimes(2);
  expect(findCheck(check).judge(recorded(9), {})).toMatchObject({ outcome, sentence });
  expect(rules).toHaveBeenCalledTimes(4);
  rules.mockRestore();
});

it('leaves what goes wrong to be told where it is judged', () => {
  const broken = (): never => {
    throw new Error('no record');
  };
  expect([...steps(broken)]).toEqual([]);
});
