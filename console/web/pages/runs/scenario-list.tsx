import { memo, useState } from 'react';
import type { LiveScenario } from '../../../contract';
import { Shown } from '../../parts/shown';
import { VerdictBadge } from '../../parts/verdict';
import { duration } from '../../parts/words';

type Wanted = 'all' | 'trouble' | 'running';

/** The scenarios in the order in which they run; one can be chosen, to see its traffic alone. Traffic does not draw them anew. */
export const ScenarioList = memo(function ScenarioList({
  scenarios,
  chosen,
  onChoose,
}: {
  scenarios: readonly LiveScenario[];
  chosen?: string;
  onChoose: (id: string | undefined) => void;
}) {
  const [wanted, setWanted] = useState<Wanted>('all');
  const shown = scenarios.filter(
    (scenario) => wanted === 'all' || (wanted === 'trouble' ? isTrouble(scenario) : scenario.state === 'running'),
  );
  return (
    <section className="scenarios" aria-labelledby="scenarios-title">
      <div className="scenarios-head">
        <h2 id="scenarios-title">Scenarios</h2>
        <label>
          <span className="hidden-words">Which scenarios to show</span>
          <select value={wanted} onChange={(event) => setWanted(event.target.value as Wanted)}>
            <option value="all">All {scenarios.length}</option>
            <option value="running">Running now</option>
            <option value="trouble">Not passed ({scenarios.filter(isTrouble).length})</option>
          </select>
        </label>
      </div>
      {scenarios.length === 0 && <p className="soft">They appear here once the run has been planned.</p>}
      <ul>
        {shown.map((scenario) => (
          <li key={scenario.id}>
            <button
              type="button"
              aria-pressed={scenario.id === chosen}
              onClick={() => onChoose(scenario.id === chosen ? undefined : scenario.id)}
            >
              <span className="scenario-line">
                <Outcome scenario={scenario} />
                {scenario.durationMs !== undefined && <span className="soft">{duration(scenario.durationMs)}</span>}
              </span>
              <span className="scenario-name">
                <Shown text={scenario.name} />
              </span>
              <span className="soft ids">{scenario.requirements.join(', ')}</span>
              {scenario.trouble !== undefined && (
                <span className="trouble">
                  <Shown text={scenario.trouble} />
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
});

function isTrouble({ verdict, outcome, state }: LiveScenario): boolean {
  if (verdict !== undefined) return verdict !== 'pass' && verdict !== 'not-applicable';
  return state === 'ran' && outcome !== 'PASSED';
}

/** Before the verdict only what can be known: it ran to its end, or it did not. */
function Outcome({ scenario: { state, outcome, verdict } }: { scenario: LiveScenario }) {
  if (verdict !== undefined) return <VerdictBadge verdict={verdict} />;
  if (state === 'waiting') return <span className="badge">Waiting</span>;
  if (state === 'running') return <span className="badge running">Running</span>;
  return outcome === 'PASSED' ? (
    <span className="badge">Ran to its end</span>
  ) : (
    <span className="badge warning">
      <span aria-hidden="true" className="mark">
        !
      </span>
      Stopped early
    </span>
  );
}
