import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../model/package-root';
import { pdfOf, shown } from '../../tests/kit/pdf';
import { Reader } from './reader';

describe('the thread that reads PDFs', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'airworthy-no-library-'));
  afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

  it('says that its library is missing, and does not blame the document for it', () => {
    cpSync(join(PACKAGE_ROOT, 'dist', 'evidence', 'pdf'), elsewhere, { recursive: true });
    const reader = new Reader(join(elsewhere, 'worker.js'));
    expect(() => reader.read(Buffer.from('%PDF-1.4'))).toThrow(
      /^PDF documents cannot be read: Cannot find .*pdfjs-dist/,
    );
  });

  it('inflates without Node, whose assertion ends the process with a thread that is ended meanwhile', async () => {
    const program = join(elsewhere, 'watched.cjs');
    const worker = join(PACKAGE_ROOT, 'dist', 'evidence', 'pdf', 'worker.js');
    writeFileSync(
      program,
      `globalThis.DecompressionStream = class { constructor() { process.exit(1); } };\nrequire(${JSON.stringify(worker)});`,
    );
    const reader = new Reader(program);
    const document = pdfOf(deflateSync(shown('Software version')), '/Filter/FlateDecode');
    expect(await reader.readAhead(document)).toEqual({ text: 'Software version' });
    await reader.end();
  });
});
