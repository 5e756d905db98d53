import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRecording } from '../evidence/recording';
import { lockRun } from '../evidence/run-lock';
import { folderSource } from './run-source';
import { removeUnfinished, unfinishedIn } from './unfinished';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'airworthy-unfinished-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const put = (...names: string[]): void => {
  for (const name of names) {
    mkdirSync(join(dir, name, '..'), { recursive: true });
    writeFileSync(join(dir, name), 'x');
  }
};

it('removes what was named as a run names what it writes, and nothing else', () => {
  const own = ['objects/00012-1.2.3.dcm.part', 'bodies/123456-x.part', 'run.json.part', 'shards/2/plan.json.part'];
  const others = ['notes.part', 'objects/notes.part', 'objects/00012-1.2.3.dcm', 'mine/objects/00001-x.part'];
  put(...own, ...others);
  expect(removeUnfinished(dir)).toBe(
    '4 files that were still being written when the run was killed (bodies/123456-x.part and 3 others, 0.0 MB) are removed',
  );
  expect(folderSource(dir).list()).toEqual([...others].sort());
  expect(removeUnfinished(dir)).toBeUndefined();
});

it('leaves alone what the journal names: a power cut may have taken its name back', async () => {
  const run = join(dir, 'shards', '1');
  const recording = openRecording(run);
  const bytes = recording.saveFile('messages', 'hl7', Buffer.from('MSH'));
  recording.append({
    kind: 'mllp.framing-error',
    link: 'a>b:mllp',
    connection: 1,
    sender: 'client',
    problem: 'x',
    bytes,
    frames: [1, 1],
  });
  await recording.close();
  renameSync(join(run, bytes.file), join(run, `${bytes.file}.part`));
  expect([unfinishedIn(dir), removeUnfinished(dir)]).toEqual([undefined, undefined]);
  expect(readdirSync(join(run, 'messages'))).toEqual([expect.stringMatching(/\.part$/)]);
});

it('says nothing of a run that goes on', () => {
  put('objects/00012-1.2.3.dcm.part');
  const unlock = lockRun(dir);
  expect(unfinishedIn(dir)).toBeUndefined();
  unlock();
  expect(unfinishedIn(dir)).toContain('1 file was still being written');
});
