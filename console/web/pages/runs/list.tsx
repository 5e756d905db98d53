import { useRead } from '../../api/queries';
import { useMay } from '../../api/session';
import { ButtonLink } from '../../parts/button-link';
import { Empty } from '../../parts/empty';
import { Icon } from '../../parts/icon';
import { Listed } from '../../parts/listed';
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
    <ButtonLink to="/runs/new">
      <Icon name="run" />
      Start a run
    </ButtonLink>
  );
  return (
    <Page
      title="Runs"
      lead="Each run tests one product and keeps what was seen."
      actions={runs?.length ? start : undefined}
    >
      <Listed
        items={runs}
        error={error}
        what="runs"
        empty={
          <Empty title="No runs yet" action={start}>
            Start with the demo: it needs nothing set up. To test a product of your own, describe it under Products
            first.
          </Empty>
        }
      >
        {(list) => (
          <div className="card">
            <RunTable runs={list} caption="Newest first" />
          </div>
        )}
      </Listed>
    </Page>
  );
}
