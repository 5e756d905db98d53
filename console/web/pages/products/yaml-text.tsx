import { useId } from 'react';
import type { ProductProblem } from '../../../contract';

/** The description as the file that it is, for those who prefer it. */
export function YamlText({
  yaml,
  problems,
  readonly,
  onChange,
}: {
  yaml: string;
  problems: readonly ProductProblem[];
  readonly: boolean;
  onChange: (yaml: string) => void;
}) {
  const id = useId();
  const lines = yaml.split('\n').length;
  const wrong = new Set(problems.map(({ line }) => line));
  return (
    <div className="field">
      <label htmlFor={id}>sut.yaml</label>
      <p className="hint" id={`${id}-hint`}>
        The same description as in the form. Comments stay as they are.
      </p>
      <div className="yaml">
        <div className="yaml-lines" aria-hidden="true">
          {Array.from({ length: lines }, (_, index) => (
            <span key={index} className={wrong.has(index + 1) ? 'wrong' : undefined}>
              {index + 1}
            </span>
          ))}
        </div>
        <textarea
          id={id}
          aria-describedby={`${id}-hint`}
          className="mono"
          rows={lines + 1}
          wrap="off"
          spellCheck={false}
          readOnly={readonly}
          value={yaml}
          onChange={(event) => onChange(event.target.value)}
        />
      </div>
    </div>
  );
}
