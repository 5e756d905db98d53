import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../evidence/journal';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { RunRecord } from '../../model/run-record';
import { freePort } from '../kit/processes';
import { Terminal } from '../kit/tmux';
import { airworthy, scratch, start } from './cli';

const { dir, remove } = scratch();
afterAll(remove);
const MAIN = `'${process.execPath}' '${join(PACKAGE_ROOT, 'dist', 'cli', 'main.js')}'`;
const open: { close(): void }[] = [];
afterEach(() => open.splice(0).forEach((terminal) => terminal.close()));

function attest(args: string): Terminal {
  const terminal = new Terminal(dir, `${MAIN} attest ${args}; echo "ended $?"`);
  open.push(terminal);
  return terminal;
}

describe('airworthy attest in a terminal, for a run of the demo', () => {
  const out = join(dir, 'run');
  const record = () => JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunRecord;
  const requirement = (id: string) => record().requirements.find((each) => each.id === id);
  beforeAll(async () => {
    const only = ['--only', 'RCR-5.2', 'RCR-5.4b', 'RCR-3.1'];
    expect((await airworthy(['demo', '--pacs', 'embedded', '--no-tls', ...only, '--out', out])).code).toBe(0);
    writeFileSync(join(dir, 'screen shot.png'), 'what was seen');
  });

  it('adds an answer with its evidence to the journal, and makes verdicts and reports again', async () => {
    const before = readJournal(join(out, 'journal.ndjson')).events.length;
    const terminal = attest(`'${out}' --again --only RCR-5.2`);
    await terminal.until('RCR-5.2  Guidance on accuracy');
    await terminal.until('yes, it is so');
    terminal.press('Enter');
    await terminal.until('Your name');
    terminal.type('');
    await terminal.until('Something must be given here');
    terminal.type('Dr <b>Tmux</b>');
    await terminal.until('Your role');
    terminal.type('Radiologist');
    await terminal.until('Version of the product');
    terminal.type('');
    await terminal.until('Remarks');
    terminal.type('Guide read in full');
    await terminal.until('File to attach');
    terminal.type('nowhere.png');
    await terminal.until('there is no such file');
    terminal.press('C-u');
    terminal.type("'screen shot.png'");
    await terminal.until('no more');
    terminal.type('');
    await terminal.until('Valid until');
    terminal.type('');
    await terminal.until('ended 0');

    const journal = readJournal(join(out, 'journal.ndjson'));
    expect([journal.problems, journal.events.length]).toEqual([[], before + 1]);
    expect(journal.events.at(-1)).toMatchObject({
      kind: 'attestation',
      answer: 'yes',
      statement: 'Guide read in full',
    });
    const { verdict, attested } = requirement('RCR-5.2') ?? {};
    expect([verdict, attested?.name, attested?.evidence]).toEqual([
      'pass',
      'Dr <b>Tmux</b>',
      [{ file: expect.stringMatching(/screen_shot\.png$/), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    ]);
    expect(readFileSync(join(out, attested?.evidence[0]?.file ?? ''), 'utf8')).toBe('what was seen');
    const html = readFileSync(join(out, 'report.html'), 'utf8');
    expect(html).toContain('Dr &lt;b&gt;Tmux&lt;/b&gt;');
    expect(html).toMatch(/class="badge pass">[^<]*, attested</);
    expect(readFileSync(join(out, 'junit.xml'), 'utf8')).toContain(
      'attested by Dr &lt;b&gt;Tmux&lt;/b&gt;, Radiologist',
    );
    const judged = await airworthy(['judge', out]);
    expect([judged.code, judged.stdout]).toEqual([0, expect.stringMatching(/All \d+ verdicts are the same/)]);
  });

  it('keeps what was answered when it is stopped, and a no fails', async () => {
    const terminal = attest(`'${out}' --again --only RCR-5`);
    await terminal.until('RCR-5.2  Guidance on accuracy');
    await terminal.until('no, it is not so');
    terminal.press('Down');
    terminal.press('Enter');
    for (const [question, answer] of [
      ['Your name', 'Dr No'],
      ['Your role', 'Physicist'],
      ['Version of the product', ''],
      ['Remarks', 'There is none'],
      ['File to attach', ''],
      ['Valid until', ''],
    ] as const) {
      await terminal.until(question);
      terminal.type(answer);
    }
    await terminal.until('RCR-5.4b');
    await terminal.until(/Does .* do this\?[^✔]*yes, it is so[^✔]*$/);
    terminal.press('C-c');
    await terminal.until('What has been answered is kept');
    await terminal.until('ended 3');
    expect(requirement('RCR-5.2')).toMatchObject({ verdict: 'fail', attested: { name: 'Dr No' } });
    expect(requirement('RCR-5.4b')).toMatchObject({ verdict: 'pass', attested: { name: 'Dr Demo (fictitious)' } });
  });

  it('adds nothing to a record that was altered', async () => {
    const journal = join(out, 'journal.ndjson');
    const sound = readFileSync(journal, 'utf8');
    writeFileSync(journal, sound.replace('"answer":"no"', '"answer":"yes"'));
    const { code, stderr } = await airworthy(['attest', out]);
    writeFileSync(journal, sound);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/The record is damaged, so nothing can be added to it/)]);
  });
});

