import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { Run } from '../../../contract';
import { useLiveRun, type LiveState } from '../../api/live';
import { useRead, useSend } from '../../api/queries';
import { useMay } from '../../api/session';
import { useAnnounce } from '../../parts/announce';
import { ButtonLink } from '../../parts/button-link';
import { Loading } from '../../parts/empty';
import { Notice, Problem } from '../../parts/notice';
import { Page } from '../../parts/page';
import { Shown, shownText } from '../../parts/shown';
import { Counts } from '../../parts/verdict';
import { actorWord, count, dayAndTime, isUnderWay, STATE_WORDS } from '../../parts/words';
import { TrafficView } from '../../traffic/view';
import { Question } from './question';
import { StateBadge } from './run-table';
import { ScenarioList } from './scenario-list';
import './run.css';

export default function RunPage({ run: id }: { run: string }) {
  const [round, setRound] = useState(0);
  const live = useLiveRun(id, round);
  // The stream says nothing of why it could not be opened; a plain request does.
  const { error } = useRead('runs.read', { params: { run: id }, enabled: !live.run });
  const { run } = live;
  if (!run) {
    return (
      <Page title="Run">
        {error ? <Problem error={error} title="This run cannot be shown" /> : <Loading what="the run" />}
      </Page>
    );
  }
  return (
    <Page
      title={`${shownText(run.product)} ${shownText(run.version)}`}
      lead={
        <>
          <Shown text={run.vendor} />, {actorWord(run.actor)}
          {run.demo && ' (demo)'}, started {dayAndTime(run.startedAt)}
          {run.startedBy && (
            <>
              {' '}
              by <Shown text={run.startedBy} />
            </>
          )}
        </>
      }
      actions={<RunActions run={run} onResumed={() => setRound((before) => before + 1)} />}
    >
      <RunBody run={run} live={live} />
    </Page>
  );
}

function RunBody({ run, live }: { run: Run; live: LiveState }) {
  const [scenario, setScenario] = useState<string>();
  useAnnouncedProgress(run);
  const failed = run.preflight.filter(({ ok }) => !ok);
  return (
    <div className="stack">
      {live.connection === 'broken' && (
        <Notice tone="warning" title="The connection to the console was lost" live>
          <p>This page goes on by itself as soon as the console answers again.</p>
        </Notice>
      )}
      {run.question && <Question key={run.question.id} run={run.id} question={run.question} />}
      <Course run={run} />
      {failed.length > 0 && (
        <Notice tone="bad" title="Not every link works">
          <ul>
            {failed.map(({ probe, sentence }) => (
              <li key={probe}>
                <Shown text={sentence} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <div className="run-panes">
        <ScenarioList scenarios={run.scenarios} chosen={scenario} onChoose={setScenario} />
        <section aria-labelledby="traffic-title" className="run-traffic">
          <h2 id="traffic-title">
            Traffic
            {scenario !== undefined && (
              <>
                {' '}
                of one scenario{' '}
                <button type="button" className="button small" onClick={() => setScenario(undefined)}>
                  Show all
                </button>
              </>
            )}
          </h2>
          <TrafficView
            run={run.id}
            arrows={live.arrows}
            length={live.arrows.length}
            sut={run.actor}
            live={isUnderWay(run.state)}
            scenario={scenario}
          />
        </section>
      </div>
      {run.notices.length > 0 && (
        <details className="card">
          <summary>What the run reported besides ({run.notices.length})</summary>
          <ul className="notices">
            {run.notices.map(({ at, text }, index) => (
              <li key={index}>
                <span className="soft">{dayAndTime(at)}</span> <Shown text={text} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

/** How far the run is, or how it came out. */
function Course({ run }: { run: Run }) {
  const { state, progress, counts, sentence } = run;
  return (
    <div className="course card">
      <div className="course-line">
        {state === 'done' && run.complete !== false ? <strong>Finished</strong> : <StateBadge run={run} />}
        {counts && <Counts counts={{ ...counts, 'not-applicable': 0 }} />}
        <span className="soft">{count(run.events, 'event')} recorded</span>
      </div>
      {progress && progress.total > 0 && isUnderWay(state) && (
        <progress value={progress.done} max={progress.total} aria-label="Scenarios that ran">
          {progress.done} of {progress.total}
        </progress>
      )}
      {sentence !== undefined && (
        <p>
          <Shown text={sentence} />
        </p>
      )}
    </div>
  );
}

function RunActions({ run, onResumed }: { run: Run; onResumed: () => void }) {
  const may = useMay('operator');
  const stop = useSend('runs.stop', ['runs.list']);
  const resume = useSend('runs.resume', ['runs.list']);
  const id = encodeURIComponent(run.id);
  const error = stop.error ?? resume.error;
  return (
    <>
      {may && (run.state === 'running' || run.state === 'queued') && (
        <button
          type="button"
          className="button danger"
          disabled={stop.isPending}
          onClick={() => stop.mutate({ params: { run: run.id } })}
        >
          Stop the run
        </button>
      )}
      {may && run.state === 'unfinished' && (
        <button
          type="button"
          className="button main"
          disabled={resume.isPending}
          onClick={() => resume.mutate({ params: { run: run.id } }, { onSuccess: onResumed })}
        >
          Go on with the run
        </button>
      )}
      {run.state === 'done' && (
        <>
          <ButtonLink to={`/reports/runs/${id}`}>Read the report</ButtonLink>
          {(run.openQuestions ?? 0) > 0 && (
            <Link href={`/attest/${id}`} className="button">
              Answer {count(run.openQuestions ?? 0, 'question')}
            </Link>
          )}
        </>
      )}
      {error && <Problem error={error} />}
    </>
  );
}

/** Tells a screen reader how far the run is, in tenths, and when its state changes. */
function useAnnouncedProgress({ state, progress }: Run): void {
  const announce = useAnnounce();
  const tenth = progress && progress.total > 0 ? Math.floor((progress.done / progress.total) * 10) : undefined;
  useEffect(() => {
    if (tenth !== undefined && tenth > 0) announce(`${tenth * 10} per cent of the scenarios ran`);
  }, [announce, tenth]);
  useEffect(() => announce(`The run is now: ${STATE_WORDS[state]}`), [announce, state]);
}
