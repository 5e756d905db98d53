import { useRead } from '../../api/queries';
import { ButtonLink } from '../../parts/button-link';
import { Empty } from '../../parts/empty';
import { Listed } from '../../parts/listed';
import { Page } from '../../parts/page';
import { RunTable } from '../runs/run-table';

export default function TrafficRunsPage() {
  const { data: runs, error } = useRead('runs.list', { query: {} });
  return (
    <Page title="Traffic" lead="Look at any message or object that a run has seen. Choose a run.">
      <Listed
        items={runs}
        error={error}
        what="runs"
        empty={
          <Empty title="No traffic yet" action={<ButtonLink to="/runs/new">Start a run</ButtonLink>}>
            Traffic is recorded during a run. Start one first.
          </Empty>
        }
      >
        {(list) => (
          <div className="card">
            <RunTable runs={list} caption="Runs with traffic" to={({ id }) => `/traffic/${encodeURIComponent(id)}`} />
          </div>
        )}
      </Listed>
    </Page>
  );
}
