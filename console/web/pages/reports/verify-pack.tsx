import { useState, type FormEvent } from 'react';
import type { Pack, PackVerification } from '../../../contract';
import { useSend } from '../../api/queries';
import { Field } from '../../parts/field';
import { Details, Notice, Problem } from '../../parts/notice';
import { Shown } from '../../parts/shown';

/** Checks files, journal and signatures of a pack, and makes its verdicts again. */
export function VerifyPackForm({ pack }: { pack: Pack }) {
  const verify = useSend('packs.verify');
  const [keys, setKeys] = useState<string[]>([]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    verify.mutate({ params: { pack: pack.id }, body: keys.length === 0 ? {} : { keys } });
  };
  return (
    <form className="stack inset" onSubmit={submit}>
      {verify.error && <Problem error={verify.error} title="The pack could not be verified" />}
      <Field
        label="Public keys or certificates of those who must have signed"
        hint="PEM files. Without any, everything but the signers is checked."
        required={false}
      >
        {(described) => (
          <input
            {...described}
            type="file"
            multiple
            accept=".pem,.crt,.cer,.pub"
            onChange={(event) => {
              void Promise.all([...(event.target.files ?? [])].map((file) => file.text())).then(setKeys);
            }}
          />
        )}
      </Field>
      <div className="actions">
        <button type="submit" className="button main" disabled={verify.isPending}>
          {verify.isPending ? 'Verifying' : 'Verify the pack'}
        </button>
      </div>
      {verify.data && <Verification of={verify.data} />}
    </form>
  );
}

function Verification({ of: { held, findings, about } }: { of: PackVerification }) {
  return (
    <Notice
      tone={held ? 'good' : 'bad'}
      title={held ? 'Everything that was checked holds' : 'This pack does not hold what it claims'}
      live
    >
      {about && (
        <p>
          <Shown text={about.vendor} />, <Shown text={about.product} /> <Shown text={about.version} />
        </p>
      )}
      <ul className="lines">
        {findings.map(({ what, held: holds, sentence, details }) => (
          <li key={what}>
            <span>
              <span className={holds === undefined ? 'badge' : holds ? 'badge pass' : 'badge fail'}>
                {holds === undefined ? 'Not tried' : holds ? '✓ Holds' : '✕ Does not hold'}
              </span>{' '}
              <Shown text={sentence} />
              <Details details={details} />
            </span>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
