import { useState, type FormEvent } from 'react';
import { ROLES, type Role, type User } from '../../../contract';
import { useRead, useSend } from '../../api/queries';
import { useSession } from '../../api/session';
import { useAnnounce } from '../../parts/announce';
import { Loading } from '../../parts/empty';
import { Field } from '../../parts/field';
import { Problem } from '../../parts/notice';
import { PasswordField } from '../../parts/password-field';
import { Scroll } from '../../parts/scroll';
import { Shown } from '../../parts/shown';
import { dayAndTime } from '../../parts/words';

const ROLE_WORDS: Record<Role, string> = {
  viewer: 'Viewer: reads everything',
  operator: 'Operator: also runs and attests',
  admin: 'Admin: also manages users',
};

export function Users() {
  const { data: users, error } = useRead('users.list');
  return (
    <>
      {error && <Problem error={error} />}
      {!users && !error && <Loading what="users" />}
      {users && users.length > 0 && (
        <div className="card">
          <Scroll label="Users">
            <table>
              <caption>Users</caption>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">Role</th>
                  <th scope="col">Last seen</th>
                  <th scope="col">Change</th>
                </tr>
              </thead>
              <tbody>
                {users.map((user) => (
                  <UserRow key={user.name} user={user} />
                ))}
              </tbody>
            </table>
          </Scroll>
        </div>
      )}
      <AddUser />
    </>
  );
}

function UserRow({ user: { name, role, createdAt, lastSeenAt } }: { user: User }) {
  const { user: me } = useSession();
  const [password, setPassword] = useState<string>();
  const announce = useAnnounce();
  const change = useSend('users.change', ['users.list']);
  const remove = useSend('users.remove', ['users.list']);
  const problem = change.error ?? remove.error;
  const isMe = me.name === name;
  const save = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { params: { name }, body: { password } },
      {
        onSuccess: () => {
          setPassword(undefined);
          announce('The password was changed.');
        },
      },
    );
  };
  return (
    <tr>
      <th scope="row">
        <Shown text={name} />
        {isMe && <span className="below soft">This is you</span>}
      </th>
      <td>
        <select
          aria-label={`Role of ${name}`}
          value={role}
          disabled={isMe || change.isPending}
          onChange={(event) => change.mutate({ params: { name }, body: { role: event.target.value as Role } })}
        >
          {ROLES.map((each) => (
            <option key={each} value={each}>
              {ROLE_WORDS[each]}
            </option>
          ))}
        </select>
      </td>
      <td className="nowrap">
        {lastSeenAt === undefined ? 'Never' : dayAndTime(lastSeenAt)}
        <span className="below soft">added {dayAndTime(createdAt)}</span>
      </td>
      <td>
        {problem && <Problem error={problem} />}
        {password === undefined ? (
          <div className="actions">
            <button type="button" className="button small" onClick={() => setPassword('')}>
              New password<span className="hidden-words"> for {name}</span>
            </button>
            {!isMe && (
              <button
                type="button"
                className="button small danger"
                disabled={remove.isPending}
                onClick={() => remove.mutate({ params: { name } })}
              >
                Remove<span className="hidden-words"> {name}</span>
              </button>
            )}
          </div>
        ) : (
          <form className="stack close" onSubmit={save}>
            <PasswordField
              label="New password"
              hint="At least 12 characters."
              isNew
              value={password}
              onChange={setPassword}
            />
            <div className="actions">
              <button type="submit" className="button small main" disabled={change.isPending}>
                Change it
              </button>
              <button type="button" className="button small" onClick={() => setPassword(undefined)}>
                Leave it
              </button>
            </div>
          </form>
        )}
      </td>
    </tr>
  );
}

function AddUser() {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const add = useSend('users.add', ['users.list']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(
      { body: { name: name.trim(), password, role } },
      {
        onSuccess: () => {
          setName('');
          setPassword('');
        },
      },
    );
  };
  return (
    <form className="card stack" onSubmit={submit} aria-labelledby="add-user">
      <h2 id="add-user">Add a user</h2>
      {add.error && <Problem error={add.error} title="The user was not added" />}
      <Field label="Name">
        {(described) => (
          <input
            {...described}
            type="text"
            autoComplete="off"
            required
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label="Role">
        {(described) => (
          <select {...described} value={role} onChange={(event) => setRole(event.target.value as Role)}>
            {ROLES.map((each) => (
              <option key={each} value={each}>
                {ROLE_WORDS[each]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <PasswordField
        label="Password"
        hint="At least 12 characters. Tell it to them in person."
        isNew
        value={password}
        onChange={setPassword}
      />
      <div className="actions">
        <button type="submit" className="button main" disabled={add.isPending}>
          Add the user
        </button>
      </div>
    </form>
  );
}
