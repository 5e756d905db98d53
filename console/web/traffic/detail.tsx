import { useEffect, useRef, useState } from 'react';
import type { EventDetail, EventFile } from '../../contract';
import { urlOf } from '../api/call';
import { useRead } from '../api/queries';
import { Loading } from '../parts/empty';
import { Icon } from '../parts/icon';
import { Problem } from '../parts/notice';
import { Shown } from '../parts/shown';
import { count, PARTY_WORDS, size } from '../parts/words';
import { Decoded } from './decoded';
import { Picture } from './picture';
import { clock } from './row';
import './detail.css';

const PROTOCOL_WORDS = { dimse: 'DICOM', mllp: 'HL7', http: 'HTTP', '': '' } as const;

/** What is behind one line of the diagram: its files decoded, its pictures, and the event as it was recorded. */
export function Detail({
  run,
  seq,
  onGo,
  onClose,
}: {
  run: string;
  seq: number;
  onGo: (seq: number) => void;
  onClose: () => void;
}) {
  const { data, error } = useRead('traffic.event', { params: { run, seq }, keep: true });
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [seq]);
  return (
    <section className="detail" aria-labelledby="detail-title">
      <div className="detail-head">
        <h2 id="detail-title" ref={heading} tabIndex={-1}>
          {data?.arrow ? <Shown text={data.arrow.label} /> : `Event ${seq}`}
        </h2>
        <button type="button" className="button small" onClick={onClose}>
          <Icon name="close" size={16} />
          Close
        </button>
      </div>
      {error && <Problem error={error} />}
      {!data && !error && <Loading what="what was sent" />}
      {data && <Content key={data.event.seq} run={run} detail={data} onGo={onGo} />}
    </section>
  );
}

function Content({ run, detail, onGo }: { run: string; detail: EventDetail; onGo: (seq: number) => void }) {
  const { arrow, event, files, related } = detail;
  const [chosen, setChosen] = useState(0);
  const file = files[chosen];
  return (
    <div className="stack">
      <p className="soft">
        {arrow &&
          `${PARTY_WORDS[arrow.from]}${arrow.kind === 'arrow' ? ` to ${PARTY_WORDS[arrow.to]}` : ''}, ${clock(arrow.ms)} after the start. `}
        {arrow && PROTOCOL_WORDS[arrow.protocol] !== '' && `${PROTOCOL_WORDS[arrow.protocol]}. `}Event {event.seq}.
      </p>
      {related.length > 0 && (
        <p>
          Belongs together with{' '}
          {related.map((seq, index) => (
            <span key={seq}>
              {index > 0 && ', '}
              <button type="button" className="link-button" onClick={() => onGo(seq)}>
                event {seq}
              </button>
            </span>
          ))}
        </p>
      )}
      {files.length > 1 && (
        <label className="field">
          <span className="field-label">{count(files.length, 'file')} behind it</span>
          <select value={chosen} onChange={(change) => setChosen(Number(change.target.value))}>
            {files.map(({ n, title, bytes }, index) => (
              <option key={n} value={index}>
                {title}, {size(bytes)}
              </option>
            ))}
          </select>
        </label>
      )}
      {file && <File key={file.n} run={run} seq={event.seq} file={file} />}
      <details>
        <summary>The event as it was recorded</summary>
        <pre>
          <Shown text={JSON.stringify(event, null, 2)} />
        </pre>
      </details>
    </div>
  );
}

function File({ run, seq, file }: { run: string; seq: number; file: EventFile }) {
  const [picture, setPicture] = useState(false);
  const params = { run, seq, n: file.n };
  return (
    <div className="stack">
      <div className="actions">
        {file.picture && (
          <button type="button" className="button small" aria-expanded={picture} onClick={() => setPicture(!picture)}>
            {picture ? 'Hide the picture' : 'Show the picture'}
          </button>
        )}
        <a className="button small" href={urlOf('traffic.download', params)} download>
          <Icon name="download" size={16} />
          Download ({size(file.bytes)})
        </a>
      </div>
      {picture && <Picture params={params} />}
      <Decoded params={params} />
    </div>
  );
}
