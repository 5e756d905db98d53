import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRecording, type Recording } from '../../evidence/recording';
import { type OpenCase, Session } from '../session';
import { openInDisplay } from './display';

const RESULTS = ['1', '2', '3', '4', '5', '6'];
const NOTICE_S = 0.3;

let dir: string;
let recording: Recording;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'airworthy-display-'));
  recording = openRecording(dir);
});
afterEach(async () => {
  await recording.close();
  rmSync(dir, { recursive: true, force: true });
});

function taken(sopInstanceUid: string): void {
  recording.append({
    ...{ kind: 'dimse.command', link: 'harness>pacs:dimse', connection: 1, contextId: 1, abstractSyntax: '' },
    ...{ transferSyntax: '', messageId: 1, sender: 'server', command: 'C-STORE-RSP', status: 0, sopInstanceUid },
    frames: [1, 1],
  });
}

/** Of a session, what the wait for a viewer needs. */
async function opened(display: () => Promise<void>, notice = NOTICE_S): Promise<string[]> {
  const session = {
    recording,
    config: { timeouts: { notice } },
    harness: { archivePeers: { offer: () => Promise.resolve() }, displayOfStandIn: display },
    archive: { resultsOf: () => RESULTS.map((sopInstanceUid) => ({ sopInstanceUid })) },
    cases: [],
    waitFor: Session.prototype.waitFor,
  };
  const exam = { exam: { patientId: 'P' }, study: { instances: [] } };
  await openInDisplay(session as unknown as Session, exam as unknown as OpenCase);
  return recording.events.flatMap((event) => (event.kind === 'wait' ? [event.outcome] : []));
}

describe('the wait for a viewer', () => {
  it('goes on while it works, however slow the line, and ends when it has all', async () => {
    // Longer in all than a notice may take; from one to the next a busy machine may take four times as long.
    const notice = 2;
    const outcomes = await opened(async () => {
      for (const uid of RESULTS) {
        await pass(notice * 200);
        taken(uid);
      }
    }, notice);
    expect(outcomes.at(-1)).toBe('arrived');
    expect(outcomes.length).toBeGreaterThan(1);
  });

  it('ends where it stopped half way, and where it never came', async () => {
    expect(await opened(() => Promise.resolve())).toEqual(['expired']);
    expect((await opened(() => Promise.resolve(taken('1')))).at(-1)).toBe('expired');
  });

  it('does not go on for ever', async () => {
    let over = false;
    const busy = async (): Promise<void> => {
      while (!over) {
        await pass(50);
        taken('1');
      }
    };
    const wait = opened(busy).then(() => (over = true));
    // Three times as long as it should.
    const muchLater = 9 * NOTICE_S * 1000;
    await pass(muchLater);
    over = true;
    await wait;
    const waits = recording.events.filter(({ kind }) => kind === 'wait');
    expect((waits.at(-1)?.ms ?? Infinity) - (recording.events[0]?.ms ?? 0)).toBeLessThan(muchLater);
  });

  it('has what the viewer still does afterwards in the same scenario', async () => {
    await opened(async () => {
      RESULTS.forEach(taken);
      await pass(100);
      taken('late');
    });
    expect(recording.events.some((event) => 'sopInstanceUid' in event && event.sopInstanceUid === 'late')).toBe(true);
  });
});
