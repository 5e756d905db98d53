import { useState } from 'react';
import { Link } from 'wouter';
import type { Pack } from '../../../contract';
import { urlOf } from '../../api/call';
import { useSend } from '../../api/queries';
import { useMay } from '../../api/session';
import { Icon } from '../../parts/icon';
import { Problem } from '../../parts/notice';
import { Shown } from '../../parts/shown';
import { dayAndTime, size } from '../../parts/words';
import { SignPackForm } from './sign-pack';
import { VerifyPackForm } from './verify-pack';
import './reports.css';

export function PackList({ packs }: { packs: readonly Pack[] }) {
  return (
    <ul className="lines packs">
      {packs.map((pack) => (
        <PackItem key={pack.id} pack={pack} />
      ))}
    </ul>
  );
}

function PackItem({ pack }: { pack: Pack }) {
  const may = useMay('operator');
  const [open, setOpen] = useState<'sign' | 'verify'>();
  const remove = useSend('packs.remove', ['packs.list']);
  const { id, name, bytes, addedAt, addedBy, origin, run, redacted, signedBy } = pack;
  const toggle = (which: 'sign' | 'verify') => setOpen(open === which ? undefined : which);
  return (
    <li className="pack">
      <div>
        <strong>
          <Shown text={name} />
        </strong>
        <span className="below soft">
          {size(bytes)}, {origin === 'made' ? 'made here' : 'added'} {dayAndTime(addedAt)} by <Shown text={addedBy} />
          {redacted && ', with pseudonyms'}
          {signedBy.length > 0 ? `, signed here by ${signedBy.join(', ')}` : ''}
          {run !== undefined && (
            <>
              {' · '}
              <Link href={`/reports/runs/${encodeURIComponent(run)}`}>its report</Link>
            </>
          )}
        </span>
      </div>
      <div className="actions">
        <a className="button small" href={urlOf('packs.file', { pack: id })} download>
          <Icon name="download" size={16} />
          Download<span className="hidden-words"> {name}</span>
        </a>
        <button
          type="button"
          className="button small"
          aria-expanded={open === 'verify'}
          onClick={() => toggle('verify')}
        >
          Verify<span className="hidden-words"> {name}</span>
        </button>
        {may && (
          <>
            <button
              type="button"
              className="button small"
              aria-expanded={open === 'sign'}
              onClick={() => toggle('sign')}
            >
              Sign<span className="hidden-words"> {name}</span>
            </button>
            <button
              type="button"
              className="button small danger"
              disabled={remove.isPending}
              onClick={() => remove.mutate({ params: { pack: id } })}
            >
              Remove<span className="hidden-words"> {name}</span>
            </button>
          </>
        )}
      </div>
      {remove.error && <Problem error={remove.error} />}
      {open === 'verify' && <VerifyPackForm pack={pack} />}
      {open === 'sign' && <SignPackForm pack={pack} onDone={() => setOpen(undefined)} />}
    </li>
  );
}
