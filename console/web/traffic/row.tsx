import { memo } from 'react';
import type { Arrow } from '../../contract';
import { Shown } from '../parts/shown';
import { PARTY_WORDS } from '../parts/words';
import { drawn } from './lanes';

export const ROW_HEIGHT = 32;

export interface RowProps {
  arrow: Arrow;
  id: string;
  top: number;
  place: number;
  among: number;
  active: boolean;
  open: boolean;
  onOpen: (arrow: Arrow) => void;
}

/** One line of the diagram. Drawn anew only when something of it changes: 200 others may come in the same second. */
export const ArrowRow = memo(function ArrowRow({ arrow, id, top, place, among, active, open, onOpen }: RowProps) {
  const { from, to, label } = drawn(arrow);
  const note = arrow.kind === 'note';
  return (
    // The list box that it is in takes the keys.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="option"
      id={id}
      aria-selected={open}
      aria-posinset={place}
      aria-setsize={among}
      tabIndex={-1}
      className={`arrow-row ${arrow.tone}${active ? ' active' : ''}${open ? ' open' : ''}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onOpen(arrow)}
    >
      <span className="arrow-time">{clock(arrow.ms)}</span>
      <span className="arrow-way">
        {PARTY_WORDS[arrow.from]}
        {!note && (
          <>
            <span aria-hidden="true"> → </span>
            <span className="hidden-words"> to </span>
            {PARTY_WORDS[arrow.to]}
          </>
        )}
      </span>
      <span className="arrow-lanes">
        {!note && (
          <svg aria-hidden="true" focusable="false">
            <line x1={`${from}%`} x2={`${to}%`} y1="24" y2="24" />
            <svg x={`${to}%`} y="24" overflow="visible">
              <path d={to > from ? 'M0 0l-9 -4.5v9z' : 'M0 0l9 -4.5v9z'} />
            </svg>
          </svg>
        )}
        {note && <span className="arrow-dot" style={{ left: `${from}%` }} />}
        <span
          className={`arrow-label ${label.side}`}
          style={{ [label.side]: `${label.at}%`, maxWidth: `min(78%, calc(${100 - label.at}% - 0.9rem))` }}
        >
          <Shown text={arrow.label} />
        </span>
      </span>
    </div>
  );
});

/** Minutes, seconds and thousandths since the run began. */
export function clock(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  return `${minutes}:${((ms % 60_000) / 1000).toFixed(3).padStart(6, '0')}`;
}
