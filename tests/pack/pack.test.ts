import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { memorySource } from '../../model/byte-source';
import { BadPack } from '../../evidence/pack/bad-pack';
import { localHeader } from '../../evidence/pack/layout';
import { manifestProblems, readManifest } from '../../evidence/pack/manifest';
import { packRun } from '../../evidence/pack/pack-run';
import { Pack } from '../../evidence/pack/reader';
import { hashLine } from './hash-line';
import type { RunRecord } from '../../model/run-record';
import { judgeRun } from '../../runner/judging/judge-run';
import { verifyPack, type Finding } from '../../runner/packing/verify-pack';
import type { RunStart } from '../../runner/run-start';
import { airworthy, scratch } from '../e2e/cli';
import { seeded } from '../../model/random';
import { usualRun } from '../kit/small-run';

const { dir, remove } = scratch();
afterAll(remove);
const at = (...names: string[]) => join(dir, ...names);
const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] });

beforeAll(async () => {
  await usualRun(at('run'));
  openssl('genpkey', '-algorithm', 'ed25519', '-out', at('ed25519.pem'));
  openssl('ecparam', '-genkey', '-name', 'prime256v1', '-noout', '-out', at('p256.pem'));
  for (const kind of ['ed25519', 'p256']) {
    openssl('pkey', '-in', at(`${kind}.pem`), '-pubout', '-out', at(`${kind}.pub.pem`));
  }
});

function flip(bytes: Buffer, position: number, bit: number): void {
  bytes.writeUInt8(bytes.readUInt8(position) ^ (1 << bit), position);
}

/** Bytes that flipping bytes of one file may read. */
const READ_A_FILE = 24_000_000;

const held = (findings: Finding[]) => Object.fromEntries(findings.map((one) => [one.what, one.held]));
const ALL_HELD = { archive: true, files: true, journal: true, 'recorded files': true, verdicts: true };

describe('a pack of a real run', () => {
  it('is packed, signed by two keys and verified, and other tools read it', async () => {
    const pack = at('signed.zip');
    expect(await airworthy(['pack', at('run'), '--out', pack])).toMatchObject({ code: 0 });
    expect(await airworthy(['sign', pack, '--key', at('ed25519.pem')])).toMatchObject({ code: 0 });
    expect(await airworthy(['sign', pack, '--key', at('p256.pem')])).toMatchObject({ code: 0 });
    const keys = [at('ed25519.pub.pem'), at('p256.pub.pem')];
    const { code, stdout } = await airworthy(['verify', pack, '--key', ...keys]);
    expect(code, stdout).toBe(0);
    expect(stdout).toContain('Everything that was checked holds.');
    expect(stdout).toMatch(/all 2 automated verdicts are the same/);
    expect(stdout).toContain('signed with the given key');
    const test = execFileSync('python3', ['-c', `import zipfile;print(zipfile.ZipFile(r'${pack}').testzip())`]);
    expect(String(test).trim()).toBe('None');
  });

  it('is the same bytes for the same folder, and holds no private key and no link', () => {
    const about = { runId: 'r', packedBy: '0' };
    packRun(at('run'), at('one.zip'), about);
    packRun(at('run'), at('two.zip'), about);
    expect(readFileSync(at('one.zip')).equals(readFileSync(at('two.zip')))).toBe(true);
    // Of a packing into the run folder itself that was killed.
    mkdirSync(at('run', '.airworthy-redacted-x', 'objects'), { recursive: true });
    for (const name of ['objects/00001-x.dcm', 'journal.ndjson'])
      writeFileSync(at('run', '.airworthy-redacted-x', name), 'half');
    packRun(at('run'), at('three.zip'), about);
    rmSync(at('run', '.airworthy-redacted-x'), { recursive: true });
    expect(readFileSync(at('three.zip')).equals(readFileSync(at('one.zip')))).toBe(true);
    cpSync(at('run'), at('leaky'), { recursive: true });
    cpSync(at('ed25519.pem'), at('leaky', 'notes.txt'));
    expect(() => packRun(at('leaky'), at('leaky.zip'), about)).toThrow(/notes\.txt holds a private key/);
    rmSync(at('leaky', 'notes.txt'));
    symlinkSync('/etc/passwd', at('leaky', 'objects', 'link.dcm'));
    expect(() => packRun(at('leaky'), at('leaky.zip'), about)).toThrow(/link\.dcm is a link or a device/);
    expect(readdirSync(dir).filter((name) => name.startsWith('leaky.zip'))).toEqual([]);
  });

  it('of one verdict speaks of one', async () => {
    cpSync(at('run'), at('one-verdict'), { recursive: true });
    const start = JSON.parse(readFileSync(at('one-verdict', 'plan.json'), 'utf8')) as RunStart;
    for (const planned of start.plan.requirements)
      if (planned.requirement.id === 'RCR-A3.1') planned.notSelected = 'left out by --only';
    writeFileSync(at('one-verdict', 'plan.json'), JSON.stringify(start));
    const { record } = judgeRun(at('one-verdict'));
    writeFileSync(at('one-verdict', 'run.json'), JSON.stringify(record));
    await airworthy(['pack', at('one-verdict'), '--out', at('one-verdict.zip')]);
    const { stdout } = await airworthy(['verify', at('one-verdict.zip')]);
    expect(stdout).toContain('the one automated verdict is the same');
  });

  it('says that a key is not the one that signed, and that an unsigned pack is unsigned', async () => {
    await airworthy(['pack', at('run'), '--out', at('unsigned.zip')]);
    const unsigned = await airworthy(['verify', at('unsigned.zip')]);
    expect(unsigned).toMatchObject({ code: 0, stdout: expect.stringContaining('The pack is not signed') as string });
    const asked = await airworthy(['verify', at('unsigned.zip'), '--key', at('p256.pub.pem')]);
    expect(asked).toMatchObject({ code: 1, stdout: expect.stringContaining('bears no signature') as string });
    await airworthy(['sign', at('unsigned.zip'), '--key', at('ed25519.pem'), '--out', at('other.zip')]);
    const other = await airworthy(['verify', at('other.zip'), '--key', at('p256.pub.pem')]);
    expect(other).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/bears 1 signature, and none by the key/) as string,
    });
  });
});

