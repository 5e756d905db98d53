import { useRef, useState } from 'react';
import { CERTIFICATE_FILES } from '../../../contract';
import { urlOf } from '../../api/call';
import { useRead, useSend } from '../../api/queries';
import { useMay } from '../../api/session';
import { Icon } from '../../parts/icon';
import { Notice, Problem } from '../../parts/notice';
import { PackList } from './pack-list';

/** What can be made of a run to give to others: a pack with all evidence, and the supplier's statement of conformity. */
export function HandOver({ run }: { run: string }) {
  const may = useMay('operator');
  const { data: packs, error } = useRead('packs.list');
  const [redacted, setRedacted] = useState(false);
  const make = useSend('packs.make', ['packs.list']);
  const mine = packs?.filter((pack) => pack.run === run) ?? [];
  const problem = error ?? make.error;
  return (
    <section className="card stack" aria-labelledby="hand-over-title">
      <h2 id="hand-over-title">Hand over the evidence</h2>
      <p className="soft">
        A pack is one file with the report, everything that was recorded and checksums. Whoever gets it can verify it
        and make the verdicts again.
      </p>
      {problem && <Problem error={problem} title="The pack was not made" />}
      {mine.length > 0 && <PackList packs={mine} />}
      {may && (
        <div className="actions">
          <button
            type="button"
            className="button"
            disabled={make.isPending}
            onClick={() => make.mutate({ params: { run }, body: { redacted } })}
          >
            {make.isPending ? 'Making the pack' : 'Make a pack'}
          </button>
          <label className="tick">
            <input type="checkbox" checked={redacted} onChange={(event) => setRedacted(event.target.checked)} />
            With pseudonyms instead of names and identifiers
          </label>
        </div>
      )}
      {may && <CertificateMaker run={run} />}
    </section>
  );
}

function CertificateMaker({ run }: { run: string }) {
  const certify = useSend('certificates.add');
  const file = useRef<HTMLInputElement>(null);
  const answer = certify.data;
  const make = async () => {
    const [exceptions] = file.current?.files ?? [];
    certify.mutate({ params: { run }, body: exceptions ? { exceptions: await exceptions.text() } : {} });
  };
  return (
    <details>
      <summary>Statement of conformity, for suppliers</summary>
      <div className="stack inset">
        {certify.error && <Problem error={certify.error} title="The statement was not made" />}
        {answer && 'missing' in answer && (
          <Notice tone="warning" title="The statement cannot be made yet" live>
            <p>These are neither met nor stated as exceptions:</p>
            <ul>
              {answer.missing.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </Notice>
        )}
        {answer && 'certificate' in answer && (
          <Notice tone="good" title="The statement was made" live>
            <div className="actions">
              {CERTIFICATE_FILES.map((name) => (
                <a
                  key={name}
                  className="button small"
                  href={urlOf('certificates.file', { certificate: answer.id, file: name })}
                  download
                >
                  <Icon name="download" size={16} />
                  {name}
                </a>
              ))}
            </div>
          </Notice>
        )}
        <label className="field">
          <span className="field-label">
            exceptions.yaml <span className="soft">(optional)</span>
          </span>
          <input ref={file} type="file" accept=".yaml,.yml" />
        </label>
        <div className="actions">
          <button type="button" className="button" disabled={certify.isPending} onClick={() => void make()}>
            {certify.isPending ? 'Making it' : 'Make the statement'}
          </button>
        </div>
      </div>
    </details>
  );
}
