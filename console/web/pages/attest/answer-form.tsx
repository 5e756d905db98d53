import { useRef, useState, type FormEvent } from 'react';
import type { AttestAnswer, TakenStep } from '../../../contract';
import { useSend } from '../../api/queries';
import { useSession } from '../../api/session';
import { Field } from '../../parts/field';
import { Notice, Problem } from '../../parts/notice';

const PERSON_KEY = 'airworthy-attests';

interface Person {
  name: string;
  role: string;
}

/** Verdict, remarks and who answers. What is missing is said at its field, and the first such field is focused. */
export function AnswerForm({
  run,
  step,
  productVersion,
  onDone,
}: {
  run: string;
  step: TakenStep;
  productVersion: string;
  onDone: () => void;
}) {
  const before = usePerson();
  const [answer, setAnswer] = useState<'yes' | 'no'>();
  const [fields, setFields] = useState({
    name: before.name,
    role: before.role,
    productVersion,
    statement: '',
    expires: inOneYear(),
  });
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const send = useSend('attest.answer', ['attest.read', 'runs.list', 'runs.read', 'runs.verdicts']);
  const set = (key: keyof typeof fields) => (event: { target: { value: string } }) =>
    setFields((all) => ({ ...all, [key]: event.target.value }));
  const missing = (text: string, what: string) => (tried && text.trim() === '' ? `Enter ${what}.` : undefined);
  const problems = {
    answer: tried && answer === undefined ? 'Choose yes or no.' : undefined,
    statement: missing(fields.statement, 'what you saw'),
    name: missing(fields.name, 'your name'),
    role: missing(fields.role, 'your role'),
    productVersion: missing(fields.productVersion, 'the version that you looked at'),
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const { name, role, statement } = fields;
    if (answer === undefined || [name, role, statement, fields.productVersion].some((text) => text.trim() === '')) {
      // The problems are drawn first.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
      return;
    }
    window.sessionStorage.setItem(PERSON_KEY, JSON.stringify({ name, role }));
    const body: AttestAnswer = {
      answer,
      name: name.trim(),
      role: role.trim(),
      productVersion: fields.productVersion.trim(),
      statement: statement.trim(),
      ...(fields.expires === '' ? {} : { expires: fields.expires }),
    };
    send.mutate({ params: { run, requirement: step.requirement.id }, body }, { onSuccess: onDone });
  };

  return (
    <form ref={form} className="card stack answer" onSubmit={submit} noValidate aria-labelledby="answer-title">
      <h2 id="answer-title">Your answer</h2>
      {send.error && <Problem error={send.error} title="Your answer was not kept" />}
      {tried && Object.values(problems).some(Boolean) && (
        <Notice tone="bad" title="Something is missing" live>
          <p>See the marked fields.</p>
        </Notice>
      )}
      <fieldset className={problems.answer ? 'field has-problem' : 'field'}>
        <legend>Does the product do this?</legend>
        {problems.answer && (
          <p className="field-problem" id="answer-problem">
            {problems.answer}
          </p>
        )}
        {(['yes', 'no'] as const).map((choice) => (
          <label key={choice} className="tick">
            <input
              type="radio"
              name="answer"
              checked={answer === choice}
              onChange={() => setAnswer(choice)}
              {...(problems.answer ? { 'aria-invalid': true, 'aria-describedby': 'answer-problem' } : {})}
            />
            {choice === 'yes' ? 'Yes, it does' : 'No, it does not'}
          </label>
        ))}
      </fieldset>
      <Field label="Remarks" hint="What you saw, in your own words." problem={problems.statement}>
        {(described) => (
          <textarea {...described} value={fields.statement} onChange={set('statement')} maxLength={4000} />
        )}
      </Field>
      <div className="two-fields">
        <Field label="Your name" problem={problems.name}>
          {(described) => (
            <input {...described} type="text" autoComplete="name" value={fields.name} onChange={set('name')} />
          )}
        </Field>
        <Field label="Your role" hint="For example consultant radiologist or PACS manager." problem={problems.role}>
          {(described) => (
            <input
              {...described}
              type="text"
              autoComplete="organization-title"
              value={fields.role}
              onChange={set('role')}
            />
          )}
        </Field>
        <Field
          label="Version that you looked at"
          hint="As the product shows it. About another version the answer says nothing."
          problem={problems.productVersion}
        >
          {(described) => (
            <input {...described} type="text" value={fields.productVersion} onChange={set('productVersion')} />
          )}
        </Field>
        <Field label="Counts until" hint="After this day somebody has to look again." required={false}>
          {(described) => <input {...described} type="date" value={fields.expires} onChange={set('expires')} />}
        </Field>
      </div>
      <div className="actions">
        <button type="submit" className="button main" disabled={send.isPending}>
          {send.isPending ? 'Keeping' : 'Keep the answer'}
        </button>
      </div>
    </form>
  );
}

/** Who answered last in this browser; else who is signed in. */
function usePerson(): Person {
  const { user, mode } = useSession();
  const [person] = useState<Person>(() => {
    const kept = window.sessionStorage.getItem(PERSON_KEY);
    return kept === null ? { name: mode === 'users' ? user.name : '', role: '' } : (JSON.parse(kept) as Person);
  });
  return person;
}

function inOneYear(): string {
  const date = new Date();
  date.setFullYear(date.getFullYear() + 1);
  return date.toISOString().slice(0, 10);
}
