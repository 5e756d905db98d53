import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { OperatorQuestion } from '../../../contract';
import { useSend } from '../../api/queries';
import { useMay } from '../../api/session';
import { Field } from '../../parts/field';
import { Problem } from '../../parts/notice';
import { Shown } from '../../parts/shown';

/** Something that only a person in front of the product can see; the run waits for the answer. */
export function Question({ run, question }: { run: string; question: OperatorQuestion }) {
  const may = useMay('operator');
  const [answer, setAnswer] = useState('');
  const sending = useSend('runs.answer');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.scrollIntoView({ block: 'center' });
  }, []);
  const send = (text: string | null) => sending.mutate({ params: { run }, body: { id: question.id, answer: text } });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(answer.trim());
  };
  return (
    <form className="card question stack close" onSubmit={submit} role="alert">
      <h2 ref={heading}>The run waits for you</h2>
      <p>
        <Shown text={question.question} />
      </p>
      {sending.error && <Problem error={sending.error} />}
      {may ? (
        <>
          <Field label="What do you see?" hint={<Shown text={question.hint} />}>
            {(described) => (
              <input
                {...described}
                type="text"
                value={answer}
                onChange={(event) => setAnswer(event.target.value)}
                required
              />
            )}
          </Field>
          <div className="actions">
            <button type="submit" className="button main" disabled={sending.isPending || sending.isSuccess}>
              Answer
            </button>
            <button
              type="button"
              className="button"
              disabled={sending.isPending || sending.isSuccess}
              onClick={() => send(null)}
            >
              I cannot say
            </button>
          </div>
        </>
      ) : (
        <p className="soft">An operator of this console can answer.</p>
      )}
    </form>
  );
}
