import { Link } from 'wouter';
import type { AttestStep } from '../../../contract';
import { useRead } from '../../api/queries';
import { Loading } from '../../parts/empty';
import { Notice, Problem } from '../../parts/notice';
import { Page } from '../../parts/page';
import { Shown, shownText } from '../../parts/shown';
import { count, day } from '../../parts/words';
import './attest.css';

export default function AttestStepsPage({ run }: { run: string }) {
  const { data: of } = useRead('runs.read', { params: { run } });
  // Others may be at work on the same run.
  const { data: book, error } = useRead('attest.read', { params: { run }, everyMs: 3000 });
  const open = book?.steps.filter(({ answered }) => !answered) ?? [];
  const answered = book?.steps.filter((step) => step.answered) ?? [];
  return (
    <Page
      title="Questions for a person"
      lead={of && `About ${shownText(of.product)} ${shownText(of.version)}`}
      actions={
        <Link href={`/reports/runs/${encodeURIComponent(run)}`} className="button">
          The report
        </Link>
      }
    >
      <div className="stack">
        {error && <Problem error={error} />}
        {!book && !error && <Loading what="the questions" />}
        {book?.renewing && <Notice title="Verdicts and reports are being made again with the newest answers" live />}
        {book?.steps.length === 0 && (
          <Notice title="There is nothing to answer">
            <p>No requirement that only a person can judge applies to this product.</p>
          </Notice>
        )}
        {open.length > 0 && (
          <section className="card" aria-labelledby="open-title">
            <h2 id="open-title">{count(open.length, 'open question')}</h2>
            <p className="soft">You can answer one while colleagues answer others. Each answer is kept at once.</p>
            <StepList run={run} steps={open} />
          </section>
        )}
        {answered.length > 0 && (
          <section className="card" aria-labelledby="answered-title">
            <h2 id="answered-title">{count(answered.length, 'question')} answered</h2>
            <StepList run={run} steps={answered} />
          </section>
        )}
      </div>
    </Page>
  );
}

function StepList({ run, steps }: { run: string; steps: readonly AttestStep[] }) {
  return (
    <ul className="lines">
      {steps.map((step) => {
        const { requirement, answered } = step;
        return (
          <li key={requirement.id}>
            <span>
              <Link href={`/attest/${encodeURIComponent(run)}/${encodeURIComponent(requirement.id)}`}>
                {requirement.title}
              </Link>
              <span className="below soft">
                {requirement.id}, {requirement.source} {requirement.lines}, {requirement.level}
                {answered && (
                  <>
                    ; answered by <Shown text={answered.name} />, <Shown text={answered.role} />, on {day(answered.on)}
                  </>
                )}
              </span>
            </span>
            <StepState step={step} />
          </li>
        );
      })}
    </ul>
  );
}

function StepState({ step: { answered, taken, needsScreenshot } }: { step: AttestStep }) {
  if (answered)
    return (
      <span className={answered.answer === 'yes' ? 'badge pass' : 'badge fail'}>
        {answered.answer === 'yes' ? '✓ Yes' : '✕ No'}
      </span>
    );
  if (taken)
    return <span className="badge running">{taken.mine ? 'You are on it' : <>Taken by {shownText(taken.by)}</>}</span>;
  return needsScreenshot ? <span className="badge">Needs a screenshot</span> : null;
}
