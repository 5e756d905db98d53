import type { SourceGroup } from '../../../contract';
import { Shown } from '../../parts/shown';

/** `undefined`: everything that applies; otherwise the ids of the requirements chosen. */
export type Scope = ReadonlySet<string> | undefined;

/** What the server is to be given: a prefix where all of a source is chosen. */
export function onlyOf(scope: Scope, sources: readonly SourceGroup[]): string[] | undefined {
  if (!scope) return undefined;
  return sources.flatMap((source) => {
    const ids = idsOf(source);
    const chosen = ids.filter((id) => scope.has(id));
    return chosen.length === ids.length ? [source.prefix] : chosen;
  });
}

const idsOf = ({ groups }: SourceGroup): string[] =>
  groups.flatMap(({ requirements }) => requirements.map(({ id }) => id));

/** Which requirements a run sets out to decide: all, by source, by group, or one by one. */
export function ScopeChoice({
  sources,
  scope,
  onChange,
}: {
  sources: readonly SourceGroup[];
  scope: Scope;
  onChange: (scope: Scope) => void;
}) {
  const set = (ids: readonly string[], on: boolean) => {
    const next = new Set(scope);
    for (const id of ids)
      if (on) next.add(id);
      else next.delete(id);
    onChange(next);
  };
  return (
    <fieldset className="stack close">
      <legend>What should be tested?</legend>
      <label className="tick">
        <input type="radio" name="scope" checked={!scope} onChange={() => onChange(undefined)} />
        Everything that applies to the product
      </label>
      <label className="tick">
        <input type="radio" name="scope" checked={!!scope} onChange={() => onChange(new Set())} />
        Only what I choose
      </label>
      {scope &&
        sources.map((source) => (
          <div key={source.source} className="scope-source">
            <Tick
              label={`${source.source}: all ${idsOf(source).length} requirements`}
              ids={idsOf(source)}
              scope={scope}
              set={set}
              strong
            />
            {source.groups.map(({ group, requirements }) => (
              <details key={group}>
                <summary>
                  {group} <span className="soft">({requirements.length})</span>
                </summary>
                <Tick label="All of this group" ids={requirements.map(({ id }) => id)} scope={scope} set={set} />
                {requirements.map(({ id, title, method }) => (
                  <Tick
                    key={id}
                    label={`${id} ${title}${method === 'attested' ? ' (a person answers)' : ''}`}
                    ids={[id]}
                    scope={scope}
                    set={set}
                  />
                ))}
              </details>
            ))}
          </div>
        ))}
    </fieldset>
  );
}

function Tick({
  label,
  ids,
  scope,
  set,
  strong = false,
}: {
  label: string;
  ids: readonly string[];
  scope: ReadonlySet<string>;
  set: (ids: readonly string[], on: boolean) => void;
  strong?: boolean;
}) {
  const on = ids.filter((id) => scope.has(id)).length;
  return (
    <label className={strong ? 'tick strong' : 'tick'}>
      <input
        type="checkbox"
        checked={on === ids.length && on > 0}
        ref={(box) => {
          if (box) box.indeterminate = on > 0 && on < ids.length;
        }}
        onChange={(event) => set(ids, event.target.checked)}
      />
      <Shown text={label} />
    </label>
  );
}
