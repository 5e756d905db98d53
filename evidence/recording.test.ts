import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readJournal } from './journal';
import { openRecording, type Recording } from './recording';

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

const started = (actor: 'ris' | 'pacs') => ({ kind: 'actor.started', actor, description: `the ${actor}` }) as const;
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
