import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../model/package-root';
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
});
