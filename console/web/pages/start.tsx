import { Link } from 'wouter';
import type { RunSummary } from '../../contract';
import { useRead } from '../api/queries';
import { useMay } from '../api/session';
import { Loading } from '../parts/empty';
import { Icon } from '../parts/icon';
import { Problem } from '../parts/notice';
import { Page } from '../parts/page';
import { count, isUnderWay } from '../parts/words';
import { RunTable } from './runs/run-table';
import { useStartRun } from './runs/start-run';
import './start.css';

export function StartPage() {
  const { data: runs, error } = useRead('runs.list', {
    query: {},
    everyMs: (list) => (list?.some(({ state }) => isUnderWay(state)) ? 3000 : false),
  });
  return (
    <Page
      title="Is the product fit for your reporting workflow?"
      lead="airworthy stands in for the hospital around one product, watches every message, and shows which requirements it meets."
    >
      {error && <Problem error={error} />}
      {!runs && !error && <Loading what="your runs" />}
      {runs && (runs.length === 0 ? <FirstSteps /> : <Overview runs={runs} />)}
    </Page>
  );
}

function FirstSteps() {
  return (
    <div className="stack">
      <DemoCard first />
      <section className="card" aria-labelledby="own">
        <h2 id="own">When you are ready to test a product</h2>
        <ol className="steps">
          <li>
            <Link href="/products">Describe the product</Link>
            <p>Say what it is, what it claims to do and where it listens.</p>
          </li>
          <li>
            <strong>Check the links</strong>
            <p>One button tries every connection and says what to change.</p>
          </li>
          <li>
            <strong>Run the scenarios</strong>
            <p>Watch the traffic between scanner, RIS, PACS and AI platform as it happens.</p>
          </li>
          <li>
            <strong>Read the report</strong>
            <p>Each verdict says what was seen. Compare products, sign the evidence and hand it over.</p>
          </li>
        </ol>
      </section>
    </div>
  );
}

function DemoCard({ first = false }: { first?: boolean }) {
  const may = useMay('operator');
  const { start, starting } = useStartRun();
  return (
    <section className="card demo-card" aria-labelledby="demo">
      <div>
        <h2 id="demo">{first ? 'Start here: run the demo' : 'Run the demo'}</h2>
        <p>
          It tests our own reference AI platform with made-up studies. Nothing needs to be set up and no patient data is
          used. It takes a few minutes.
        </p>
      </div>
      {starting.error && <Problem error={starting.error} title="The demo did not start" />}
      {may ? (
        <div className="actions">
          <button
            type="button"
            className="button main"
            disabled={starting.isPending}
            onClick={() => start({ what: 'demo', actor: 'ai-platform' })}
          >
            <Icon name="run" />
            {starting.isPending ? 'Starting' : 'Run the demo'}
          </button>
          <Link href="/runs/new">Choose another kind of product or a fault to find</Link>
        </div>
      ) : (
        <p className="soft">You can look at runs. To start one, ask an operator of this console.</p>
      )}
    </section>
  );
}

function Overview({ runs }: { runs: readonly RunSummary[] }) {
  const open = runs.filter(({ openQuestions, state }) => state === 'done' && (openQuestions ?? 0) > 0);
  const newest = runs.slice(0, 8);
  return (
    <div className="stack">
      {open[0] && (
        <section className="card" aria-labelledby="open">
          <h2 id="open">Waiting for a person</h2>
          <ul className="plain-list">
            {open.slice(0, 4).map((run) => (
              <li key={run.id}>
                <Link href={`/attest/${encodeURIComponent(run.id)}`}>
                  {count(run.openQuestions ?? 0, 'question')} about {run.product} {run.version}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="card">
        <RunTable runs={newest} caption="Newest runs" />
        {runs.length > newest.length && (
          <p className="more">
            <Link href="/runs">All {runs.length} runs</Link>
          </p>
        )}
      </section>
      <DemoCard />
    </div>
  );
}
