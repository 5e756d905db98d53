import { useState } from 'react';
import { useRead } from '../../api/queries';
import { Loading } from '../../parts/empty';
import { Problem } from '../../parts/notice';
import { Scroll } from '../../parts/scroll';
import { Shown } from '../../parts/shown';
import { dayAndTime } from '../../parts/words';

const LIMIT = 50;

/** Who did what to what, newest first. */
export function AuditLog() {
  const [pages, setPages] = useState<readonly (number | undefined)[]>([undefined]);
  const before = pages.at(-1);
  const { data, error } = useRead('audit.list', { query: { before, limit: LIMIT }, keep: true });
  return (
    <div className="card stack">
      {error && <Problem error={error} />}
      {!data && !error && <Loading what="the audit log" />}
      {data && (
        <Scroll label="Audit log">
          <table>
            <caption>Newest first</caption>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">Did what</th>
                <th scope="col">To what</th>
                <th scope="col">Came out</th>
                <th scope="col">From</th>
              </tr>
            </thead>
            <tbody>
              {data.entries.map(({ id, at, user, role, action, subject, status, from }) => (
                <tr key={id}>
                  <td className="nowrap">{dayAndTime(at)}</td>
                  <td>
                    <Shown text={user || 'nobody'} />
                    {role !== '' && <span className="soft"> ({role})</span>}
                  </td>
                  <td className="mono">{action}</td>
                  <td>
                    <Shown text={subject} />
                  </td>
                  <td>{status < 400 ? 'Done' : `Refused (${status})`}</td>
                  <td className="mono">{from}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <div className="actions">
        {pages.length > 1 && (
          <button type="button" className="button" onClick={() => setPages(pages.slice(0, -1))}>
            Newer
          </button>
        )}
        {data?.next !== undefined && (
          <button type="button" className="button" onClick={() => setPages([...pages, data.next])}>
            Older
          </button>
        )}
      </div>
    </div>
  );
}
