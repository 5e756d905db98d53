import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../model/package-root';
import { readJournal } from '../journal';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'airworthy-killed-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Records large messages as fast as it can, and says of each that it is recorded. */
const PROGRAM = `
  const { randomBytes } = require('node:crypto');
  const { writeSync } = require('node:fs');
  const { openRecording } = require(${JSON.stringify(join(PACKAGE_ROOT, 'dist', 'evidence', 'recording.js'))});
  const recording = openRecording(process.argv[1]);
  for (let n = 0; n < 2000; n++) {
    const bytes = recording.saveFile('messages', 'm' + n, randomBytes(300_000));
    recording.append({ kind: 'mllp.framing-error', link: 'a>b', connection: 1, sender: 'client', problem: '', bytes, frames: [1, 1] });
    writeSync(1, '.');
  }`;

it.each([70, 150, 333])(
  'a record that is killed after %i messages names no file that is not there whole',
  async (after) => {
    const run = join(dir, 'run');
    const child = spawn(process.execPath, ['-e', PROGRAM, run], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = 0;
    child.stdout.on('data', (dots: Buffer) => {
      said += dots.length;
      if (said >= after) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const { events, problems } = readJournal(join(run, 'journal.ndjson'));
    // At most the line that was being written.
    expect(problems.length).toBeLessThanOrEqual(1);
    // What waits for the disk is bounded: 8 MiB.
    expect(events.length).toBeGreaterThan(after - 40);
    for (const event of events) {
      if (event.kind !== 'mllp.framing-error') continue;
      const { file, sha256 } = event.bytes;
      expect(
        createHash('sha256')
          .update(readFileSync(join(run, file)))
          .digest('hex'),
      ).toBe(sha256);
    }
  },
);
