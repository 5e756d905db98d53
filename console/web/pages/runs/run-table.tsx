import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { RunSummary } from '../../../contract';
import { Scroll } from '../../parts/scroll';
import { Shown } from '../../parts/shown';
import { Counts } from '../../parts/verdict';
import { actorWord, dayAndTime, STATE_WORDS } from '../../parts/words';

/** Runs as a table; `to` says where the name of one leads, `extra` what stands in a last column. */
export function RunTable({
  runs,
  caption,
  to = (run) => `/runs/${encodeURIComponent(run.id)}`,
  first,
  extra,
}: {
  runs: readonly RunSummary[];
  caption: string;
  to?: (run: RunSummary) => string;
  first?: { title: string; cell: (run: RunSummary) => ReactNode };
  extra?: { title: string; cell: (run: RunSummary) => ReactNode };
}) {
  return (
    <Scroll label={caption}>
      <table className="run-table">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {first && <th scope="col">{first.title}</th>}
            <th scope="col">Product</th>
            <th scope="col">Kind</th>
            <th scope="col">Started</th>
            <th scope="col">Result</th>
            {extra && <th scope="col">{extra.title}</th>}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              {first && <td>{first.cell(run)}</td>}
              <th scope="row">
                <Link href={to(run)}>
                  <RunName run={run} />
                </Link>
                <span className="below soft">
                  <Shown text={run.vendor} />
                </span>
              </th>
              <td className="nowrap">
                {actorWord(run.actor)}
                {run.demo && <span className="below soft">{run.demo.mutant ? 'Demo with a fault' : 'Demo'}</span>}
              </td>
              <td className="nowrap">
                {dayAndTime(run.startedAt)}
                {run.startedBy && (
                  <span className="below soft">
                    by <Shown text={run.startedBy} />
                  </span>
                )}
              </td>
              <td>
                <RunResult run={run} />
              </td>
              {extra && <td>{extra.cell(run)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

export function RunName({ run }: { run: Pick<RunSummary, 'product' | 'version'> }) {
  return (
    <>
      <Shown text={run.product} /> <Shown text={run.version} />
    </>
  );
}

export function RunResult({ run }: { run: RunSummary }) {
  return (
    <>
      <StateBadge run={run} />
      {run.counts && <Counts counts={{ ...run.counts, 'not-applicable': 0 }} />}
      {run.sentence !== undefined && (
        <span className="below soft">
          <Shown text={run.sentence} />
        </span>
      )}
    </>
  );
}

export function StateBadge({ run }: { run: Pick<RunSummary, 'state' | 'progress' | 'complete'> }) {
  const { state, progress, complete } = run;
  if (state === 'done') return complete === false ? <span className="badge inconclusive">Cut short</span> : null;
  const tone = state === 'unfinished' ? 'inconclusive' : 'running';
  return (
    <span className={`badge ${tone}`}>
      {STATE_WORDS[state]}
      {state === 'running' && progress && progress.total > 0 ? ` ${progress.done} of ${progress.total}` : ''}
    </span>
  );
}
