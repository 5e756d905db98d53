import type { ActorName, Party } from '../../../model/actors';
import type { RunState } from '../../contract';

export const PARTY_WORDS: Record<Party, string> = {
  scanner: 'Scanner',
  ris: 'RIS',
  pacs: 'PACS',
  'ai-platform': 'AI platform',
  harness: 'Test harness',
};

export const STATE_WORDS: Record<RunState, string> = {
  queued: 'Waiting',
  running: 'Running',
  stopping: 'Stopping',
  judging: 'Making verdicts',
  unfinished: 'Not finished',
  external: 'Running elsewhere',
  done: 'Finished',
};

/** The run is under way in this console: what is read of it changes. */
export const isUnderWay = (state: RunState): boolean =>
  state === 'queued' || state === 'running' || state === 'stopping' || state === 'judging' || state === 'external';

export const OUTCOME_WORDS: Record<0 | 1 | 3, string> = {
  0: 'No fail',
  1: 'Has fails',
  3: 'Not decided',
};

export const actorWord = (actor: ActorName | '' | string): string => PARTY_WORDS[actor as Party] ?? 'Not given';

const DAY_AND_TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });

/** `iso`: ISO 8601. */
export const dayAndTime = (iso: string): string => DAY_AND_TIME.format(new Date(iso));
export const day = (iso: string): string => DAY.format(new Date(iso));

export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

/** `1 run`, `2 runs`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`;
