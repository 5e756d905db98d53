import type { Manifest } from '../../evidence/pack/manifest';
import { MANIFEST } from '../../evidence/pack/manifest';
import { counted } from '../../model/counted';
import type { LoadRecord } from '../../model/load';
import { loadRecordOf } from '../load/judge-load';
import { journalOfLoad, LOAD_FILES, loadIdOf } from '../load/load-files';
import type { RunSource } from '../run-source';
import type { Finding } from './verify-pack';

/** Studies that are named one by one where they differ. */
const MAX_NAMED = 20;

/** What load.json says; undefined where it cannot be read. */
export function readLoadRecord(run: RunSource): LoadRecord | undefined {
  try {
    const record = JSON.parse(run.read(LOAD_FILES.record).toString('utf8')) as LoadRecord | null;
    return record !== null && record.format === 'airworthy-load-1' && Array.isArray(record.exams) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Outcome, figures and every study of a load test, made again from what was recorded. */
export function loadFigures(run: RunSource, stated: LoadRecord | undefined, manifest: Manifest): Finding {
  if (!stated) {
    return { what: 'verdicts', held: false, sentence: `The pack has no readable ${LOAD_FILES.record}.`, details: [] };
  }
  // As JSON has it: what is undefined is not there.
  const judged = JSON.parse(JSON.stringify(loadRecordOf(run))) as LoadRecord;
  const details = differences(stated, judged);
  const id = loadIdOf(journalOfLoad(run));
  if (manifest.runId !== id) details.push(`${MANIFEST} speaks of run ${manifest.runId}, not ${id}`);
  return details.length === 0
    ? {
        what: 'verdicts',
        held: true,
        sentence: `Judged again from the recorded objects and messages, the outcome, every figure and what became of ${counted(judged.exams.length, 'study', 'studies')} are the same.`,
        details,
      }
    : {
        what: 'verdicts',
        held: false,
        sentence: `Judged again, the record gives other results than ${LOAD_FILES.record} states.`,
        details,
      };
}

function differences(stated: LoadRecord, judged: LoadRecord): string[] {
  const keys = [...new Set([...Object.keys(stated), ...Object.keys(judged)])] as (keyof LoadRecord)[];
  const figures = keys.flatMap((key) =>
    key === 'exams' || same(stated[key], judged[key]) ? [] : [said(key, stated, judged)],
  );
  const before = new Map(stated.exams.map((exam) => [exam.caseId, exam]));
  const after = new Map(judged.exams.map((exam) => [exam.caseId, exam]));
  const exams = [...new Set([...before.keys(), ...after.keys()])].filter((id) => !same(before.get(id), after.get(id)));
  const named = exams.slice(0, MAX_NAMED).map((id) => `study ${id} is another`);
  return [
    ...figures,
    ...named,
    ...(exams.length > MAX_NAMED
      ? [counted(exams.length - MAX_NAMED, 'further study differs', 'further studies differ')]
      : []),
  ];
}

function said(key: keyof LoadRecord, stated: LoadRecord, judged: LoadRecord): string {
  const [was, is] = [stated, judged].map((record) => JSON.stringify(record[key]) ?? 'nothing');
  return `${key}: ${LOAD_FILES.record} says ${was}, the record gives ${is}`;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
