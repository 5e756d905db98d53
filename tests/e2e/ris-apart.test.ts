import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../evidence/journal';
import { PACKAGE_ROOT } from '../../model/package-root';
import type { RunRecord } from '../../model/run-record';
import { Terminal } from '../kit/tmux';
import { airworthy, scratch } from './cli';
import { freePorts } from '../kit/processes';
import { describeRis, type RisPorts, writeRisSettings } from './ris-process';

const { dir, remove } = scratch();
const MAIN = `'${process.execPath}' '${join(PACKAGE_ROOT, 'dist', 'cli', 'main.js')}'`;
const PID = join(dir, 'pid');
const RESTART = join(dir, 'restart.sh');
let web = '';

/** Stops the RIS where it runs, and starts it on the same database; ends when it is up. */
const SCRIPT = `#!/bin/sh
cd '${dir}'
if [ -f pid ]; then
  kill "$(cat pid)"
  while kill -0 "$(cat pid)" 2>/dev/null; do sleep 0.05; done
fi
: > log
${MAIN} simulate ris --config ris.yaml > log 2>&1 &
echo $! > pid
until grep -q Ready log; do
  kill -0 "$(cat pid)" 2>/dev/null || { cat log >&2; exit 1; }
  sleep 0.1
done
`;

let ports: RisPorts;
beforeAll(async () => {
  const [dimse = 0, mllp = 0, http = 0, aiPlatform = 0] = await freePorts(4);
  ports = { dimse, mllp, http, aiPlatform };
  web = `http://127.0.0.1:${http}`;
  writeRisSettings(dir, ports);
  writeFileSync(RESTART, SCRIPT);
  chmodSync(RESTART, 0o755);

  execFileSync(RESTART, { timeout: 300_000, stdio: 'ignore' });
});

afterAll(() => {
  if (existsSync(PID)) process.kill(Number(readFileSync(PID, 'utf8')), 'SIGTERM');
  remove();
});

const verdicts = (out: string) =>
  (JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunRecord).requirements
    .filter(({ selected }) => selected)
    .map(({ id, verdict, reason }) => [id, verdict, verdict === 'pass' ? '' : reason]);
const handled = (out: string) =>
  readJournal(join(out, 'journal.ndjson')).events.flatMap((event) =>
    event.kind === 'ris.handled' ? [`${event.what} by ${event.by}${event.failure ? ` (${event.failure})` : ''}`] : [],
  );

describe('a RIS in a process of its own', () => {
  it('registers patients first, is completed by HL7, reports over HTTP and restarts by a command', async () => {
    const file = describeRis(join(dir, 'commands.yaml'), ports, (ris) => {
      Object.assign(ris.orders, { patientFirst: true, completion: 'hl7' });
      ris['report'] = { by: 'http', method: 'POST', url: '/exams/{accessionNumber}/report', body: { text: '{text}' } };
      ris['restart'] = { by: 'command', command: RESTART };
    });
    const out = join(dir, 'commands');
    const only = ['--only', 'RCR-3.4', 'RCR-R4.1'];
    const { stdout } = await airworthy(['run', '--config', file, '--out', out, ...only]);
    expect(verdicts(out), stdout).toEqual([
      ['RCR-3.4', 'pass', ''],
      ['RCR-R4.1', 'pass', ''],
    ]);
    expect(handled(out).sort()).toEqual([
      'report-issued by POST /exams/{accessionNumber}/report',
      'restarted by command',
    ]);
    const types = readJournal(join(out, 'journal.ndjson')).events.flatMap((event) =>
      event.kind === 'mllp.message' && event.link === 'harness>ris:mllp' && event.sender === 'client'
        ? [event.messageType]
        : [],
    );
    expect(types.slice(0, 3)).toEqual([
      expect.stringMatching(/^ADT\^A04/),
      expect.stringMatching(/^ORM/),
      expect.stringMatching(/^ORM/),
    ]);
    expect((await airworthy(['judge', out])).stdout).toMatch(/All \d+ verdicts are the same/);
  });
});

