import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventBody } from '../model/events';
import { readJournal } from './journal';
import { type Laggard, openRecording, type Recording } from './recording';

type ActorName = Extract<EventBody, { kind: 'actor.started' }>['actor'];

let dir: string;
let recording: Recording;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'airworthy-recording-'));
  recording = openRecording(dir);
});
afterEach(async () => {
  await recording.close();
  rmSync(dir, { recursive: true, force: true });
});

const started = (actor: ActorName) => ({ kind: 'actor.started', actor, description: `the ${actor}` }) as const;
const journal = () => join(dir, 'journal.ndjson');

describe('journal', () => {
  it('reads back what was appended, scenario included', () => {
    recording.append(started('ris'));
    recording.setScenario('features/x.feature:3');
    recording.append({
      kind: 'probe.pacs',
      caseId: 'case-1',
      trigger: 'notice',
      studyInstanceUid: '1.2',
      found: [],
      failure: undefined,
    });
    const { events, problems } = readJournal(journal());
    expect(problems).toEqual([]);
    expect(events).toEqual(recording.events);
    expect(events.map(({ seq, scenario }) => [seq, scenario])).toEqual([
      [1, undefined],
      [2, 'features/x.feature:3'],
    ]);
  });

  it('is readable up to a torn last line, and says so', () => {
    recording.append(started('ris'));
    appendFileSync(journal(), '{"seq":2,"at":"2026-');
    expect(readJournal(journal())).toMatchObject({
      events: [{ seq: 1 }],
      problems: ['journal line 2 is torn or not JSON'],
    });
  });

  it.each([
    [
      'an altered line',
      (lines: string[]) => [lines[0]?.replace('the ris', 'the rIs'), lines[1], lines[2]],
      /line 1 was altered/,
    ],
    ['a removed line', (lines: string[]) => [lines[0], lines[2]], /line 2 has number 3, not 2/],
    ['swapped lines', (lines: string[]) => [lines[1], lines[0], lines[2]], /line 1 has number 2/],
  ])('notices %s', (_what, spoil, expected) => {
    for (const actor of ['ris', 'pacs', 'ris'] as const) recording.append(started(actor));
    writeFileSync(journal(), `${spoil(readFileSync(journal(), 'utf8').trim().split('\n')).join('\n')}\n`);
    expect(readJournal(journal()).problems[0]).toMatch(expected);
  });

  it('does not overwrite a record', () => {
    expect(() => openRecording(dir)).toThrow(/EEXIST/);
  });
});

/** What has passed and is recorded later. */
class Late implements Laggard {
  private readonly passed: { ms: number; actor: ActorName }[] = [];
  private busy = false;
  private recorded = 0;
  private waiting: { upTo: number; then(): void } | undefined;

  passes(actor: ActorName): void {
    this.passed.push({ ms: performance.now(), actor });
  }

  /** So many of them. */
  record(count: number): void {
    this.busy = true;
    for (const { ms, actor } of this.passed.splice(0, count)) {
      recording.asOf(ms, () => recording.append(started(actor)));
      this.recorded += 1;
    }
    this.busy = false;
    if (!this.waiting || this.recorded < this.waiting.upTo) return;
    const { then } = this.waiting;
    this.waiting = undefined;
    then();
  }

  catchUp(little?: 'little'): boolean {
    if (this.busy || (little && this.passed.length > 0)) return false;
    this.record(Infinity);
    return true;
  }

  catchUpSoon(then: () => void): void {
    this.waiting = { upTo: this.recorded + this.passed.length, then };
  }

  close(): Promise<void> {
    this.record(Infinity);
    return Promise.resolve();
  }
}

