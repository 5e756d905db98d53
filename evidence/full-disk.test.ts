import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../model/package-root';
import { readJournal } from './journal';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'airworthy-full-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const modulePath = (name: string): string => JSON.stringify(join(PACKAGE_ROOT, 'dist', 'evidence', name));

/** In a process in which no file may become longer than 1 MiB: what is longer is refused, as on a full disk. */
const PROGRAM = `
  const { openSync, readdirSync } = require('node:fs');
  const { FileStore } = require(${modulePath('file-store.js')});
  const { Scribe } = require(${modulePath('scribe/scribe.js')});
  const scribe = new Scribe(openSync('journal', 'wx'));
  const store = new FileStore('.', scribe);
  const refused = [];
  const trying = (work) => { try { work(); } catch (error) { refused.push(error.message); } };
  const open = () => readdirSync('/proc/self/fd').length;
  const before = open();
  for (let n = 0; n < 3; n++) {
    trying(() => store.save('objects', 'whole', Buffer.alloc(2_000_000, n)));
    const writer = store.open('objects', () => 'pieces');
    for (let at = 0; at < 4; at++) trying(() => writer.write(Buffer.alloc(600_000, n)));
    trying(() => writer.finish());
    if (writer.held !== undefined) refused.push('held');
    writer.abandon();
  }
  scribe.settle();
  console.log(JSON.stringify({ left: open() - before, refused, threaded: scribe.problem !== undefined }));`;

/** With a thread that writes, the same once it has failed; the descriptors of what it was about to write included. */
const WITH_THREAD = PROGRAM.replace(
  'const before',
  `for (let n = 0; n < 40; n++) store.save('messages', 'm' + n, Buffer.alloc(500_000, n));
  scribe.settle();
  const before`,
);

describe.skipIf(process.platform !== 'linux')('on a full disk', () => {
  it.each([
    ['without', PROGRAM],
    ['with', WITH_THREAD],
  ])('a record %s a writing thread keeps nothing open and leaves nothing that is not whole', (name, program) => {
    const said = execFileSync('bash', ['-c', 'ulimit -f 1024; exec "$0" -e "$1"', process.execPath, program], {
      cwd: dir,
      encoding: 'utf8',
    });
    const { left, refused, threaded } = JSON.parse(said) as { left: number; refused: string[]; threaded: boolean };
    expect(threaded).toBe(name === 'with');
    expect(new Set(refused.map((sentence) => sentence.replace(/^(The run record is incomplete): .*$/, '$1')))).toEqual(
      new Set(['The run record is incomplete']),
    );
    expect(left).toBe(0);
    expect(readdirSync(join(dir, 'objects'))).toEqual([]);
  });

  it('a journal ends where the writing thread failed, and goes on behind no gap', () => {
    const program = `
      const { openRecording } = require(${modulePath('recording.js')});
      const recording = openRecording('run');
      for (let n = 0; n < 40; n++) recording.saveFile('messages', 'm' + n, Buffer.alloc(500_000, n));
      recording.append({ kind: 'actor.stopped', actor: 'ris' });
      recording.settle();
      const writer = recording.files.open('objects', () => 'long');
      // The last of these does not fit, and nothing is asked of the thread afterwards but the line.
      for (let n = 0; n < 3; n++) writer.write(Buffer.alloc(400_000, n));
      recording.append({ kind: 'actor.stopped', actor: 'pacs' });
      recording.settle();
      recording.append({ kind: 'actor.stopped', actor: 'scanner' });
      let finished = true;
      try { writer.finish(); } catch { finished = false; }
      recording.close().catch((error) => console.log(JSON.stringify({ finished, problem: error.message })));`;
    const said = execFileSync('bash', ['-c', 'ulimit -f 1024; exec "$0" -e "$1"', process.execPath, program], {
      cwd: dir,
      encoding: 'utf8',
    });
    expect(JSON.parse(said)).toEqual({
      finished: false,
      problem: expect.stringContaining('The run record is incomplete') as string,
    });
    const { events, problems } = readJournal(join(dir, 'run', 'journal.ndjson'));
    expect(problems).toEqual([]);
    expect(events.map((event) => event.kind === 'actor.stopped' && event.actor)).toEqual(['ris']);
    expect(readdirSync(join(dir, 'run', 'objects'))).toEqual([]);
  });
});
