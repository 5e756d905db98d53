import { existsSync, statSync } from 'node:fs';
import { FileSource } from '../../evidence/file-source';
import type { RunRecord } from '../../model/run-record';
import { differencesOf } from '../judging/differences';
import { judgeRun } from '../judging/judge-run';
import { verifyPack } from '../packing/verify-pack';
import { productVersion } from '../run';
import { folderSource } from '../run-source';
import { RUN_FILES } from '../run-start';

export interface ReadRun {
  from: string;
  record: RunRecord;
  /** A pack, which holds everything that it claims. */
  verified: boolean;
}

/**
 * Reads one run folder or pack for a comparison. A pack must hold what it claims; a folder of this version of airworthy is
 * judged again, and must say the same. Throws one sentence.
 */
export function readRun(path: string): ReadRun {
  if (!existsSync(path)) throw new Error(`${path} is not there. Give run folders or packs.`);
  return statSync(path).isDirectory() ? readFolder(path) : readPack(path);
}

function readFolder(path: string): ReadRun {
  const run = folderSource(path);
  if (!run.has(RUN_FILES.record)) return { from: path, record: judgeRun(run).record, verified: false };
  const stated = JSON.parse(run.read(RUN_FILES.record).toString('utf8')) as RunRecord;
  // Another version may well judge otherwise; what it said is then taken as it stands.
  if (stated.airworthy !== productVersion()) return { from: path, record: stated, verified: false };
  const { record } = judgeRun(run);
  const [difference] = differencesOf(stated, record);
  if (difference !== undefined) {
    throw new Error(
      `${path} is not taken, since it says other than its record gives (${difference}). "airworthy judge ${path}" shows all differences.`,
    );
  }
  return { from: path, record, verified: false };
}

function readPack(path: string): ReadRun {
  const source = new FileSource(path);
  try {
    const { findings, record } = verifyPack(source, path, []);
    const failed = findings.find(({ held }) => held === false);
    if (failed || !record) throw new Error(`${path} is not taken. ${failed?.sentence ?? 'It holds no run.'}`);
    return { from: path, record, verified: true };
  } finally {
    source.close();
  }
}
