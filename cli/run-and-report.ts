import { join } from 'node:path';
import pino from 'pino';
import pc from 'picocolors';
import type { Logger } from '../model/actors';
import { RUN_FILES } from '../runner/run-start';
import type { Operator } from '../runner/operator/operator';
import { terminalOperator } from '../runner/operator/terminal';
import { run, type RunOptions } from '../runner/run';
import { writeReports } from '../runner/write-reports';
import { elapsed, progressView, type ProgressView } from './progress-view';
import { newFolder } from './run-folder';
import { countLine, verdictTable } from './verdict-table';

/** For one answer. */
const PATIENCE_S = 600;

/** Runs, judges, writes every report and prints where they are. Returns the exit code. */
export async function runAndReport(
  options: Omit<RunOptions, 'progress' | 'log' | 'signal' | 'dir'> & { dir?: string; out?: string; verbose?: boolean },
): Promise<number> {
  const started = performance.now();
  const { out, verbose = false, ...rest } = options;
  const { resume } = options;
  const dir = options.dir ?? newFolder(out, options.config.product);
  const whole = resume?.whole ?? dir;
  const view = progressView(process.stdout);
  const abort = new AbortController();
  const stop = () => {
    if (abort.signal.aborted) process.exit(3);
    process.stdout.write('\nStopping; the record so far is kept. Press Ctrl-C again to leave at once.\n');
    abort.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const record = await run({
      operator: operatorHere(view),
      ...rest,
      dir,
      log: logger(verbose),
      progress: view,
      signal: abort.signal,
    });
    view.end();
    const reports = await writeReports(whole);
    process.stdout.write(`\n${verdictTable(record, process.stdout.columns)}\n`);
    if (record.requirements.some(({ selected, attested }) => selected && attested))
      process.stdout.write('* attested by a person\n');
    process.stdout.write(`\n${countLine(record)}   ${elapsed(started)}\n`);
    if (record.endDetail) process.stdout.write(`${pc.red(record.endDetail)}\n`);
    if (!record.complete) process.stdout.write(`${pc.yellow('The run is incomplete.')}\n`);
    process.stdout.write(
      `\nReport   ${reports.html}\nRecord   ${join(whole, RUN_FILES.record)}\nCapture  ${join(dir, RUN_FILES.capture)}\n`,
    );
    return record.exitCode;
  } finally {
    view.end();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

/** The person at this terminal, for products of which only a person can see something. */
function operatorHere(view: ProgressView): Operator | undefined {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) return undefined;
  const person = terminalOperator({ input: stdin, output: stdout, patience: PATIENCE_S });
  return { ask: (question, hint) => view.standBack(() => person.ask(question, hint)) };
}

function logger(verbose: boolean): Logger {
  const log = pino({ level: verbose ? 'debug' : 'silent', base: undefined }, pino.destination({ dest: 2, sync: true }));
  return {
    debug: (message) => log.debug(message),
    info: (message) => log.info(message),
    warn: (message) => log.warn(message),
    error: (message) => log.error(message),
  };
}