describe('what is recorded later than it came', () => {
  it('stands before what is said after it, each with the time at which it was', () => {
    const opened = performance.now();
    let caughtUpAt = 0;
    recording.lagsBehind({
      catchUpSoon: () => undefined,
      catchUp() {
        if (caughtUpAt > 0) return true;
        caughtUpAt = performance.now();
        recording.asOf(opened, () => recording.append(started('ris')));
        // Catching up takes long.
        while (performance.now() < caughtUpAt + 20);
        return true;
      },
      close: () => Promise.resolve(),
    });
    const before = performance.now();
    const said = recording.appendAtOnce(started('pacs'));
    const [late] = recording.events;
    expect(recording.events.map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'actor.started'],
      [2, 'actor.started'],
    ]);
    expect(late).toMatchObject({ actor: 'ris' });
    expect(said.ms - (late?.ms ?? 0)).toBeLessThanOrEqual(caughtUpAt - opened + 0.002);
    expect(said.ms - (late?.ms ?? 0)).toBeGreaterThanOrEqual(before - opened - 0.002);
  });

  it('keeps nobody waiting where it is much: what is said after it takes its place behind it', async () => {
    const told: string[] = [];
    recording.onEvent((event) => told.push('actor' in event ? event.actor : event.kind));
    const late = new Late();
    recording.lagsBehind(late);
    recording.setScenario('one');
    late.passes('scanner');
    recording.append(started('pacs'));
    let all = false;
    const caughtUp = recording.caughtUp().then(() => (all = true));
    const found = recording.waitFor((event) => ('actor' in event && event.actor === 'pacs' ? event : undefined), {
      deadlineMs: 10_000,
      fromSeq: 1,
    });
    late.passes('ai-platform');
    recording.append(started('ris'));
    expect([told, all]).toEqual([[], false]);
    late.record(1);
    await Promise.resolve();
    expect([told, all]).toEqual([['scanner', 'pacs'], false]);
    late.record(1);
    await caughtUp;
    expect(told).toEqual(['scanner', 'pacs', 'ai-platform', 'ris']);
    expect(await found).toMatchObject({ actor: 'pacs', scenario: 'one' });
    const times = recording.events.map(({ ms }) => ms);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('is recorded before the record is looked at, and what was said after it as well', () => {
    const late = new Late();
    recording.lagsBehind(late);
    late.passes('scanner');
    recording.append(started('pacs'));
    recording.append(started('ris'));
    expect(recording.events.map((event) => 'actor' in event && event.actor)).toEqual(['scanner', 'pacs', 'ris']);
    expect(readJournal(journal()).events).toHaveLength(3);
  });

  it('is said in order where a listener says something, or looks', () => {
    const late = new Late();
    recording.lagsBehind(late);
    const seen: number[] = [];
    recording.onEvent((event) => {
      seen.push(recording.events.length);
      if ('actor' in event && event.actor === 'pacs') recording.append(started('ai-platform'));
    });
    late.passes('scanner');
    recording.append(started('pacs'));
    recording.append(started('ris'));
    const actors = recording.events.map((event) => 'actor' in event && event.actor);
    expect(actors).toEqual(['scanner', 'pacs', 'ris', 'ai-platform']);
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('is in the record that is closed', async () => {
    const late = new Late();
    recording.lagsBehind(late);
    late.passes('scanner');
    recording.append(started('pacs'));
    await recording.close();
    expect(readJournal(journal()).events).toHaveLength(2);
  });

  it('does not turn time back', () => {
    const said = recording.appendAtOnce(started('pacs'));
    recording.asOf(performance.now() - 1000, () => recording.append(started('ris')));
    expect(recording.events.map(({ ms }) => ms)).toEqual([said.ms, said.ms]);
  });
});

describe('waitFor', () => {
  const pick = (event: { kind: string; actor?: string }) => (event.actor === 'pacs' ? event.actor : undefined);

  it('finds what is there already, what comes, and nothing in time', async () => {
    recording.append(started('pacs'));
    expect(await recording.waitFor(pick, { deadlineMs: 10, fromSeq: 1 })).toBe('pacs');
    const waiting = recording.waitFor(pick, { deadlineMs: 5000 });
    recording.append(started('ris'));
    recording.append(started('pacs'));
    expect(await waiting).toBe('pacs');
    expect(await recording.waitFor(pick, { deadlineMs: 10 })).toBeUndefined();
  });

  it('ends at once when aborted', async () => {
    const abort = new AbortController();
    const waiting = recording.waitFor(pick, { deadlineMs: 60_000, signal: abort.signal });
    abort.abort();
    expect(await waiting).toBeUndefined();
  });

  it('passes on what the question throws', async () => {
    const waiting = recording.waitFor(
      () => {
        throw new Error('bad question');
      },
      { deadlineMs: 1000 },
    );
    recording.append(started('ris'));
    await expect(waiting).rejects.toThrow('bad question');
  });
});

describe('saveFile', () => {
  it('keeps the same bytes once, and no name leaves the folder', () => {
    const bytes = Buffer.from('x');
    const first = recording.saveFile('objects', '../../etc/passwd', bytes);
    expect(first.file).toMatch(/^objects\/\d{5}-[A-Za-z0-9._-]+$/);
    expect(first.file).not.toContain('..');
    expect(recording.saveFile('objects', 'other', bytes)).toEqual(first);
    expect(readFileSync(join(dir, first.file))).toEqual(bytes);
    expect(recording.saveFile('messages', 'x', bytes).file).not.toBe(first.file);
  });
});

describe('read', () => {
  it('gives back what was just saved, however much a thread has still to write before it', () => {
    const many = Buffer.alloc(32 * 1024 * 1024, 7);
    const writer = recording.files.open('bodies', () => 'long');
    for (let at = 0; at < many.length; at += 65_536) writer.write(many.subarray(at, at + 65_536));
    const small = recording.saveFile('messages', 'notice.hl7', Buffer.from('MSH|'));
    expect(recording.read(small).toString()).toBe('MSH|');
    expect(recording.read(writer.finish()).equals(many)).toBe(true);
  });
});

describe('what is hostile', () => {
  it('is read back as it was written: odd names of members, broken characters, line ends', () => {
    const headers = Object.fromEntries([
      ['10', 'ten'],
      ['2', 'two'],
      ['__proto__', 'x'],
      ['\ud800', 'lone \udc00 surrogate\u2028\n'],
    ]) as Record<string, string>;
    recording.append({
      ...{ kind: 'http.request', link: 'a>b', connection: 1, exchange: 1, method: 'GET', target: '/\n{"seq":2}' },
      headers,
      frames: [1, 1],
    });
    recording.append(started('ris'));
    expect(readJournal(journal())).toEqual({ events: recording.events, problems: [] });
  });

  it.each(['null', '1', '[]', '"x"'])('a line that holds %s is no event', (line) => {
    writeFileSync(journal(), `${line}\n`);
    expect(readJournal(journal()).problems).toEqual([
      expect.stringMatching(/^journal line 1 (is no event|has number)/),
    ]);
  });
});
