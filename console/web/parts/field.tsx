import { useId, type ReactNode } from 'react';
import { Shown } from './shown';

export interface Described {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

/** Label above, hint below it, problem below that; the control is told of all three. */
export function Field({
  label,
  hint,
  problem,
  required = true,
  children,
}: {
  label: string;
  hint?: ReactNode;
  problem?: string;
  required?: boolean;
  children: (described: Described) => ReactNode;
}) {
  const id = useId();
  const about = [hint !== undefined && `${id}-hint`, problem !== undefined && `${id}-problem`]
    .filter(Boolean)
    .join(' ');
  return (
    <div className={problem === undefined ? 'field' : 'field has-problem'}>
      <label htmlFor={id}>
        {label}
        {!required && <span className="soft"> (optional)</span>}
      </label>
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem !== undefined && (
        <p className="field-problem" id={`${id}-problem`}>
          <span className="hidden-words">Problem: </span>
          <Shown text={problem} />
        </p>
      )}
      {children({
        id,
        ...(about === '' ? {} : { 'aria-describedby': about }),
        ...(problem === undefined ? {} : { 'aria-invalid': true as const }),
      })}
    </div>
  );
}
