import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../evidence/journal';
import { readDicom } from '../../model/dicom/reader';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { RunRecord } from '../../model/run-record';
import { airworthy, scratch, start, type Finished } from './cli';

const { dir, remove } = scratch();
afterAll(remove);
const read = (folder: string) => JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunRecord;

describe('airworthy demo with the embedded PACS', () => {
  const out = join(dir, 'demo');
  let finished: Finished;
  let record: RunRecord;
  beforeAll(async () => {
    finished = await airworthy(['demo', '--pacs', 'embedded', '--out', out]);
    record = read(out);
  }, 240_000);

  it('decides every requirement of the AI platform, none fails, and ends 0', () => {
    const open = record.requirements.filter(({ selected, verdict }) => selected && verdict !== 'pass');
    expect(open.map(({ id, verdict, reason }) => `${id} ${verdict}: ${reason}`)).toEqual([]);
    expect(finished.code, finished.stdout).toBe(0);
    const mine = record.requirements.filter(({ actors, source }) => actors.includes('ai-platform') && source === 'RCR');
    expect(mine.every(({ verdict }) => verdict === 'pass')).toBe(true);
    expect(mine.length).toBeGreaterThan(40);
  });

  it('bases every pass on evidence that is there', () => {
    for (const requirement of record.requirements.filter(({ verdict, attested }) => verdict === 'pass' && !attested)) {
      expect(requirement.observations.length, requirement.id).toBeGreaterThan(0);
      for (const ref of requirement.observations.flatMap(({ evidence }) => evidence)) {
        if (ref.file) expect(statSync(join(out, ref.file)).size).toBeGreaterThan(0);
      }
    }
  });

  it('writes a run.json that fits its schema, and a sound journal', () => {
    const schema = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'docs', 'run.schema.json'), 'utf8')) as object;
    const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
    expect(validate(record), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    expect(readJournal(join(out, 'journal.ndjson')).problems).toEqual([]);
  });

  it('writes a capture in which tshark finds the DICOM and HL7 traffic at the frames that the journal names', () => {
    const { events } = readJournal(join(out, 'journal.ndjson'));
    const tshark = (...args: string[]) =>
      execFileSync('tshark', ['-r', join(out, 'captures', 'traffic.pcapng'), ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 256 * 1024 * 1024,
      })
        .trim()
        .split('\n');
    const ports = [...new Set(events.flatMap((e) => (e.kind === 'mllp.message' ? [portOf(events, e)] : [])))];
    const hl7 = new Set(
      tshark(
        ...ports.flatMap((port) => ['-d', `tcp.port==${port},hl7`]),
        '-Y',
        'hl7',
        '-T',
        'fields',
        '-e',
        'frame.number',
      ),
    );
    const messages = events.filter((e) => e.kind === 'mllp.message');
    expect(messages.length).toBeGreaterThan(100);
    for (const message of messages) expect(hl7.has(String(message.frames[1]))).toBe(true);
  });

  it('is judged again to the same verdicts, offline', async () => {
    const again = await airworthy(['judge', out]);
    expect(again.stdout).toMatch(/All \d+ verdicts are the same/);
    expect(again.code).toBe(0);
  });

  it('does not judge a record that was altered', async () => {
    const journal = join(out, 'journal.ndjson');
    const sound = readFileSync(journal, 'utf8');
    writeFileSync(journal, sound.replace('"acknowledgmentCode":"AA"', '"acknowledgmentCode":"AE"'));
    const judged = await airworthy(['judge', out]);
    writeFileSync(journal, sound);
    expect(judged.stdout).toMatch(/The record is damaged: journal line \d+ was altered/);
    expect(judged.code).toBe(3);
  });

  it('tells JUnit the same', () => {
    const junit = readFileSync(join(out, 'junit.xml'), 'utf8');
    expect(junit).toContain(`tests="${record.requirements.length}" failures="0" errors="0"`);
  });

  it('does not write over a record', async () => {
    const again = await airworthy(['demo', '--pacs', 'embedded', '--out', out]);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('is not empty')]);
  });
});

function portOf(events: ReturnType<typeof readJournal>['events'], message: { link: string }): string {
  const link = events.find((e) => e.kind === 'link.opened' && e.link === message.link);
  const opened = events.find((e) => e.kind === 'connection.opened' && e.link === message.link);
  if (link?.kind !== 'link.opened' || opened?.kind !== 'connection.opened') throw new Error(`no link ${message.link}`);
  // The capture shows the connection to the target behind the tap.
  return link.target.includes(':') ? (link.target.split(':')[1] ?? '') : (opened.server.split(':')[1] ?? '');
}

describe('a run that is stopped', () => {
  it('keeps a readable record, marked incomplete, and leaves no process', async () => {
    const out = join(dir, 'stopped');
    const run = start(['demo', '--pacs', 'embedded', '--out', out]);
    await run.until(/✓ +3\/\d+/, 90_000);
    run.child.kill('SIGINT');
    expect(await run.exited).toBe(3);
    const record = read(out);
    expect(record).toMatchObject({ complete: false, endReason: 'interrupted', exitCode: 3 });
    expect(record.counts['not-tested']).toBeGreaterThan(10);
    expect(readJournal(join(out, 'journal.ndjson')).problems).toEqual([]);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('The run is incomplete');
  }, 120_000);
});

