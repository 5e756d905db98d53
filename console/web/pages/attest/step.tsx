import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, useLocation } from 'wouter';
import type { AttestBook, TakenStep } from '../../../contract';
import { call } from '../../api/call';
import { useRead, useSend } from '../../api/queries';
import { useMay } from '../../api/session';
import { useAnnounce } from '../../parts/announce';
import { Loading } from '../../parts/empty';
import { Notice, Problem } from '../../parts/notice';
import { Page } from '../../parts/page';
import { Shown, shownText } from '../../parts/shown';
import { day } from '../../parts/words';
import { AnswerForm } from './answer-form';
import { Evidence } from './evidence';
import './attest.css';

export default function AttestStepPage({ run, requirement: id }: { run: string; requirement: string }) {
  const { data: book, error } = useRead('attest.read', { params: { run }, everyMs: 5000 });
  const step = book?.steps.find(({ requirement }) => requirement.id === id);
  return (
    <Page
      title={step ? step.requirement.title : `Question ${id}`}
      lead={step && `${id}, ${step.requirement.source} ${step.requirement.lines}, ${step.requirement.level}`}
      actions={
        <Link href={`/attest/${encodeURIComponent(run)}`} className="button">
          All questions
        </Link>
      }
    >
      <div className="stack">
        {error && <Problem error={error} />}
        {!book && !error && <Loading what="the question" />}
        {book && !step && (
          <Notice tone="warning" title="This run has no such question">
            <p>Go back to all questions and choose one.</p>
          </Notice>
        )}
        {book && step && (
          <>
            <section className="card stack close" aria-labelledby="clause">
              <h2 id="clause">What is required</h2>
              <p>
                <Shown text={step.requirement.text} />
              </p>
              {step.requirement.ask !== undefined && (
                <p>
                  <strong>To show: </strong>
                  <Shown text={step.requirement.ask} />
                </p>
              )}
            </section>
            <Answering run={run} id={id} book={book} />
          </>
        )}
      </div>
    </Page>
  );
}

function Answering({ run, id, book }: { run: string; id: string; book: AttestBook }) {
  const may = useMay('operator');
  const step = book.steps.find(({ requirement }) => requirement.id === id);
  const take = useSend('attest.take', ['attest.read']);
  const answered = step?.answered;
  if (!step) return null;
  const start = () => take.mutate({ params: { run, requirement: id } });
  if (take.data) return <Taken run={run} book={book} initial={take.data} />;
  return (
    <>
      {answered && (
        <Notice tone={answered.answer === 'yes' ? 'good' : 'bad'} title={`Answered: ${answered.answer}`}>
          <p>
            By <Shown text={answered.name} />, <Shown text={answered.role} />, on {day(answered.on)}
            {answered.expires !== undefined && `; it counts until ${day(answered.expires)}`}.
          </p>
          <p>
            <Shown text={answered.statement} />
          </p>
        </Notice>
      )}
      {take.error && <Problem error={take.error} title="You cannot answer this now" />}
      {step.taken && !step.taken.mine ? (
        <Notice title={`${shownText(step.taken.by)} is answering this question`}>
          <p>You can answer it when they have let go of it. Meanwhile, choose another question.</p>
        </Notice>
      ) : may ? (
        <div className="actions">
          <button type="button" className="button main" disabled={take.isPending} onClick={start}>
            {answered ? 'Answer it again' : 'Answer this question'}
          </button>
          <span className="soft">Colleagues then see that you are on it.</span>
        </div>
      ) : (
        <p className="soft">An operator of this console can answer.</p>
      )}
    </>
  );
}

/** The step is mine: it is let go of when the page is left without an answer. */
function Taken({ run, book, initial }: { run: string; book: AttestBook; initial: TakenStep }) {
  const { id } = initial.requirement;
  const [, go] = useLocation();
  const announce = useAnnounce();
  const client = useQueryClient();
  useEffect(
    () => () => {
      // Fails where it was answered meanwhile, which is as good.
      void call('attest.letGo', { params: { run, requirement: id } })
        .catch(() => undefined)
        .then(() => client.invalidateQueries({ queryKey: ['attest.read'] }));
    },
    [run, id, client],
  );
  const next = book.steps.find(
    ({ requirement, answered, taken }) => requirement.id !== id && !answered && (!taken || taken.mine),
  );
  const done = () => {
    announce('Your answer is kept.');
    const base = `/attest/${encodeURIComponent(run)}`;
    go(next ? `${base}/${encodeURIComponent(next.requirement.id)}` : base);
  };
  return (
    <>
      <Evidence run={run} step={initial} />
      <AnswerForm run={run} step={initial} productVersion={book.productVersion} onDone={done} />
    </>
  );
}
