import { describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../model/events';
import { OurLines } from './our-lines';

const TO_RIS = 'ai-platform>ris:mllp';
const TO_PACS = 'ai-platform>pacs:dimse';
const TO_SUT = 'ris>ai-platform:mllp';

function watched(asked: string[] = []) {
  let hear: (event: JournalEvent) => void = () => undefined;
  const opened = [TO_RIS, TO_PACS, TO_SUT].map((link) => {
    const [from, to] = link.slice(0, link.indexOf(':')).split('>');
    return { kind: 'link.opened', link, from, to } as JournalEvent;
  });
  const recording = { events: opened, onEvent: (listener: typeof hear) => ((hear = listener), () => undefined) };
  const lines = new OurLines(recording, 'ai-platform', { on: (link) => asked.includes(link) });
  const tell = (event: { kind: string }) => hear({ connection: 1, ...event } as unknown as JournalEvent);
  return { lines, tell };
}

const failed = (link: string) => ({ kind: 'connection.failed', link, reason: 'nothing listens there' });
const fault = (link: string, active = true) => ({ kind: 'tap.fault', link, fault: 'nothing gets through', active });
const closed = (link: string, by = 'tap') => ({ kind: 'connection.closed', link, by });
const rejected = (link: string, source: number, reason: number) => ({
  ...{ kind: 'dimse.associate-reject', link, result: 1, source, reason, meaning: 'for a reason' },
});

describe('our own lines', () => {
  it.each([
    ['an actor of ours cannot be reached', failed(TO_RIS), /from the ai-platform to the ris \(mllp\): nothing listens/],
    ['a line is out of order', fault(TO_SUT), /from the ris to the ai-platform .*nothing gets through/],
    ['a connection is broken off in between', closed(TO_PACS), /broken off/],
    ['an actor of ours has no room for an association', rejected(TO_PACS, 3, 2), /rejected, for a reason/],
  ])('are in trouble when %s, until the next scenario', (_what, event, sentence) => {
    const { lines, tell } = watched();
    tell({ kind: 'scenario.started' });
    expect(lines.trouble).toBeUndefined();
    tell(event);
    expect(lines.trouble).toMatch(sentence);
    if (event.kind === 'tap.fault') return;
    tell({ kind: 'scenario.started' });
    expect(lines.trouble).toBeUndefined();
  });

  it.each([
    ['the product cannot be reached', failed(TO_SUT)],
    ['the product or its peer closes', closed(TO_PACS, 'client')],
    ['the product asks for another AE title', rejected(TO_PACS, 1, 7)],
  ])('are not in trouble when %s', (_what, event) => {
    const { lines, tell } = watched();
    tell(event);
    expect(lines.trouble).toBeUndefined();
  });

  it('are not in trouble when TLS with the product fails', () => {
    const { lines, tell } = watched();
    const refused = { kind: 'connection.tls-failed', link: TO_PACS };
    tell(refused);
    tell(closed(TO_PACS));
    expect(lines.trouble).toBeUndefined();
  });

  it('are not in trouble by what the scenario asks for', () => {
    const { lines, tell } = watched([TO_RIS, TO_PACS]);
    for (const event of [failed(TO_RIS), fault(TO_RIS), closed(TO_PACS)]) tell(event);
    expect(lines.trouble).toBeUndefined();
  });

  it('stay in trouble over scenarios until the fault is lifted', () => {
    const { lines, tell } = watched();
    tell(fault(TO_RIS));
    tell({ kind: 'scenario.started' });
    expect(lines.lasting).toMatch(/nothing gets through/);
    expect(lines.trouble).toBe(lines.lasting);
    tell(fault(TO_RIS, false));
    tell({ kind: 'scenario.started' });
    expect([lines.lasting, lines.trouble]).toEqual([undefined, undefined]);
  });
});
