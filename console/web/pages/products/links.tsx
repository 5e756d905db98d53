import type { Doctor, Product } from '../../../contract';
import { useRead, useSend } from '../../api/queries';
import { useMay } from '../../api/session';
import { Notice, Problem } from '../../parts/notice';
import { Shown } from '../../parts/shown';

/** Tries every connection in both directions, and says in plain words what to change. */
export function Links({ product, changed }: { product: Product; changed: boolean }) {
  const may = useMay('operator');
  const params = { product: product.id };
  const { data: doctor, error } = useRead('doctor.read', {
    params,
    everyMs: (answer) => (answer?.running ? 1000 : false),
  });
  const start = useSend('doctor.start', ['doctor.read']);
  const stop = useSend('doctor.stop', ['doctor.read']);
  const problem = start.error ?? stop.error ?? error;
  return (
    <div className="card stack">
      <p>
        This checks that we can reach the product, and then waits for the product to reach us. Before you start, set the
        product up with the addresses under &ldquo;Where the product finds the simulated hospital&rdquo;.
      </p>
      {changed && <Notice tone="warning" title="Save your changes first: the saved description is what is checked." />}
      {problem && <Problem error={problem} title="The links were not checked" />}
      {may && (
        <div className="actions">
          {doctor?.running ? (
            <button
              type="button"
              className="button danger"
              disabled={stop.isPending}
              onClick={() => stop.mutate({ params })}
            >
              Stop checking
            </button>
          ) : (
            <button
              type="button"
              className="button main"
              disabled={start.isPending || changed || product.problems > 0}
              onClick={() => start.mutate({ params, body: { waitSeconds: 60 } })}
            >
              Check links
            </button>
          )}
        </div>
      )}
      {product.problems > 0 && <p>The description has problems. Put them right first.</p>}
      {doctor && <Answer doctor={doctor} />}
    </div>
  );
}

function Answer({ doctor: { running, sentence, results, waitingFor } }: { doctor: Doctor }) {
  return (
    <div className="stack close">
      <p role="status">
        <Shown text={sentence} />
      </p>
      {running && waitingFor.length > 0 && (
        <ul>
          {waitingFor.map((where) => (
            <li key={where}>
              <Shown text={where} />
            </li>
          ))}
        </ul>
      )}
      {results.length > 0 && (
        <ul className="lines">
          {results.map(({ probe, ok, sentence: said }) => (
            <li key={probe}>
              <span>
                <span className={ok ? 'badge pass' : 'badge fail'}>
                  <span aria-hidden="true" className="mark">
                    {ok ? '✓' : '✕'}
                  </span>
                  {ok ? 'Works' : 'Does not work'}
                </span>{' '}
                <Shown text={said} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