describe('one flipped byte', () => {
  let bytes: Buffer;
  beforeEach(() => {
    bytes = readFileSync(at('signed.zip'));
  });

  /** What is cheap to examine: the archive and the hash of every file. */
  const found = (): boolean => {
    try {
      const pack = Pack.open(memorySource(bytes));
      return manifestProblems(pack, readManifest(pack)).length > 0;
    } catch (error) {
      if (error instanceof BadPack) return true;
      throw error;
    }
  };
  const isUnsound = (): boolean => {
    try {
      Pack.open(memorySource(bytes));
      return false;
    } catch (error) {
      if (error instanceof BadPack) return true;
      throw error;
    }
  };
  const flipped = <T>(position: number, bit: number, look: () => T): T => {
    flip(bytes, position, bit);
    try {
      return look();
    } finally {
      flip(bytes, position, bit);
    }
  };

  it('is found in every single byte around the files: each header, the directory, its end', async () => {
    // What stands around a file is the same for hundreds as for a few of each kind.
    const few = at('few');
    cpSync(at('run'), few, { recursive: true });
    for (const folder of ['objects', 'messages', 'bodies', 'allure-results'])
      if (existsSync(join(few, folder)))
        for (const name of readdirSync(join(few, folder)).slice(6))
          rmSync(join(few, folder, name), { recursive: true });
    packRun(few, at('few.zip'), { runId: 'r', packedBy: '0' });
    bytes = readFileSync(at('few.zip'));
    expect(found()).toBe(false);
    const { entries } = Pack.open(memorySource(bytes));
    const inFile = new Uint8Array(bytes.length);
    for (const entry of entries) {
      const from = entry.at + localHeader(entry).length;
      inFile.fill(1, from, from + entry.bytes);
    }
    const around = [...inFile.keys()].filter((position) => inFile[position] === 0);
    expect(around.length).toBeGreaterThan(entries.length * 2 * 30);
    const missed: number[] = [];
    for (const [n, position] of around.entries()) {
      if (!flipped(position, n % 8, isUnsound)) missed.push(position);
      // The reporter of the test runner is not to wait for all of them.
      if (n % 500 === 0) await new Promise(setImmediate);
    }
    expect(missed).toEqual([]);
  });

  it('is found in every file: in each byte of short ones, and in each of at least 200 blocks of long ones', async () => {
    const pack = Pack.open(memorySource(bytes));
    const random = seeded(20261125);
    const missed: string[] = [];
    let flips = 0;
    for (const entry of pack.entries.filter(({ bytes: length }) => length > 0)) {
      const from = entry.at + localHeader(entry).length;
      const { sha256 } = pack.digest(entry.name);
      // A flip costs reading the file once.
      const count = Math.min(entry.bytes, Math.max(200, Math.floor(READ_A_FILE / entry.bytes)));
      for (let n = 0; n < count; n += 1) {
        const begin = Math.floor((n * entry.bytes) / count);
        const end = Math.floor(((n + 1) * entry.bytes) / count);
        const offset = begin + Math.floor(random() * (end - begin));
        const unseen = flipped(from + offset, n % 8, () => {
          const now = pack.digest(entry.name);
          return now.sound || now.sha256 === sha256;
        });
        if (unseen) missed.push(`${entry.name} ${offset}`);
        if ((flips += 1) % 500 === 0) await new Promise(setImmediate);
      }
    }
    expect(missed).toEqual([]);
    expect(flips).toBeGreaterThan(100_000);
    // And the sum of it all says so.
    for (let n = 0; n < 60; n += 1) {
      const position = Math.floor(random() * bytes.length);
      expect(flipped(position, n % 8, found), `byte ${position}`).toBe(true);
      await new Promise(setImmediate);
    }
  });

  it('makes the whole verification fail, whichever part it is in', async () => {
    const random = seeded(7);
    for (let n = 0; n < 12; n += 1) {
      const position = Math.floor(random() * bytes.length);
      const result = flipped(position, n % 8, () => verifyPack(memorySource(bytes), 'pack', []));
      expect(result.held, `byte ${position}`).toBe(false);
      await new Promise(setImmediate);
    }
    expect(held(verifyPack(memorySource(bytes), 'pack', []).findings)).toEqual({ ...ALL_HELD, signatures: undefined });
  });
});

