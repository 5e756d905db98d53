import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STUDY_KINDS } from '../model/exam';
import { loadCatalogue } from '../requirements/load';
import { make as oneOfEach } from '../tests/kit/all-objects';
import { CRITICAL_OBX, examOf, goodRun, sutConfig, TestScenario } from '../tests/kit/scenario';
import { CHECKS, findCheck } from './index';

// Each family of checks may have a table of its own beside it.
const readmes = [__dirname, ...readdirSync(__dirname).map((room) => join(__dirname, room))]
  .map((folder) => join(folder, 'README.md'))
  .filter((file) => existsSync(file))
  .map((file) => readFileSync(file, 'utf8'));
const all = [...CHECKS.values()];
const { capabilities, timeouts } = sutConfig();
const everything = sutConfig({
  timeouts: { ...timeouts, retention: 1 },
  capabilities: {
    ...capabilities,
    fhir: true,
    llmText: true,
    tls: { dimse: true, mllp: true, http: true },
    criticalAlertCode: { value: 'C1', scheme: 'L', meaning: 'Critical' },
    srSignalsAvailability: true,
  },
});

describe('the checks', () => {
  it.each(all)('$id is explained, with requirements that exist', ({ id }) => {
    const row =
      readmes
        .join('\n')
        .split('\n')
        .find((line) => line.startsWith(`| \`${id}\``)) ?? '';
    const named = [...(row.split('|')[2] ?? '').matchAll(/(?:RCR|AIR)-[A-Z0-9.-]+[a-z]?/g)].map(([each]) => each);
    expect(named).not.toHaveLength(0);
    const ids = loadCatalogue().map((requirement) => requirement.id);
    for (const each of named) expect(ids).toContain(each);
  });

  it('are found by id, and a wrong id is said', () => {
    expect(findCheck('notice/orc5-a').title).toMatch(/ORC-5/);
    expect(() => findCheck('notice/none')).toThrow('There is no check "notice/none".');
  });

  it.each(all)('$id sees nothing in an empty scenario, nor in one that was only opened', ({ judge }) => {
    expect(judge(new TestScenario(everything).record(), {}).outcome).toBe('nothing-seen');
    for (const kind of STUDY_KINDS) {
      expect(judge(new TestScenario(everything).open(examOf(kind)).record(), {}).outcome).toBe('nothing-seen');
    }
  });

  const records = STUDY_KINDS.flatMap((kind) => {
    const exam = examOf(kind);
    const wrong = new TestScenario(everything).begin(exam);
    for (const object of oneOfEach) wrong.store(object);
    wrong.fhir({ resourceType: 'DiagnosticReport', status: 'final' }).notice(exam, { lines: CRITICAL_OBX });
    const silent = new TestScenario(everything).begin(exam);
    return [wrong, silent].map((scenario) => scenario.waitInVain(exam, 60).record());
  });
  it.each(all)('$id names an observation for whatever it judges', (check) => {
    for (const record of records) {
      const result = check.judge(record, {});
      expect(result.sentence).toMatch(/[.!?"]$/);
      if (result.outcome !== 'nothing-seen') expect(result.evidence).not.toHaveLength(0);
    }
  });

  it('never throw, whatever text a peer puts into a message', () => {
    const piece = fc.string({ unit: fc.constantFrom(...'|^~\\&\rOBXRCPIDZSAN15.-<>"ü ') });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (lines) => {
        const exam = examOf('critical');
        const record = goodRun(everything, { lines }).scenario.waitInVain(exam, 60).record();
        for (const check of all) check.judge(record, {});
      }),
      { numRuns: 25 },
    );
  });

  it('never throw, whatever JSON a peer sends', () => {
    const exam = examOf('critical');
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const resources = ['DiagnosticReport', 'Observation', 'Bundle', 'Patient'].map((resourceType) => ({
          resourceType,
          ...Object.fromEntries(
            ['subject', 'code', 'result', 'entry', 'contained', 'identifier', 'component'].map((key) => [key, value]),
          ),
        }));
        const scenario = new TestScenario(everything).begin(exam);
        for (const resource of resources)
          scenario.fhir({ ...resource, contained: resources, patientId: exam.patientId });
        const record = scenario.record();
        for (const check of all) check.judge(record, {});
      }),
      { numRuns: 25 },
    );
  });
});
