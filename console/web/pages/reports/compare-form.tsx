import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import type { CompareRuns } from '../../../contract';
import { useSend } from '../../api/queries';
import { Field } from '../../parts/field';
import { Problem } from '../../parts/notice';
import { Shown, shownText } from '../../parts/shown';

export interface Comparable {
  of: CompareRuns['of'][number];
  name: string;
}

export function CompareForm({ chosen, onClear }: { chosen: readonly Comparable[]; onClear: () => void }) {
  const [, go] = useLocation();
  const [baseline, setBaseline] = useState('');
  const [bar, setBar] = useState<{ name: string; text: string }>();
  const [despite, setDespite] = useState(false);
  const compare = useSend('comparisons.add');
  const enough = chosen.length >= 2;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body: CompareRuns = {
      of: chosen.map(({ of }) => of),
      ...(baseline !== '' && chosen.length === 2 ? { baseline: Number(baseline) } : {}),
      ...(bar ? { bar: bar.text } : {}),
      ...(despite ? { despiteDifferences: true } : {}),
    };
    compare.mutate({ body }, { onSuccess: ({ id }) => go(`/reports/comparisons/${encodeURIComponent(id)}`) });
  };
  return (
    <form className="card stack" onSubmit={submit} aria-labelledby="compare-title">
      <h2 id="compare-title">Compare</h2>
      {compare.error && <Problem error={compare.error} title="They cannot be compared" />}
      {chosen.length === 0 ? (
        <p className="soft">Tick two or more above.</p>
      ) : (
        <ol>
          {chosen.map(({ name }) => (
            <li key={name}>
              <Shown text={name} />
            </li>
          ))}
        </ol>
      )}
      {enough && (
        <details>
          <summary>More about the comparison</summary>
          <div className="stack inset">
            {chosen.length === 2 && (
              <Field
                label="The version before"
                hint="What became better or worse is shown against it."
                required={false}
              >
                {(described) => (
                  <select {...described} value={baseline} onChange={(event) => setBaseline(event.target.value)}>
                    <option value="">None: they are different products</option>
                    {chosen.map(({ name }, index) => (
                      <option key={index} value={index}>
                        {shownText(name)}
                      </option>
                    ))}
                  </select>
                )}
              </Field>
            )}
            <Field
              label="Your own bar (bar.yaml)"
              hint="What you insist on, and how much the rest counts."
              required={false}
            >
              {(described) => (
                <input
                  {...described}
                  type="file"
                  accept=".yaml,.yml"
                  onChange={(event) => {
                    const [file] = event.target.files ?? [];
                    if (file) void file.text().then((text) => setBar({ name: file.name, text }));
                    else setBar(undefined);
                  }}
                />
              )}
            </Field>
            <label className="tick">
              <input type="checkbox" checked={despite} onChange={(event) => setDespite(event.target.checked)} />
              Compare even if they were not tested in the same way
            </label>
          </div>
        </details>
      )}
      <div className="actions">
        <button type="submit" className="button main" disabled={!enough || compare.isPending}>
          {compare.isPending ? 'Comparing' : enough ? `Compare these ${chosen.length}` : 'Compare'}
        </button>
        {chosen.length > 0 && (
          <button type="button" className="button" onClick={onClear}>
            Clear the choice
          </button>
        )}
      </div>
    </form>
  );
}
