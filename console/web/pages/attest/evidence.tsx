import { useEffect, useId, useRef, useState } from 'react';
import type { Screenshot, TakenStep } from '../../../contract';
import { urlOf } from '../../api/call';
import { useSend } from '../../api/queries';
import { useAnnounce } from '../../parts/announce';
import { Problem } from '../../parts/notice';
import { Shown, shownText } from '../../parts/shown';
import { size } from '../../parts/words';
import { SendStudy } from './send-study';

const TYPES = ['image/png', 'image/jpeg'];

/** What to look for and how it should look, beside what the product shows: screenshots chosen, dropped or pasted. */
export function Evidence({ run, step }: { run: string; step: TakenStep }) {
  const [shots, setShots] = useState<readonly Screenshot[]>(step.screenshots);
  const params = { run, requirement: step.requirement.id };
  const remove = useSend('attest.removeScreenshot');
  const drop = (shot: Screenshot) =>
    remove.mutate(
      { params: { ...params, screenshot: shot.id } },
      { onSuccess: () => setShots((before) => before.filter(({ id }) => id !== shot.id)) },
    );
  return (
    <section className="card stack" aria-labelledby="look-title">
      <h2 id="look-title">Look at the product</h2>
      {step.study && <SendStudy run={run} step={step} />}
      {step.lookFor.length > 0 && (
        <div className="stack close">
          <h3>What you must see</h3>
          <ul>
            {step.lookFor.map((line) => (
              <li key={line}>
                <Shown text={line} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="side-by-side">
        {step.study && (
          <figure>
            <figcaption>How it should look</figcaption>
            <img
              src={urlOf('attest.picture', params)}
              alt={`How the product should show it: ${step.requirement.title}`}
            />
          </figure>
        )}
        <div className="stack close">
          {shots.map((shot) => (
            <figure key={shot.id}>
              <figcaption>
                What the product shows: <Shown text={shot.name} />
                <span className="below soft">
                  {shot.width} × {shot.height}, {size(shot.bytes)}
                </span>
              </figcaption>
              <img
                src={urlOf('attest.screenshot', { ...params, screenshot: shot.id })}
                alt={`Screenshot ${shownText(shot.name)}`}
              />
              <button type="button" className="button small danger" onClick={() => drop(shot)}>
                Remove this screenshot
              </button>
            </figure>
          ))}
          {remove.error && <Problem error={remove.error} />}
          <AddScreenshot
            params={params}
            needed={step.needsScreenshot}
            onAdded={(shot) => setShots((before) => [...before.filter(({ id }) => id !== shot.id), shot])}
          />
        </div>
      </div>
    </section>
  );
}

function AddScreenshot({
  params,
  needed,
  onAdded,
}: {
  params: { run: string; requirement: string };
  needed: boolean;
  onAdded: (shot: Screenshot) => void;
}) {
  const id = useId();
  const announce = useAnnounce();
  const add = useSend('attest.addScreenshot');
  const [refused, setRefused] = useState<Error>();
  const take = (file: File | undefined) => {
    if (!file) return;
    setRefused(undefined);
    if (!TYPES.includes(file.type)) {
      setRefused(new Error(`${file.name} is not a picture that can be kept. Give a PNG or JPEG file.`));
      return;
    }
    add.mutate(
      { params, query: { name: file.name }, raw: { type: file.type, data: file } },
      {
        onSuccess: (shot) => {
          announce('The screenshot was added.');
          onAdded(shot);
        },
      },
    );
  };
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const [file] = event.clipboardData?.files ?? [];
      if (!file) return;
      event.preventDefault();
      latest.current(file);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, []);
  const problem = refused ?? add.error;
  return (
    // Whoever drops nothing chooses the file or pastes it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className="drop"
      role="group"
      aria-label="Screenshot of the product"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        take(event.dataTransfer.files[0]);
      }}
    >
      {problem && <Problem error={problem} title="The screenshot was not added" />}
      <label htmlFor={id} className="field-label">
        Add a screenshot of the product{!needed && <span className="soft"> (optional)</span>}
      </label>
      <p className="hint" id={`${id}-hint`}>
        Choose a PNG or JPEG file, drop it here, or paste it with Ctrl and V.
      </p>
      <input
        id={id}
        type="file"
        accept={TYPES.join(',')}
        aria-describedby={`${id}-hint`}
        disabled={add.isPending}
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      {add.isPending && <p role="status">Adding</p>}
    </div>
  );
}
