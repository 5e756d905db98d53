import { useState, type FormEvent } from 'react';
import { TOKEN_PROBLEM, type Mode } from '../../contract';
import { useSend } from '../api/queries';
import { Field } from '../parts/field';
import { Notice, Problem } from '../parts/notice';
import { Page } from '../parts/page';
import { PasswordField } from '../parts/password-field';
import './sign-in.css';

/** The way in: by the printed address on this machine, or by name and password. */
export function SignInPage({ mode }: { mode: Mode }) {
  const refused = new URLSearchParams(window.location.search).get('problem') === TOKEN_PROBLEM;
  return (
    <main className="sign-in">
      <p className="sign-in-brand">airworthy</p>
      {mode === 'users' ? (
        <SignInForm />
      ) : (
        <Page title="Open the console from its address">
          <div className="stack">
            {refused && (
              <Notice tone="bad" title="This address has been used or is out of date" live>
                <p>Each address opens the console once.</p>
              </Notice>
            )}
            <p>
              When <code>airworthy serve</code> starts, it prints an address that lets you in. Open that address in this
              browser.
            </p>
            <p>If you no longer have it, stop the server with Ctrl-C and start it again. It prints a new address.</p>
          </div>
        </Page>
      )}
    </main>
  );
}

function SignInForm() {
  const signIn = useSend('session.signIn', ['session.read']);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ body: { name, password } });
  };
  return (
    <Page title="Sign in">
      <form className="stack" onSubmit={submit}>
        {signIn.error && <Problem error={signIn.error} title="You are not signed in" />}
        <Field label="Name">
          {(described) => (
            <input
              {...described}
              type="text"
              autoComplete="username"
              value={name}
              onChange={(event) => setName(event.target.value)}
              required
            />
          )}
        </Field>
        <PasswordField label="Password" value={password} onChange={setPassword} />
        <div className="actions">
          <button className="button main" type="submit" disabled={signIn.isPending}>
            Sign in
          </button>
        </div>
        <p className="soft">If you have forgotten your password, ask an administrator of this console for a new one.</p>
      </form>
    </Page>
  );
}
