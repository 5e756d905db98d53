import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { FileSource } from '../../evidence/file-source';
import { Pack } from '../../evidence/pack/reader';

export interface PackedFile {
  name: string;
  bytes: Buffer;
}

/** What names a patient or an exam in a record, as the harness chose it, in all its journals. */
function identifiers(run: string): string[] {
  const journals = readdirSync(run, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ndjson'));
  const lines = journals.flatMap((name) => readFileSync(join(run, name), 'utf8').split('\n'));
  const exams = lines.flatMap((line) =>
    line.includes('"kind":"case.opened"') ? [JSON.parse(line) as { exam: Record<string, string> }] : [],
  );
  const keys = ['patientId', 'accessionNumber', 'placerOrderNumber', 'fillerOrderNumber', 'studyInstanceUid'];
  const found = exams.flatMap(({ exam }) => [
    ...keys.map((key) => exam[key] ?? ''),
    exam['patientName']?.split('^')[0] ?? '',
  ]);
  return [...new Set(found)].filter((value) => value.length > 3);
}

/** Sees that no file of a redacted pack holds what identified somebody in the run, and no capture. Gives the files. */
export function expectNobodyNamed(run: string, pack: string): PackedFile[] {
  const names = identifiers(run);
  expect(names.length).toBeGreaterThan(5);
  const source = new FileSource(pack);
  try {
    const opened = Pack.open(source);
    const files = opened.entries.map(({ name }) => ({ name, bytes: Buffer.from(opened.read(name)) }));
    for (const { name, bytes } of files) {
      const text = `${name} ${bytes.toString('latin1')}`;
      const found = names.filter((identifier) => text.includes(identifier));
      expect(found, name).toEqual([]);
    }
    expect(files.map(({ name }) => name).filter((name) => /(^|\/)captures\//.test(name))).toEqual([]);
    return files;
  } finally {
    source.close();
  }
}
