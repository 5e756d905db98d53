import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { ActorName, Party } from '../../../model/actors';
import type { Arrow } from '../../contract';
import { PARTY_WORDS } from '../parts/words';
import { laneAt, LANES } from './lanes';
import { ArrowRow, ROW_HEIGHT } from './row';
import './diagram.css';

export interface DiagramProps {
  arrows: readonly Arrow[];
  /** Of `arrows`, which may be the same list grown longer. */
  length: number;
  /** The product under test. */
  sut?: ActorName;
  /** More is to come: the newest line is kept in sight until the reader goes elsewhere. */
  live: boolean;
  /** Sequence number of the line that is open beside the diagram. */
  open?: number;
  onOpen: (arrow: Arrow) => void;
}

/**
 * The sequence diagram: one line a message, of which only those in sight are drawn. A list box for the keyboard: arrows,
 * Page Up and Down, Home and End move, Enter opens.
 */
export function Diagram({ arrows, length, sut, live, open, onOpen }: DiagramProps) {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const [active, setActive] = useState(-1);
  const [following, setFollowing] = useState(live);
  // eslint-disable-next-line react-hooks/incompatible-library -- says only that React Compiler, which is not used, would skip it
  const rows = useVirtualizer({
    count: length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });

  useEffect(() => {
    if (live && following && length > 0) rows.scrollToIndex(length - 1, { align: 'end' });
  }, [live, following, length, rows]);

  const openAt = useCallback(
    (arrow: Arrow) => {
      setFollowing(false);
      onOpen(arrow);
    },
    [onOpen],
  );
  const move = (to: number) => {
    const next = Math.min(Math.max(to, 0), length - 1);
    setFollowing(false);
    setActive(next);
    rows.scrollToIndex(next);
  };
  const press = (event: KeyboardEvent) => {
    if (length === 0) return;
    const page = Math.max(Math.floor((box.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1, 1);
    const moves: Record<string, () => void> = {
      ArrowDown: () => move(active + 1),
      ArrowUp: () => move(active - 1),
      PageDown: () => move(active + page),
      PageUp: () => move(active - page),
      Home: () => move(0),
      End: () => move(length - 1),
      Enter: () => {
        const arrow = arrows[active];
        if (arrow) openAt(arrow);
      },
    };
    const act = moves[event.key === ' ' ? 'Enter' : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  const items = rows.getVirtualItems();
  return (
    <div className="diagram">
      <div className="diagram-head" aria-hidden="true">
        {LANES.map((party) => (
          <span key={party} className={party === sut ? 'party sut' : 'party'} style={{ left: `${laneAt(party)}%` }}>
            {PARTY_WORDS[party]}
            {party === sut && <span className="under-test">under test</span>}
          </span>
        ))}
      </div>
      <div
        ref={box}
        className="diagram-box"
        role="listbox"
        tabIndex={0}
        aria-label={`Traffic between the actors${sut ? `; ${PARTY_WORDS[sut as Party]} is under test` : ''}`}
        aria-activedescendant={items.some(({ index }) => index === active) ? `${id}-${active}` : undefined}
        onKeyDown={press}
        onWheel={() => setFollowing(false)}
        onTouchMove={() => setFollowing(false)}
        onPointerDown={() => setFollowing(false)}
        onFocus={() => setActive((before) => (before < 0 ? (rows.range?.startIndex ?? 0) : before))}
      >
        <div className="diagram-lines" style={{ height: rows.getTotalSize() }} role="presentation">
          <div className="lives" aria-hidden="true">
            {LANES.map((party) => (
              <span key={party} className={party === sut ? 'life sut' : 'life'} style={{ left: `${laneAt(party)}%` }} />
            ))}
          </div>
          {items.map(({ index, start }) => {
            const arrow = arrows[index];
            return (
              arrow && (
                <ArrowRow
                  key={arrow.seq}
                  id={`${id}-${index}`}
                  arrow={arrow}
                  top={start}
                  place={index + 1}
                  among={length}
                  active={index === active}
                  open={arrow.seq === open}
                  onOpen={openAt}
                />
              )
            );
          })}
        </div>
      </div>
      {live && !following && (
        <button type="button" className="button small newest" onClick={() => setFollowing(true)}>
          Follow the newest
        </button>
      )}
    </div>
  );
}
