import type { RunRecord } from '../model/run-record';
import { visible } from './html/escape';

const LEVEL: Partial<Record<string, 'error' | 'warning' | 'notice'>> = {
  fail: 'error',
  warning: 'warning',
  inconclusive: 'warning',
  'not-tested': 'notice',
};

/** What a run found as GitHub workflow commands, a line each, which GitHub shows on the summary page of a job. */
export function githubAnnotations({ requirements }: RunRecord): string {
  return requirements
    .flatMap(({ id, title, verdict, reason, selected }) => {
      const level = selected ? LEVEL[verdict] : undefined;
      return level ? [`::${level} title=${property(`${id} ${verdict}: ${title}`)}::${data(reason)}\n`] : [];
    })
    .join('');
}

/** A vendor's text must not end the line and begin a command of its own. */
function data(text: string): string {
  return visible(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
