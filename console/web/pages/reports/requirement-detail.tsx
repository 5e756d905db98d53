import { Link } from 'wouter';
import type { Observation } from '../../../../model/run-record';
import { useRead } from '../../api/queries';
import { Loading } from '../../parts/empty';
import { Problem } from '../../parts/notice';
import { Shown } from '../../parts/shown';

const OUTCOMES = { satisfied: 'Satisfied', breach: 'Breach', 'nothing-seen': 'Nothing seen' } as const;

/** What a verdict rests on: each look at what the product did, with a way to the traffic that shows it. */
export function RequirementDetail({ run, requirement }: { run: string; requirement: string }) {
  const { data, error } = useRead('runs.requirement', { params: { run, requirement } });
  if (error) return <Problem error={error} />;
  if (!data) return <Loading what="what it rests on" />;
  return (
    <div className="stack close verdict-detail">
      <p>
        <Shown text={data.text} />
      </p>
      {data.observations.length === 0 && <p className="soft">Nothing was observed for it.</p>}
      {data.observations.map((observation, index) => (
        <ObservationView key={index} run={run} observation={observation} />
      ))}
    </div>
  );
}

function ObservationView({ run, observation }: { run: string; observation: Observation }) {
  const { outcome, sentence, title, clause, findings, evidence } = observation;
  const tone = { satisfied: 'pass', breach: 'fail', 'nothing-seen': '' }[outcome];
  return (
    <div className="observation">
      <p>
        <span className={`badge ${tone}`}>{OUTCOMES[outcome]}</span> <Shown text={sentence} />
        <span className="below soft">
          <Shown text={title} />, {clause}
        </span>
      </p>
      {findings.length > 0 && (
        <ul>
          {findings.map(({ rule, path, message, evidence: at }, index) => (
            <li key={index}>
              <Shown text={message} />{' '}
              {path !== undefined && (
                <span className="soft mono">
                  <Shown text={path} />
                </span>
              )}{' '}
              <span className="soft">({rule})</span> {at && <EventLink run={run} event={at.event} />}
            </li>
          ))}
        </ul>
      )}
      {evidence.length > 0 && (
        <p className="soft">
          Seen in{' '}
          {[...new Set(evidence.map(({ event }) => event))].slice(0, 12).map((event, index) => (
            <span key={event}>
              {index > 0 && ', '}
              <EventLink run={run} event={event} />
            </span>
          ))}
        </p>
      )}
    </div>
  );
}

function EventLink({ run, event }: { run: string; event: number }) {
  return <Link href={`/traffic/${encodeURIComponent(run)}?event=${event}`}>event {event}</Link>;
}
