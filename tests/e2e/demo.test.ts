import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../evidence/journal';
import { readDicom } from '../../model/dicom/reader';
import type { Exam } from '../../model/exam';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { RunRecord } from '../../model/run-record';
import { makeCertificates } from '../../runner/demo/certificates';
import { airworthy, scratch, start, type Finished } from './cli';
import { syntheticFiles } from '../kit/synthetic';
import { describePlatform, PATIENT, startPlatform, writeConfig } from './platform';

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
  });

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
    await run.until(/✓ +3\/\d+/);
    run.child.kill('SIGINT');
    expect(await run.exited).toBe(3);
    const record = read(out);
    expect(record).toMatchObject({ complete: false, endReason: 'interrupted', exitCode: 3 });
    expect(record.counts['not-tested']).toBeGreaterThan(10);
    expect(readJournal(join(out, 'journal.ndjson')).problems).toEqual([]);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('The run is incomplete');
  });
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
    expect(stdout).toMatch(/did not answer C-ECHO.*Check endpoints\.dimse and capabilities\.tls in sut\.yaml/);
    const record = read(out);
    expect(record.endReason).toBe('preflight-failed');
    expect(record.counts.fail).toBe(0);
    expect(
      record.requirements.filter(({ verdict }) => verdict === 'inconclusive').every(({ cause }) => cause === 'set-up'),
    ).toBe(true);
  });
});

describe('with a real Orthanc', () => {
  const orthanc = ['/usr/sbin/Orthanc', '/usr/bin/Orthanc', '/usr/local/bin/Orthanc'].some((file) => existsSync(file));
  if (!orthanc) process.stdout.write('Skipped: the demo with Orthanc from PATH, because Orthanc is not installed\n');

  it.skipIf(!orthanc)('decides standard 6 and the platform rows, and ends 0', async () => {
    const out = join(dir, 'orthanc');
    const { code, stdout } = await airworthy(['demo', '--pacs', 'path', '--only', 'RCR-S6', 'RCR-A6', '--out', out]);
    expect(code, stdout).toBe(0);
    expect(read(out).environment.pacs).toMatch(/^Orthanc \d/);
  });
});

describe("a user's own studies", () => {
  it('go through a demo with fresh identifiers, are refused as out of scope, and stay as they were', async () => {
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
    const exams = examsOf(out, studies);
    expect(exams.every(({ expectation }) => !expectation.inScope)).toBe(true);
    isAnonymousOnTheWire(out, studies, exams);
  });

  it('go through a run as positive study, wherever they lie, and stay as they were', async () => {
    const studies = join(dir, 'their studies', 'calcification');
    mkdirSync(join(studies, 'series 1'), { recursive: true });
    const identity = { studyInstanceUid: '2.25.90210', patientId: 'THEIRPATIENT', accessionNumber: 'THEIRACC' };
    syntheticFiles('ct-head-calcification', identity).forEach((bytes, index) => {
      writeFileSync(join(studies, 'series 1', `IM${index}`), bytes);
    });
    writeFileSync(join(studies, 'readme.txt'), 'no DICOM');
    const before = hashes(studies);
    const config = join(dir, 'own.yaml');
    const plain = await describePlatform();
    writeConfig(config, { ...plain, timeouts: { ...plain.timeouts, ...PATIENT } });
    const platform = await startPlatform(config, 'imagesSettleMs=500');
    const out = join(dir, 'own-run');
    const { code, stdout } = await airworthy(
      ['run', '--config', config, '--only', 'RCR-S5.1', '--studies', 'their studies/calcification', '--out', out],
      dir,
    );
    expect(await platform.stop()).toBe(0);
    expect(code, stdout).toBe(0);
    expect(hashes(studies)).toEqual(before);
    const exams = examsOf(out, studies);
    expect(exams.every(({ kind }) => kind === 'positive')).toBe(true);
    isAnonymousOnTheWire(out, join(studies, 'series 1'), exams);
  });
});

function examsOf(run: string, study: string): Exam[] {
  const exams = readJournal(join(run, 'journal.ndjson')).events.flatMap((e) =>
    e.kind === 'case.opened' && e.exam.study === study ? [e.exam] : [],
  );
  expect(exams.length).toBeGreaterThan(0);
  return exams;
}

/** Every image of the study was sent, and nothing that was sent names the patient, the study or an instance of the originals. */
function isAnonymousOnTheWire(run: string, studies: string, exams: Exam[]): void {
  const objects = join(run, 'objects');
  const sent = readdirSync(objects).map((name) => readFileSync(join(objects, name)));
  const originals = readdirSync(studies).map((name) => readDicom(readFileSync(join(studies, name))).dataset);
  for (const { studyInstanceUid } of exams) {
    const images = sent.filter((bytes) => bytes.includes(studyInstanceUid));
    expect(images.length).toBeGreaterThanOrEqual(originals.length);
  }
  const patients = sent.map((bytes) => readDicom(bytes, { skipPixelData: true }).dataset.string('PatientID'));
  for (const original of originals) {
    expect(patients).not.toContain(original.string('PatientID'));
    for (const keyword of ['StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID'] as const) {
      const uid = original.string(keyword) ?? '';
      expect(uid).toMatch(/^[\d.]+$/);
      expect(
        sent.some((bytes) => bytes.includes(uid)),
        `${keyword} ${uid}`,
      ).toBe(false);
    }
  }
}

function hashes(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(folder, file)).isFile())
    .sort()
    .map((file) => {
      const bytes = readFileSync(join(folder, file));
      return `${file} ${createHash('sha256').update(bytes).digest('hex')}`;
    });
}

describe('a product in a process of its own', () => {
  it('gets the verdicts that it gets in the demo, scenario by scenario', async () => {
    const tls = await makeCertificates(join(dir, 'certificates'), ['localhost', '127.0.0.1']);
    const config = join(dir, 'separate.yaml');
    const plain = await describePlatform(tls);
    writeConfig(config, {
      ...plain,
      timeouts: { ...plain.timeouts, ...PATIENT },
      attestations: join(PACKAGE_ROOT, 'fixtures', 'reference', 'attestations.yaml'),
    });
    const platform = await startPlatform(config, 'imagesSettleMs=500');
    const out = join(dir, 'separate');
    // From a folder that is not the checkout, as a user would.
    const { code, stdout } = await airworthy(['run', '--config', config, '--out', out], dir);
    expect(await platform.stop()).toBe(0);
    const verdicts = (record: RunRecord) => ({
      requirements: record.requirements.map(({ id, selected, verdict, reason }) => {
        return `${id} ${selected ? 'selected' : 'not selected'} ${verdict}${verdict === 'pass' ? '' : `: ${reason}`}`;
      }),
      scenarios: record.scenarios.map(({ id, verdict }) => `${id} ${verdict}`),
    });
    const separate = read(out);
    expect(verdicts(separate)).toEqual(verdicts(read(join(dir, 'demo'))));
    expect(code, stdout).toBe(0);
    expect(stdout).toMatch(/connected to the RIS at 127\.0\.0\.1:\d+/);
    expect(separate.fingerprint.length).toBeGreaterThan(0);
  });
});
