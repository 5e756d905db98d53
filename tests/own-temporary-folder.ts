import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/**
 * Test files run side by side, and some look at what is left in the folder for temporary files: each has one of its own, and
 * so have the processes that it starts.
 */
const before = process.env['TMPDIR'];
const folder = mkdtempSync(join(tmpdir(), 'airworthy-test-'));
process.env['TMPDIR'] = folder;

afterAll(() => {
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  // A process that was told to end may still write to it.
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});
