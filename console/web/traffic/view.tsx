import { useCallback, useRef, useState } from 'react';
import type { ActorName } from '../../../model/actors';
import type { Arrow } from '../../contract';
import { Detail } from './detail';
import { Diagram } from './diagram';
import { FilteredArrows } from './filter';
import './view.css';

/** The diagram with a search above it and, once a line is chosen, what is behind that line beside it. */
export function TrafficView({
  run,
  arrows,
  length,
  sut,
  live,
  scenario,
  start,
}: {
  run: string;
  arrows: readonly Arrow[];
  length: number;
  sut?: ActorName;
  live: boolean;
  scenario?: string;
  /** Sequence number of a line to open at once. */
  start?: number;
}) {
  const [text, setText] = useState('');
  const [open, setOpen] = useState<number | undefined>(start);
  const box = useRef<HTMLDivElement>(null);
  const [filtered] = useState(() => new FilteredArrows());
  const shown = filtered.of(arrows, { scenario, text: text.trim() });
  const openLine = useCallback(({ seq }: Arrow) => setOpen(seq), []);
  const close = () => {
    setOpen(undefined);
    box.current?.querySelector<HTMLElement>('[role=listbox]')?.focus();
  };
  return (
    <div className="traffic" ref={box}>
      <div className="traffic-bar">
        <label>
          <span className="hidden-words">Show only lines that contain</span>
          <input
            type="search"
            placeholder="Show only lines that contain"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <p className="soft">
          {shown.length.toLocaleString('en-GB')}
          {shown.length === length ? '' : ` of ${length.toLocaleString('en-GB')}`} lines
        </p>
      </div>
      <div className={open === undefined ? 'traffic-panes' : 'traffic-panes two'}>
        <Diagram arrows={shown} length={shown.length} sut={sut} live={live} open={open} onOpen={openLine} />
        {open !== undefined && <Detail run={run} seq={open} onGo={setOpen} onClose={close} />}
      </div>
    </div>
  );
}
