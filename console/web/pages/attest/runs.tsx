import { useRead } from '../../api/queries';
import { ButtonLink } from '../../parts/button-link';
import { Empty } from '../../parts/empty';
import { Listed } from '../../parts/listed';
import { Page } from '../../parts/page';
import { RunTable } from '../runs/run-table';

export default function AttestRunsPage() {
  const { data: runs, error } = useRead('runs.list', { query: {} });
  const judged = runs?.filter(({ state }) => state === 'done');
  return (
    <Page
      title="Attest"
      lead="Some requirements only a person can judge, by looking at the product. Choose a run to answer its questions."
    >
      <Listed
        items={judged}
        error={error}
        what="runs"
        empty={
          <Empty title="No questions yet" action={<ButtonLink to="/runs/new">Start a run</ButtonLink>}>
            Questions belong to a run that has finished. Start one first.
          </Empty>
        }
      >
        {(list) => (
          <div className="card">
            <RunTable
              runs={list}
              caption="Finished runs"
              to={({ id }) => `/attest/${encodeURIComponent(id)}`}
              extra={{
                title: 'Open questions',
                cell: ({ openQuestions }) =>
                  openQuestions === undefined ? '' : openQuestions === 0 ? 'None' : openQuestions,
              }}
            />
          </div>
        )}
      </Listed>
    </Page>
  );
}
