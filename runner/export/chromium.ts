import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { scratchFolder } from '../../evidence/scratch-folder';

const PATIENCE_MS = 120_000;

/** Prints a page of ours to PDF. @throws Error with one sentence where the browser does not do it in time */
export async function printToPdf(chromium: string, page: string, out: string): Promise<void> {
  const profile = scratchFolder('airworthy-print');
  const root = process.getuid?.() === 0;
  const args = [
    '--headless',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--no-pdf-header-footer',
    '--generate-pdf-document-outline',
    // The browser refuses its sandbox to root; the page runs no code but our own, by its policy.
    ...(root ? ['--no-sandbox'] : []),
    `--user-data-dir=${profile}`,
    `--print-to-pdf=${out}`,
    pathToFileURL(page).href,
  ];
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(chromium, args, { stdio: 'ignore', timeout: PATIENCE_MS, killSignal: 'SIGKILL' });
      child.on('error', reject);
      child.on('exit', (code, signal) =>
        code === 0 && existsSync(out)
          ? resolve()
          : reject(new Error(`${chromium} could not print the report (${signal ?? `exit code ${code}`}).`)),
      );
    });
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
}
