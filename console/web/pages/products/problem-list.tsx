import type { ProductProblem } from '../../../contract';
import { Shown } from '../../parts/shown';
import { count } from '../../parts/words';
import { fieldId } from './form-schema';

/** What keeps the description from being used, each with a way to its field. */
export function ProblemList({ problems, onGo }: { problems: readonly ProductProblem[]; onGo: () => void }) {
  if (problems.length === 0) return null;
  return (
    <div className="notice bad" role="group" aria-labelledby="problems-title">
      <h2 id="problems-title" className="notice-title">
        {count(problems.length, 'problem')} in the description
      </h2>
      <ul>
        {problems.map(({ line, path, message }) => (
          <li key={`${line} ${message}`}>
            {path.length > 0 ? (
              <button
                type="button"
                className="link-button"
                onClick={() => {
                  onGo();
                  requestAnimationFrame(() => goTo(path));
                }}
              >
                <Shown text={message} />
              </button>
            ) : (
              <Shown text={message} />
            )}
            {line > 0 && <span className="soft"> (line {line})</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Focuses the field, or the nearest around it that there is; opens the section that it is in. */
function goTo(path: readonly (string | number)[]): void {
  for (let length = path.length; length > 0; length -= 1) {
    const element = document.getElementById(fieldId(path.slice(0, length)));
    if (!element) continue;
    const section = element.closest('details') ?? element.querySelector('details');
    if (section) section.open = true;
    element.focus();
    element.scrollIntoView({ block: 'center' });
    return;
  }
}
