import { Link } from 'wouter';
import { useRead } from '../../api/queries';
import { useMay } from '../../api/session';
import { Empty, Loading } from '../../parts/empty';
import { Icon } from '../../parts/icon';
import { Problem } from '../../parts/notice';
import { Page } from '../../parts/page';
import { isUnderWay } from '../../parts/words';
import { RunTable } from './run-table';

export default function RunsPage() {
  const may = useMay('operator');
  const { data: runs, error } = useRead('runs.list', {
    query: {},
    everyMs: (list) => (list?.some(({ state }) => isUnderWay(state)) ? 2000 : false),
  });
  const start = may && (
    <Link href="/runs/new" className="button main">
      <Icon name="run" />
      Start a run
    </Link>
  );
  return (
    <Page
      title="Runs"
      lead="Each run tests one product and keeps what was seen."
      actions={runs?.length ? start : undefined}
    >
      {error && <Problem error={error} />}
      {!runs && !error && <Loading what="runs" />}
      {runs?.length === 0 && (
        <Empty title="No runs yet" action={start}>
          Start with the demo: it needs nothing set up. To test a product of your own, describe it under Products first.
        </Empty>
      )}
      {runs && runs.length > 0 && (
        <div className="card">
          <RunTable runs={runs} caption="Newest first" />
        </div>
      )}
    </Page>
  );
}
