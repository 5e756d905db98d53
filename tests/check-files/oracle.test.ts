import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { checkObject } from '../../checks/dicom/object';
import type { Finding } from '../../model/check';
import { readDicom } from '../../model/dicom/reader';
import { CARRIERS } from '../../model/sut';
import { analyse } from '../../simulators/ai-platform/analysis/analyse';
import { readImages } from '../../simulators/ai-platform/analysis/read-images';
import { REFERENCE_ALGORITHM, REFERENCE_INTENDED_USE } from '../../simulators/ai-platform/analysis/reference';
import { buildResultObjects } from '../../simulators/ai-platform/objects/build';
import { readOrder } from '../../simulators/ai-platform/messages/read-order';
import { completionNotice, withoutResult } from '../../simulators/ai-platform/notice/notice';
import { realFile, realFiles } from '../kit/real-files';
import { hl7 } from '../kit/scenario';
import { syntheticExam, syntheticFiles } from '../kit/synthetic';
import { breathe } from './files-kit';
import { isAbout, reviewedDifferences } from './oracle-table';

beforeEach(breathe);

const dir = mkdtempSync(join(tmpdir(), 'airworthy-oracle-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const reviewed = reviewedDifferences();
const needed = new Set<(typeof reviewed)[number]>();

/** What one of the two reports as an error and the other does not, as `by: text`. */
function differences(file: string): { by: string; text: string }[] {
  const { stdout, stderr } = spawnSync('dciodvfy', [file], { encoding: 'utf8' });
  const theirs = `${stdout}${stderr}`.split('\n').filter((line) => /^(Error|Abort)/.test(line));
  const ours = checkObject(readDicom(readFileSync(file)), { file: true }).filter(
    ({ severity }) => severity === 'error',
  );
  const attribute = ({ path }: Finding): string =>
    path
      ?.split('.')
      .at(-1)
      ?.replace(/\[\d+\]$/, '') ?? '';
  const onAttribute = (line: string): boolean =>
    ours.some((finding) => attribute(finding) !== '' && new RegExp(`\\b${attribute(finding)}\\b`).test(line));
  return [
    ...theirs.filter((line) => !onAttribute(line)).map((text) => ({ by: 'dciodvfy', text })),
    ...ours
      .filter((finding) => !theirs.some((line) => attribute(finding) !== '' && line.includes(attribute(finding))))
      .map(({ rule, path, message }) => ({ by: 'airworthy', text: `${rule} ${path}: ${message}` })),
  ];
}

function unreviewed(file: string, name: string): string[] {
  return differences(file).flatMap(({ by, text }) => {
    const row = reviewed.find((each) => each.by === by && isAbout(each, name) && text.includes(each.what));
    if (row) needed.add(row);
    return row ? [] : [`${by}: ${text}`];
  });
}

describe('airworthy and dciodvfy agree', () => {
  it.each(realFiles())('on %s, but for what is reviewed', (name) => {
    expect(unreviewed(realFile(name), name)).toEqual([]);
  });

  it('and no row of the table is left over', () => {
    expect(reviewed.length).toBeGreaterThan(0);
    expect(reviewed.filter((row) => !needed.has(row))).toEqual([]);
    for (const { why } of reviewed) expect(why).not.toBe('');
  });

  it.each(['ct-head-haemorrhage', 'ct-head-calcification', 'ct-head-normal'])(
    'on every object that the reference makes of %s, and DCMTK reads them',
    (study) => {
      const images = readImages(syntheticFiles(study));
      const results = buildResultObjects(analyse(images, REFERENCE_ALGORITHM), images, {
        carriers: CARRIERS,
        intendedUse: REFERENCE_INTENDED_USE,
        now: new Date(),
        llmText: true,
      });
      for (const { bytes, carrier } of results) {
        const file = join(dir, `${study}-${carrier}.dcm`);
        writeFileSync(file, bytes);
        expect(unreviewed(file, `reference/${basename(file)}`), carrier).toEqual([]);
        if (!/sr$|key-object/.test(carrier)) continue;
        const dump = spawnSync('dsrdump', [file], { encoding: 'utf8' });
        // What dsrdump itself cannot check it says as a warning.
        const said = dump.stderr.split('\n').filter((line) => line !== '' && !/^W: .* not (yet )?support/.test(line));
        expect([dump.status, said], carrier).toEqual([0, []]);
      }
    },
  );
});

describe('tshark reads the messages that the reference makes', () => {
  const exam = syntheticExam('ct-head-haemorrhage', { patientName: 'TEST^ANNA' });
  const { order } = readOrder(Buffer.from(hl7(exam, { orc5: 'CM' }, 'CM1', 'RIS')));
  const sending = { application: 'AI', facility: 'X' };
  const evaluated = REFERENCE_ALGORITHM.abnormalities.map(({ code, alertable }) => ({
    code,
    alertable,
    present: true,
  }));

  it.each(['2.3.1', '2.4', '2.5', '2.5.1'] as const)('in version %s', (version) => {
    const context = { order, version, sending, at: new Date() };
    const messages = [
      completionNotice(context, { evaluated, algorithms: [REFERENCE_ALGORITHM] }),
      withoutResult(context, 'FAILED', 'pixels are missing'),
    ];
    for (const message of messages) {
      const framed = Buffer.concat([Buffer.of(0x0b), Buffer.from(message), Buffer.of(0x1c, 0x0d)]);
      const names = tsharkSegments(framed);
      const expected = Buffer.from(message)
        .toString('latin1')
        .split('\r')
        .filter((line) => line !== '');
      expect(names).toEqual(expected.map((line) => line.slice(0, 3)));
    }
  });
});

/** The segments that tshark sees in an MLLP block; throws where it calls something malformed. */
function tsharkSegments(framed: Buffer): string[] {
  const hex = framed.toString('hex').replace(/../g, '$& ').trim();
  const capture = join(dir, 'message.pcap');
  execFileSync('text2pcap', ['-q', '-T', '40000,2575', '-', capture], {
    input: `000000 ${hex}\n`,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const text = execFileSync(
    'tshark',
    [
      '-r',
      capture,
      '-d',
      'tcp.port==2575,hl7',
      '-T',
      'fields',
      '-E',
      'occurrence=a',
      '-E',
      'aggregator=\x02',
      '-e',
      'hl7.segment',
      '-e',
      '_ws.malformed',
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const [segments = '', malformed = ''] = text.trimEnd().split('\t');
  if (malformed !== '') throw new Error(`tshark: ${malformed}`);
  return segments.split('\x02').map((segment) => segment.slice(0, 3));
}