describe('airworthy attest for a PACS that sut.yaml describes', () => {
  let port = 0;
  beforeAll(async () => {
    port = await freePort();
  });
  const answers = (...lines: string[]) => {
    writeFileSync(join(dir, 'answers'), `${lines.join('\n')}\n`);
    const command = `${MAIN} attest --config pacs.yaml --only RCR-P1.1 RCR-P1.2 < answers; true`;
    return execFileSync('sh', ['-c', command], { cwd: dir, encoding: 'utf8' });
  };

  it('sends a study whose right picture is known, and goes on later with what is open', async () => {
    writeFileSync(
      join(dir, 'pacs.yaml'),
      [
        'vendor: "A\\e[31mcorp"\nproduct: "View\\x07er"\nversion: "3"\nactor: pacs',
        `endpoints: { dimse: { host: 127.0.0.1, port: ${port}, aeTitle: VIEWER } }`,
        'harness: { aiPlatform: { dimsePort: 0 }, probe: { dimsePort: 0 }, pacs: { dicomWebPort: 0 } }\n',
      ].join('\n'),
    );
    const pacs = start(
      ['simulate', 'pacs', '--set', 'launcher=embedded', 'aeTitle=VIEWER', `dimsePort=${port}`, 'httpPort=0'],
      dir,
    );
    try {
      await pacs.until('Ready');
      const shown = answers('yes', 'Dr A', 'Reader', '', 'As in the picture', '', '2999-01-01');
      expect(shown).toMatch(/Sending \d+ objects/);
      expect(shown).toMatch(/Look for:\n {2}- \S/);
      expect(shown).toContain('The answers came to their end. What has been answered is kept');
      // eslint-disable-next-line no-control-regex -- what a supplier wrote must not steer the terminal
      expect(shown).not.toMatch(/[\x07\x1b]/);
      const [image] = /\S+RCR-P1\.1\.png/.exec(shown) ?? [];
      expect(
        readFileSync(image ?? '')
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
      const query = `findscu -S -aec VIEWER 127.0.0.1 ${port} -k QueryRetrieveLevel=STUDY -k ModalitiesInStudy -k StudyInstanceUID`;
      const found = execFileSync('sh', ['-c', `${query} 2>&1`], { encoding: 'utf8' });
      expect(found).toMatch(/ModalitiesInStudy/);
      expect(found).toMatch(/\[CT[^\]]*SEG/);

      const { attestations } = parse(readFileSync(join(dir, 'attestations.yaml'), 'utf8')) as {
        attestations: { requirement: string; answer: string; expires: string; evidence: object[] }[];
      };
      expect(attestations).toMatchObject([{ requirement: 'RCR-P1.1', answer: 'yes', expires: '2999-01-01' }]);
      expect(attestations[0]?.evidence).toEqual([
        { file: expect.stringMatching(/sent-RCR-P1\.1\.ndjson$/), kind: 'sent-study' },
        { file: expect.stringMatching(/RCR-P1\.1\.png$/), kind: 'right-picture' },
      ]);
      expect(shown).toContain('rests on your word alone');
      const later = answers('skip');
      expect(later).toContain('1 of 2 questions open');
      expect(later).not.toContain('RCR-P1.1  ');
    } finally {
      pacs.child.kill('SIGTERM');
      await pacs.exited;
    }
  });
});
