import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readDicom } from '../../model/dicom/reader';
import type { FileRef } from '../../model/events';
import type { RunRecord } from '../../model/run-record';
import { Pseudonyms } from '../../runner/redact/pseudonyms';
import { airworthy, scratch } from '../e2e/cli';
import { expectNobodyNamed } from '../kit/identifiers';
import { smallRun } from '../kit/small-run';

const { dir, remove } = scratch();
afterAll(remove);
const at = (...names: string[]) => join(dir, ...names);
const ONLY = ['--only', 'RCR-S1.2', 'RCR-S5.1', 'RCR-A2.3', 'RCR-A3.2', 'RCR-F1'];

const verdicts = (record: RunRecord) =>
  record.requirements.map(({ id, verdict, cause }) => `${id} ${verdict} ${cause ?? ''}`);

describe('a redacted pack', () => {
  it.concurrent.each([
    ['the reference', undefined, 'pass'],
    ['a notice of another patient', 'notice-wrong-patient', 'fail'],
    ['a result of another patient', 'result-of-wrong-patient', 'fail'],
    ['a result without accession number', 'result-without-accession-number', 'fail'],
    ['UIDs that are none', 'uid-with-letters', 'fail'],
  ])('of %s names nobody and is judged as the run was', async (_name, mutant, worst) => {
    const run = at(mutant ?? 'reference');
    await smallRun(run, ...ONLY, ...(mutant === undefined ? [] : ['--mutant', mutant]));
    const pack = `${run}.zip`;
    expect(await airworthy(['pack', run, '--redact', '--out', pack])).toMatchObject({ code: 0 });

    const files = expectNobodyNamed(run, pack);
    const { code, stdout } = await airworthy(['verify', pack]);
    expect(stdout).toContain('The pack is redacted: names and identifiers are not those that were on the wire.');
    expect(code, stdout).toBe(0);
    const read = (name: string) => JSON.parse(String(files.find((file) => file.name === name)?.bytes)) as RunRecord;
    const before = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as RunRecord;
    expect(verdicts(read('run.json'))).toEqual(verdicts(before));
    expect(before.requirements.some(({ verdict }) => verdict === worst)).toBe(true);
    // Objects are still whole: the same bytes but for the values.
    const originals = readdirSync(join(run, 'objects'));
    expect(files.filter(({ name }) => name.startsWith('objects/'))).toHaveLength(originals.length);
    for (const { bytes } of files.filter(({ name }) => name.startsWith('objects/')))
      expect(readDicom(bytes, { skipPixelData: true }).problems).toEqual([]);
  });

  it('of results that came by STOW-RS has them redacted in the bodies, too, as in the files that they are', async () => {
    const run = at('stow-rs');
    await smallRun(run, '--variant', 'stow-rs', '--only', 'RCR-S6.1');
    const pack = `${run}.zip`;
    expect(await airworthy(['pack', run, '--redact', '--out', pack])).toMatchObject({ code: 0 });
    const files = expectNobodyNamed(run, pack);
    const journal = String(files.find(({ name }) => name === 'journal.ndjson')?.bytes);
    const stored = journal
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]))
      .flatMap(({ kind, parts, body }) =>
        kind === 'http.request' && parts ? [{ body: body as FileRef, parts: parts as FileRef[] }] : [],
      );
    expect(stored.length).toBeGreaterThan(0);
    const bytesOf = ({ file }: FileRef) => files.find(({ name }) => name === file)?.bytes ?? Buffer.alloc(0);
    for (const { body, parts } of stored)
      for (const part of parts) expect(bytesOf(body).includes(bytesOf(part)), part.file).toBe(true);
    expect(await airworthy(['verify', pack])).toMatchObject({ code: 0 });
  });

  it('is never written over reports of the run itself', async () => {
    const { code, stderr } = await airworthy(['report', at('reference'), '--redact']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('Give --out a folder for redacted reports')]);
  });
});

describe('pseudonyms', () => {
  const p = new Pseudonyms(Buffer.from('a key for this test'));

  it('are the same for the same word, in any case and any place, and of the same form', () => {
    expect(p.value('SMITH^Jane 12345')).toMatch(/^[A-Z]{5}\^[A-Z][a-z]{3} \d{5}$/);
    expect(p.value('SMITH')).toBe(p.value('X^SMITH').slice(2));
    expect(p.value('smith').toUpperCase()).toBe(p.value('SMITH'));
    expect(p.value('Müller')).toMatch(/^[A-Z][a-z]{5}$/);
    expect(p.value('SMITH')).not.toBe(new Pseudonyms().value('SMITH'));
  });

  it('map UIDs one to one and keep them UIDs of the same length', () => {
    const uids = Array.from({ length: 500 }, (_, n) => `2.25.${10n ** 37n + BigInt(n) * 7919n}`);
    for (const uid of uids) p.learnUid(uid);
    const made = uids.map((uid) => p.uid(uid));
    expect(new Set([...made, ...uids]).size).toBe(1000);
    for (const uid of made) expect(uid).toMatch(/^2\.25\.[1-9]\d{37}$/);
    p.learnUid('1.2.840.10008.5.1.4.1.1.2');
    expect(p.uid('1.2.840.10008.5.1.4.1.1.2')).toBe('1.2.840.10008.5.1.4.1.1.2');
    expect(p.clean(`see ${uids[3]}.dcm`)).toBe(`see ${made[3]}.dcm`);
  });

  it('keep the year of a birth date', () => {
    expect(p.birthDate('19591026')).toMatch(/^1959(0[1-9]|1[0-2])(0[1-9]|1\d|2[0-8])$/);
    expect(p.birthDate('1959-10-26').replaceAll('-', '')).toBe(p.birthDate('19591026'));
  });
});