describe('a RIS that a person looks at and works with, in a terminal', () => {
  const open: Terminal[] = [];
  afterEach(() => open.splice(0).forEach((terminal) => terminal.close()));

  const post = (path: string, body?: unknown) =>
    fetch(`${web}${path}`, {
      method: 'POST',
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
  const exam = async (accession: string) =>
    (await (await fetch(`${web}/exams/${accession}`)).json()) as {
      reviewNeeded: boolean;
      report?: { text: string };
      ai: { abnormalities: { presence: string; meaning: string }[] };
    };

  /** Does in the RIS what is asked for, and says what it shows. */
  async function answer(question: string): Promise<string> {
    const accession = /\bexam (\S+) of /i.exec(question)?.[1] ?? '';
    if (/^Complete exam/m.test(question)) {
      expect((await post(`/exams/${accession}/complete`)).ok).toBe(true);
      return 'done';
    }
    if (/^Report exam/m.test(question)) {
      const text = /issue it:\n(.*)/.exec(question)?.[1]?.trim();
      expect((await post(`/exams/${accession}/report`, { text })).ok).toBe(true);
      return 'done';
    }
    if (/Which of these exams/.test(question)) return 'none';
    const { reviewNeeded, report, ai } = await exam(accession);
    if (/flagged for review/.test(question)) return reviewNeeded ? 'y' : 'n';
    if (/the issued report exactly/.test(question)) return question.includes(`"${report?.text ?? ''}"`) ? 'y' : 'n';
    if (/which AI abnormalities/.test(question)) {
      const present = ai.abnormalities.filter(({ presence }) => presence === 'present');
      return present.map(({ meaning }) => meaning).join('; ') || 'none';
    }
    throw new Error(`The operator does not know what to say to:\n${question}`);
  }

  it('is completed, reported and seen by the operator', async () => {
    const file = describeRis(join(dir, 'operator.yaml'), ports, (ris) => {
      ris.orders['completion'] = 'operator';
      ris['report'] = { by: 'operator' };
      ris['restart'] = { by: 'operator' };
      ris['worklist'] = { adapter: 'operator', settle: 10 };
    });
    const out = join(dir, 'operator');
    const terminal = new Terminal(
      dir,
      `NO_COLOR=1 ${MAIN} run --config '${file}' --out '${out}' --only RCR-3.4; echo "ended $?"`,
    );
    open.push(terminal);
    for (let asked = 1; asked < 40; asked += 1) {
      const screen = await terminal.until(new RegExp(`(\\) >[\\s\\S]*){${asked}}|ended \\d`));
      if (/ended \d/.test(screen)) break;
      const question = screen.split(/\) >/)[asked - 1] ?? '';
      terminal.type(await answer(question.slice(question.indexOf('\n'))));
    }
    expect(verdicts(out)).toEqual([['RCR-3.4', 'pass', '']]);
    expect([...new Set(handled(out))].sort()).toEqual(['completed by operator', 'report-issued by operator']);
  });

  /** A run that has come to where the RIS is to be restarted by hand. */
  async function askedToRestart(name: string): Promise<{ out: string; terminal: Terminal }> {
    const file = describeRis(join(dir, `${name}.yaml`), ports, (ris) => (ris['restart'] = { by: 'operator' }));
    const out = join(dir, name);
    const run = `NO_COLOR=1 ${MAIN} run --config '${file}' --out '${out}' --only RCR-R4.1; echo "ended $?"`;
    const terminal = new Terminal(dir, run);
    open.push(terminal);
    await terminal.until(/Restart the RIS now\.[\s\S]*\) >/);
    return { out, terminal };
  }

  it('is restarted by the operator in between, and has lost nothing', async () => {
    const { out, terminal } = await askedToRestart('restarted');
    const before = readFileSync(PID, 'utf8');
    execFileSync(RESTART, { timeout: 300_000, stdio: 'ignore' });
    expect(readFileSync(PID, 'utf8')).not.toBe(before);
    terminal.type('done');
    await terminal.until(/ended \d/);
    expect(verdicts(out)).toEqual([['RCR-R4.1', 'pass', '']]);
    expect(handled(out)).toContain('restarted by operator');
  });

  it('is not tested where the operator does not restart it', async () => {
    const { out, terminal } = await askedToRestart('not-restarted');
    terminal.type('s');
    await terminal.until(/ended \d/);
    expect(verdicts(out)).toEqual([['RCR-R4.1', 'not-tested', expect.stringContaining('did not restart the RIS')]]);
  });
});
