import { useState } from 'react';
import type { RunSummary } from '../../../contract';
import { useRead } from '../../api/queries';
import { ButtonLink } from '../../parts/button-link';
import { Empty, Loading } from '../../parts/empty';
import { Problem } from '../../parts/notice';
import { Page } from '../../parts/page';
import { RunTable } from '../runs/run-table';
import { CompareForm, type Comparable } from './compare-form';
import { ReportPlaces } from './places';
import './reports.css';

export default function ReportsPage() {
  const { data: runs, error } = useRead('runs.list', { query: {} });
  const { data: packs } = useRead('packs.list');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const judged = runs?.filter(({ state, counts }) => state === 'done' && counts !== undefined);
  const uploaded = packs?.filter(({ origin }) => origin === 'uploaded') ?? [];
  const toggle = (key: string, on: boolean) =>
    setChosen((before) => (on ? [...before, key] : before.filter((each) => each !== key)));
  const comparable = new Map<string, Comparable>([
    ...(judged ?? []).map((run): [string, Comparable] => [`run ${run.id}`, { of: { run: run.id }, name: nameOf(run) }]),
    ...uploaded.map(({ id, name }): [string, Comparable] => [`pack ${id}`, { of: { pack: id }, name }]),
  ]);
  const tick = (key: string, name: string) => (
    <label className="tick only">
      <input
        type="checkbox"
        checked={chosen.includes(key)}
        disabled={!chosen.includes(key) && chosen.length >= 20}
        onChange={(event) => toggle(key, event.target.checked)}
      />
      <span className="hidden-words">Compare {name}</span>
    </label>
  );
  return (
    <Page title="Reports" lead="Open the report of a run, or choose two to twenty to compare.">
      <ReportPlaces />
      <div className="stack">
        {error && <Problem error={error} />}
        {!judged && !error && <Loading what="reports" />}
        {judged?.length === 0 && uploaded.length === 0 && (
          <Empty title="No reports yet" action={<ButtonLink to="/runs/new">Start a run</ButtonLink>}>
            A report is made at the end of each run. Start one first, or add an evidence pack that somebody gave you
            under Evidence packs.
          </Empty>
        )}
        {judged && judged.length > 0 && (
          <div className="card">
            <RunTable
              runs={judged}
              caption="Reports of runs"
              to={({ id }) => `/reports/runs/${encodeURIComponent(id)}`}
              first={{ title: 'Compare', cell: (run) => tick(`run ${run.id}`, nameOf(run)) }}
            />
          </div>
        )}
        {uploaded.length > 0 && (
          <section className="card" aria-labelledby="packs-title">
            <h2 id="packs-title">Packs that were added</h2>
            <ul className="plain-list">
              {uploaded.map(({ id, name }) => (
                <li key={id} className="tick-line">
                  {tick(`pack ${id}`, name)}
                  {name}
                </li>
              ))}
            </ul>
          </section>
        )}
        {comparable.size > 1 && (
          <CompareForm chosen={chosen.flatMap((key) => comparable.get(key) ?? [])} onClear={() => setChosen([])} />
        )}
      </div>
    </Page>
  );
}

const nameOf = ({ vendor, product, version, startedAt }: RunSummary): string =>
  `${vendor} ${product} ${version}, ${startedAt.slice(0, 16).replace('T', ' ')}`;
