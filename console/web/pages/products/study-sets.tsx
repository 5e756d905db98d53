import { useRead, useSend } from '../../api/queries';
import { useMay } from '../../api/session';
import { ChooseFile } from '../../parts/choose-file';
import { Problem } from '../../parts/notice';
import { Shown } from '../../parts/shown';
import { count, day, size } from '../../parts/words';

/** Studies of one's own, which a real algorithm needs: it finds nothing in a made-up one. */
export function StudySets() {
  const may = useMay('operator');
  const { data: sets, error } = useRead('studies.list');
  const add = useSend('studies.add', ['studies.list']);
  const remove = useSend('studies.remove', ['studies.list']);
  const own = sets?.filter(({ kind }) => kind === 'uploaded') ?? [];
  const problem = error ?? add.error ?? remove.error;
  return (
    <section className="card stack" aria-labelledby="sets">
      <h2 id="sets">Your own studies</h2>
      <p className="soft">
        An algorithm on the market finds nothing in made-up studies. Add zip files of suitable DICOM studies without
        names. They are sent with fresh identifiers.
      </p>
      {problem && <Problem error={problem} />}
      {own.length > 0 && (
        <ul className="lines">
          {own.map(({ id, name, objects, bytes, addedAt, addedBy }) => (
            <li key={id}>
              <span>
                <strong>
                  <Shown text={name} />
                </strong>
                <span className="below soft">
                  {objects !== undefined && `${count(objects, 'object')}, `}
                  {bytes !== undefined && `${size(bytes)}, `}
                  {addedAt !== undefined && `added ${day(addedAt)}`}
                  {addedBy !== undefined && (
                    <>
                      {' '}
                      by <Shown text={addedBy} />
                    </>
                  )}
                </span>
              </span>
              {may && (
                <button
                  type="button"
                  className="button small danger"
                  disabled={remove.isPending}
                  onClick={() => remove.mutate({ params: { study: id } })}
                >
                  Remove<span className="hidden-words"> {name}</span>
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {may && (
        <div className="actions">
          <ChooseFile
            label="Zip file of studies"
            accept=".zip"
            words={add.isPending ? 'Adding' : 'Add a zip file of studies'}
            busy={add.isPending}
            onChosen={(chosen) =>
              add.mutate({ query: { name: chosen.name }, raw: { type: 'application/zip', data: chosen } })
            }
          />
        </div>
      )}
    </section>
  );
}
