import { STUDY_KINDS, type StudyKind } from '../../../../model/exam';
import { useRead } from '../../api/queries';
import { Problem } from '../../parts/notice';
import { Shown } from '../../parts/shown';

const KIND_WORDS: Record<StudyKind, string> = {
  critical: 'With a finding that must raise an alert',
  positive: 'With a finding that must not raise an alert',
  negative: 'Without a finding',
  'out-of-scope': 'Outside the intended use',
  damaged: 'Cannot be analysed',
};

/** Study sets to send instead of those that the product's description names, kind by kind. */
export function StudyChoice({
  chosen,
  onChange,
}: {
  chosen: Partial<Record<StudyKind, string[]>>;
  onChange: (chosen: Partial<Record<StudyKind, string[]>>) => void;
}) {
  const { data: sets, error } = useRead('studies.list');
  const toggle = (kind: StudyKind, id: string, on: boolean) => {
    const ids = (chosen[kind] ?? []).filter((each) => each !== id);
    if (on) ids.push(id);
    const { [kind]: _, ...others } = chosen;
    onChange(ids.length === 0 ? others : { ...others, [kind]: ids });
  };
  return (
    <details>
      <summary>Send other studies than the description names</summary>
      <div className="stack inset">
        {error && <Problem error={error} />}
        <p className="soft">
          Where nothing is ticked, the studies of the description are sent. Add your own sets under Products.
        </p>
        {STUDY_KINDS.map((kind) => (
          <fieldset key={kind}>
            <legend>{KIND_WORDS[kind]}</legend>
            {sets
              ?.filter((set) => set.kind === 'uploaded' || set.for === kind)
              .map(({ id, name, kind: origin }) => (
                <label key={id} className="tick">
                  <input
                    type="checkbox"
                    checked={chosen[kind]?.includes(id) ?? false}
                    onChange={(event) => toggle(kind, id, event.target.checked)}
                  />
                  <span>
                    <Shown text={name} />{' '}
                    <span className="soft">({origin === 'uploaded' ? 'your own' : 'made up'})</span>
                  </span>
                </label>
              ))}
          </fieldset>
        ))}
      </div>
    </details>
  );
}
