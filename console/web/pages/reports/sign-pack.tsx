import { useState, type FormEvent } from 'react';
import type { Pack, SignPack } from '../../../contract';
import { useRead, useSend } from '../../api/queries';
import { useAnnounce } from '../../parts/announce';
import { Field } from '../../parts/field';
import { Problem } from '../../parts/notice';

export function SignPackForm({ pack, onDone }: { pack: Pack; onDone: () => void }) {
  const { data: about } = useRead('about.read');
  const announce = useAnnounce();
  const sign = useSend('packs.sign', ['packs.list']);
  const [key, setKey] = useState<string>();
  const [passphrase, setPassphrase] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body: SignPack = { ...(key ? { key } : {}), ...(passphrase === '' ? {} : { passphrase }) };
    sign.mutate(
      { params: { pack: pack.id }, body },
      {
        onSuccess: () => {
          announce('The pack is signed.');
          onDone();
        },
      },
    );
  };
  return (
    <form className="stack inset" onSubmit={submit}>
      {sign.error && <Problem error={sign.error} title="The pack was not signed" />}
      <Field
        label="Your private key (PEM file)"
        required={!about?.signingKey}
        hint={
          about?.signingKey
            ? 'If you give none, the key that the console was started with signs.'
            : 'It is used once and never kept.'
        }
      >
        {(described) => (
          <input
            {...described}
            type="file"
            accept=".pem,.key"
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              if (file) void file.text().then(setKey);
              else setKey(undefined);
            }}
          />
        )}
      </Field>
      {key?.includes('ENCRYPTED') && (
        <Field label="Passphrase of the key">
          {(described) => (
            <input
              {...described}
              type="password"
              autoComplete="off"
              value={passphrase}
              onChange={(event) => setPassphrase(event.target.value)}
            />
          )}
        </Field>
      )}
      <div className="actions">
        <button type="submit" className="button main" disabled={sign.isPending || (!key && !about?.signingKey)}>
          {sign.isPending ? 'Signing' : 'Sign the pack'}
        </button>
      </div>
    </form>
  );
}
