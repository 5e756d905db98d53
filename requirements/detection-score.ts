import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActorName } from '../model/actors';
import { PACKAGE_ROOT } from '../model/package-root';

/** Written by scripts/kill-matrix.mjs from a kill matrix (`airworthy selftest --json`); never by hand. */
export const DETECTION_FILE = join(PACKAGE_ROOT, 'requirements', 'detection.json');

export interface Detection {
  /** Version of airworthy whose scenarios were put to the proof. */
  airworthy: string;
  /** By actor and requirement: ids of the known faults that its scenarios caught, and of those that they missed. */
  actors: Partial<Record<ActorName, Record<string, { caught: string[]; missed: string[] }>>>;
}

let read: Detection | undefined;

/** Undefined where no selftest has been recorded for this copy. */
export function loadDetection(): Detection | undefined {
  if (read === undefined && existsSync(DETECTION_FILE))
    read = JSON.parse(readFileSync(DETECTION_FILE, 'utf8')) as Detection;
  return read;
}

/** `These scenarios caught 5 of 5 known faults.`; '' where nothing is known for that requirement. */
export function detectionWords(actor: ActorName, requirement: string): string {
  const known = loadDetection()?.actors[actor]?.[requirement];
  if (!known) return '';
  const { caught, missed } = known;
  const all = caught.length + missed.length;
  return `These scenarios caught ${caught.length} of ${all} known ${all === 1 ? 'fault' : 'faults'}.`;
}
