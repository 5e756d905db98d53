import { Link } from 'wouter';
import { useRead } from '../../api/queries';
import { Empty, Loading } from '../../parts/empty';
import { Problem } from '../../parts/notice';
import { Page } from '../../parts/page';
import { RunTable } from '../runs/run-table';

export default function TrafficRunsPage() {
  const { data: runs, error } = useRead('runs.list', { query: {} });
  return (
    <Page title="Traffic" lead="Look at any message or object that a run has seen. Choose a run.">
      {error && <Problem error={error} />}
      {!runs && !error && <Loading what="runs" />}
      {runs?.length === 0 && (
        <Empty
          title="No traffic yet"
          action={
            <Link href="/runs/new" className="button main">
              Start a run
            </Link>
          }
        >
          Traffic is recorded during a run. Start one first.
        </Empty>
      )}
      {runs && runs.length > 0 && (
        <div className="card">
          <RunTable runs={runs} caption="Runs with traffic" to={({ id }) => `/traffic/${encodeURIComponent(id)}`} />
        </div>
      )}
    </Page>
  );
}