describe('a record that was changed by someone who knows how a pack is made', () => {
  const tampered = (name: string, change: (folder: string) => void): Finding[] => {
    const folder = at(name);
    cpSync(at('run'), folder, { recursive: true });
    change(folder);
    const { runId } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunRecord;
    packRun(folder, at(`${name}.zip`), { runId, packedBy: '0' });
    return verifyPack(memorySource(readFileSync(at(`${name}.zip`))), name, []).findings;
  };

  it('is found by the journal where an object is another', () => {
    const findings = tampered('object', (folder) => {
      const [object = ''] = readdirSync(join(folder, 'objects'));
      const file = join(folder, 'objects', object);
      const content = readFileSync(file);
      flip(content, content.length - 1, 0);
      writeFileSync(file, content);
    });
    expect(held(findings)).toMatchObject({ files: true, journal: true, 'recorded files': false });
  });

  it('is found by judging again where a verdict is another', () => {
    const findings = tampered('verdict', (folder) => {
      const file = join(folder, 'run.json');
      const record = JSON.parse(readFileSync(file, 'utf8')) as RunRecord;
      for (const one of record.requirements) if (one.id === 'RCR-S6.1') one.verdict = 'warning';
      writeFileSync(file, JSON.stringify(record, null, 2));
    });
    expect(held(findings)).toMatchObject({ files: true, 'recorded files': true, verdicts: false });
    expect(findings.find(({ what }) => what === 'verdicts')?.details).toContain(
      'RCR-S6.1: run.json says warning, the record gives pass',
    );
  });

  it('is found by the chain where a line of the journal is another, and by judging where the chain was made anew', () => {
    const change = (line: string) => line.replace('"acknowledgmentCode":"AA"', '"acknowledgmentCode":"AR"');
    const broken = tampered('line', (folder) => {
      const file = join(folder, 'journal.ndjson');
      writeFileSync(file, change(readFileSync(file, 'utf8')));
    });
    expect(held(broken)).toMatchObject({ files: true, journal: false });
    const rewritten = tampered('chain', (folder) => {
      const file = join(folder, 'journal.ndjson');
      const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
      writeFileSync(file, hashLine(lines.filter((line) => !line.includes('"kind":"mllp.message"'))));
    });
    expect(held(rewritten)).toMatchObject({ files: true, journal: true, verdicts: false });
  });

  it('is refused a signature', async () => {
    const { code, stdout } = await airworthy(['sign', at('verdict.zip'), '--key', at('ed25519.pem')]);
    expect([code, stdout]).toEqual([1, expect.stringContaining('Not signed')]);
  });
});
