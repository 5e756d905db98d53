import { expect, it } from 'vitest';
import type { EventBody, JournalEvent } from '../model/events';
import { overheads } from './overhead';

const at = (ms: number, event: Partial<EventBody> & { kind: string }): JournalEvent =>
  ({ ...event, ms }) as JournalEvent;
const dimse = { link: 'scanner>pacs:dimse', connection: 1 };
const mllp = { link: 'ris>ai-platform:mllp', connection: 2 };

it('leaves of a scenario what neither waits nor exchanges cover, and counts overlaps once', () => {
  const events = [
    at(0, { kind: 'connection.opened', ...mllp }),
    at(90, { kind: 'mllp.message', ...mllp, controlId: '1' }),
    at(100, { kind: 'scenario.started', name: 'a' }),
    at(110, { kind: 'mllp.message', ...mllp, controlId: '2', acknowledgedControlId: '1' }),
    at(150, { kind: 'connection.opened', ...dimse }),
    at(200, { kind: 'connection.closed', ...dimse }),
    // 140 to 180
    at(180, { kind: 'wait', elapsedMs: 40 }),
    at(300, { kind: 'scenario.finished' }),
    at(400, { kind: 'scenario.started', name: 'b' }),
    at(440, { kind: 'oracle.read', elapsedMs: 30 }),
    at(450, { kind: 'scenario.finished' }),
    at(500, { kind: 'scenario.started', name: 'c' }),
    at(510, { kind: 'dimse.command', ...dimse, command: 'N-ACTION-RQ' }),
    at(550, { kind: 'scanner.commitment' }),
    at(570, { kind: 'scenario.finished' }),
  ];
  expect(overheads(events)).toEqual([
    { scenario: 'a', durationMs: 200, overheadMs: 200 - 10 - 60 },
    { scenario: 'b', durationMs: 50, overheadMs: 50 - 30 },
    { scenario: 'c', durationMs: 70, overheadMs: 70 - 40 },
  ]);
});
