import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../../evidence/scratch-folder';
import { checkItems } from '../../checks/files/check-items';
import { find } from '../../checks/dicom/rule';
import type { Item } from '../../checks/files/items';
import { FILE } from '../../checks/files/rules';
import type { FilesReport, SkippedFile } from '../../model/files-report';
import { FileSource } from '../../evidence/file-source';
import { type ByteSource, memorySource } from '../../model/byte-source';
import { findFiles } from './find-files';
import { broken, formatOf, readItems } from './read-items';
import { type Allowance, allowance, BadArchive, unzip } from './unzip';

/** Zip files in zip files, and no deeper. */
const MAX_ARCHIVE_DEPTH = 2;

export interface CheckFilesOptions {
  /** Also hold results to IHE AI Results. */
  air: boolean;
  progress?: (phase: 'reading' | 'checking', done: number, total: number) => void;
}

/**
 * Reads DICOM, HL7 v2 and FHIR files, folders and zip files of them, and judges what is in them. Throws NoSuchPath; what is
 * wrong with a file is a finding.
 */
export function checkFiles(paths: readonly string[], options: CheckFilesOptions): FilesReport {
  const { air, progress } = options;
  const files = findFiles(paths);
  const collector = new Collector();
  try {
    files.forEach(({ path, named }, i) => {
      progress?.('reading', i, files.length);
      collector.readFile(path, path, named, 0);
    });
  } finally {
    collector.close();
  }
  const { items, skipped } = collector;
  const objects = checkItems(items, { air, progress: (done, total) => progress?.('checking', done, total) });
  const all = objects.flatMap(({ findings }) => findings);
  const count = (severity: string): number => all.filter((finding) => finding.severity === severity).length;
  const counts = {
    files: new Set([...items, ...skipped].map(({ file }) => file)).size,
    objects: items.filter(({ type }) => type !== 'file').length,
    error: count('error'),
    warning: count('warning'),
    info: count('info'),
  };
  return { air, objects, skipped, counts };
}

/** Exit code: 0 no error, 1 an error, 3 there was nothing to judge. */
export const exitCodeOf = ({ counts }: FilesReport): number => (counts.objects === 0 ? 3 : counts.error > 0 ? 1 : 0);

class Collector {
  readonly items: Item[] = [];
  readonly skipped: SkippedFile[] = [];
  #scratch: string | undefined;
  #scratchFiles = 0;

  readFile(path: string, name: string, named: boolean, depth: number, left?: Allowance): void {
    let source: FileSource;
    try {
      source = new FileSource(path);
    } catch (error) {
      this.#unreadable(name, error);
      return;
    }
    try {
      this.#read(name, source, named, depth, left);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      this.#unreadable(name, error);
    } finally {
      source.close();
    }
  }

  close(): void {
    if (this.#scratch !== undefined) rmSync(this.#scratch, { recursive: true, force: true });
  }

  #read(name: string, source: ByteSource, named: boolean, depth: number, left?: Allowance): void {
    const format = formatOf(source);
    if (format === 'zip' && depth < MAX_ARCHIVE_DEPTH) return this.#readArchive(name, source, depth, left);
    const { items, skipped } = readItems(name, source, format, named);
    this.items.push(...items);
    if (skipped) this.skipped.push(skipped);
  }

  /** One allowance for an archive and all in it. */
  #readArchive(name: string, source: ByteSource, depth: number, left = allowance()): void {
    try {
      unzip(
        source,
        () => this.#newFile(),
        ({ name: inside, content }) => {
          const full = `${name}!/${inside}`;
          if ('bytes' in content) return this.#read(full, memorySource(content.bytes), false, depth + 1, left);
          this.readFile(content.path, full, false, depth + 1, left);
        },
        left,
      );
    } catch (error) {
      if (!(error instanceof BadArchive)) throw error;
      const text = `The zip file cannot be read to its end: ${error.message}.`;
      this.items.push(...broken(name, 'zip file', find(FILE.archive, text)).items);
    }
  }

  #newFile(): string {
    this.#scratch ??= scratchFolder('airworthy-check');
    return join(this.#scratch, String(this.#scratchFiles++));
  }

  #unreadable(name: string, error: unknown): void {
    const seen = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    this.items.push(...broken(name, 'file', find(FILE.readable, 'The file cannot be read.', { seen })).items);
  }
}