describe('bad input', () => {
  it.each([
    [['run', '--config', 'absent.yaml'], 2, /absent.yaml: there is no such file/],
    [['demo', '--pacs', 'orthnac'], 2, /--pacs cannot be "orthnac"\. Allowed: auto/],
    [['demo', '--only', 'RCR-ZZ', '--pacs', 'embedded'], 2, /No scenario is left to run/],
    [['frobnicate'], 2, /unknown command/],
    [['judge', '/tmp'], 2, /is not a run folder/],
    [['requirements', '--actor', 'robot'], 2, /--actor cannot be "robot"/],
  ])('airworthy %j', async (args, code, sentence) => {
    const { code: actual, stderr, stdout } = await airworthy(args, dir);
    expect([actual, stderr + stdout]).toEqual([code, expect.stringMatching(sentence)]);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('says in one sentence that the product cannot be reached, and blames nobody', async () => {
    const config = join(dir, 'sut.yaml');
    await airworthy(['init', '--config', config]);
    writeFileSync(
      config,
      readFileSync(config, 'utf8')
        .replace('launcher: auto', 'launcher: embedded')
        .replace(/(dimsePort|dicomWebPort|mllpPort|fhirPort): \d+/g, '$1: 0')
        .replaceAll('port: 1111', 'port: 1'),
    );
    const out = join(dir, 'unreachable');
    const { code, stdout } = await airworthy(['run', '--config', config, '--out', out]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/did not answer C-ECHO.*Check endpoints\.dimse in sut\.yaml/);
    const record = read(out);
    expect(record.endReason).toBe('preflight-failed');
    expect(record.counts.fail).toBe(0);
    expect(
      record.requirements.filter(({ verdict }) => verdict === 'inconclusive').every(({ cause }) => cause === 'set-up'),
    ).toBe(true);
  }, 60_000);
});

describe('with a real Orthanc', () => {
  const orthanc = ['/usr/sbin/Orthanc', '/usr/bin/Orthanc', '/usr/local/bin/Orthanc'].some((file) => existsSync(file));
  if (!orthanc) process.stdout.write('Skipped: the demo with Orthanc from PATH, because Orthanc is not installed\n');

  it.skipIf(!orthanc)(
    'decides standard 6 and the platform rows, and ends 0',
    async () => {
      const out = join(dir, 'orthanc');
      const { code, stdout } = await airworthy(['demo', '--pacs', 'path', '--only', 'RCR-S6', 'RCR-A6', '--out', out]);
      expect(code, stdout).toBe(0);
      expect(read(out).environment.pacs).toMatch(/^Orthanc \d/);
    },
    180_000,
  );
});

describe("a user's own studies", () => {
  it('go through with fresh identifiers, are refused as out of scope, and stay as they were', async () => {
    const studies = join(dir, 'studies');
    cpSync(join(PACKAGE_ROOT, 'fixtures', 'real', 'ct-3slice'), studies, { recursive: true });
    const before = hashes(studies);
    const out = join(dir, 'own');
    const { code, stdout } = await airworthy(
      ['demo', '--pacs', 'embedded', '--only', 'RCR-S2', '--studies', studies, '--out', out],
      dir,
    );
    expect(code, stdout).toBe(0);
    expect(hashes(studies)).toEqual(before);
    const exams = readJournal(join(out, 'journal.ndjson')).events.flatMap((e) =>
      e.kind === 'case.opened' && e.exam.study === studies ? [e.exam] : [],
    );
    expect(exams.length).toBeGreaterThan(0);
    const original = readDicom(readFileSync(join(studies, '01.dcm')));
    for (const exam of exams) {
      expect(exam.expectation.inScope).toBe(false);
      expect(exam.studyInstanceUid).not.toBe(original.dataset.string('StudyInstanceUID'));
    }
  }, 120_000);
});

function hashes(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((file) =>
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex'),
    );
}

describe('a product in a process of its own', () => {
  it('passes what it passes in the demo', async () => {
    const config = join(dir, 'separate.yaml');
    await airworthy(['init', '--config', config]);
    writeFileSync(
      config,
      readFileSync(config, 'utf8')
        .replace('launcher: auto', 'launcher: embedded')
        .replace('YOUR_AE', 'AIRW_AI')
        .replace(/notice: 300 /, 'notice: 20 ')
        .replace(/settle: 5 /, 'settle: 1 '),
    );
    const platform = start(['simulate', 'ai-platform']);
    try {
      await platform.until(/11113/);
      const out = join(dir, 'separate');
      // From a folder that is not the checkout, as a user would.
      const { code, stdout } = await airworthy(
        ['run', '--config', config, '--out', out, '--only', 'RCR-S6.1', 'RCR-A3', 'RCR-S5'],
        dir,
      );
      expect(stdout).toMatch(/connected to the RIS at 127\.0\.0\.1:2575/);
      expect(code, stdout).toBe(0);
      expect(read(out).fingerprint.length).toBeGreaterThan(0);
    } finally {
      platform.child.kill('SIGTERM');
      expect(await platform.exited).toBe(0);
    }
  }, 120_000);
});
