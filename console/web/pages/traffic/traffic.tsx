import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { urlOf } from '../../api/call';
import { useRead } from '../../api/queries';
import { Loading } from '../../parts/empty';
import { Icon } from '../../parts/icon';
import { Problem } from '../../parts/notice';
import { Page } from '../../parts/page';
import { shownText } from '../../parts/shown';
import { count } from '../../parts/words';
import { TrafficView } from '../../traffic/view';
import { useAllTraffic } from './all-traffic';

export default function TrafficPage({ run: id }: { run: string }) {
  const { data: run, error } = useRead('runs.read', { params: { run: id } });
  const traffic = useAllTraffic(id);
  const [scenario, setScenario] = useState('');
  const [search] = useSearchParams();
  const asked = Number(search.get('event') ?? NaN);
  const problem = error ?? traffic.error;
  return (
    <Page
      title={run ? `Traffic of ${shownText(run.product)} ${shownText(run.version)}` : 'Traffic'}
      lead={run && `${count(run.events, 'event')} recorded. Choose a line to see what was sent.`}
      actions={
        run && (
          <>
            <Link href={`/runs/${encodeURIComponent(id)}`} className="button">
              The run
            </Link>
            <a className="button" href={urlOf('traffic.capture', { run: id })} download>
              <Icon name="download" />
              Capture for Wireshark
            </a>
          </>
        )
      }
    >
      <div className="stack">
        {problem && <Problem error={problem} />}
        {!run && !error && <Loading what="the run" />}
        {run && (
          <>
            <label className="field">
              <span className="field-label">Scenario</span>
              <select value={scenario} onChange={(event) => setScenario(event.target.value)}>
                <option value="">All of the run</option>
                {run.scenarios.map(({ id: each, name }) => (
                  <option key={each} value={each}>
                    {shownText(name)}
                  </option>
                ))}
              </select>
            </label>
            {traffic.loading && <Loading what={`the traffic: ${count(traffic.arrows.length, 'line')} so far`} />}
            <TrafficView
              run={id}
              arrows={traffic.arrows}
              length={traffic.arrows.length}
              sut={run.actor}
              live={false}
              {...(scenario === '' ? {} : { scenario })}
              {...(Number.isInteger(asked) && asked > 0 ? { start: asked } : {})}
            />
          </>
        )}
      </div>
    </Page>
  );
}
