import { rmSync } from 'node:fs';
import { scratchFolder } from '../../evidence/scratch-folder';
import type { Logger } from '../../model/actors';
import { printable } from '../progress-view';
import { clock, eventLines } from './event-lines';
import type { Listener, Running, Simulation } from './simulation';

/** From the signal to the end, whatever a peer does. */
const STOP_WITHIN_MS = 1_700;
const FAILED = 3;

/**
 * Starts an actor, says where it listens, and keeps it until a signal or until it has done its work. Gives the exit code:
 * 0, or 3 where the work could not be done. Rejects with one sentence when the actor cannot be started.
 */
export async function runAlone<O extends object>(
  simulation: Simulation<O>,
  options: O,
  verbose: boolean,
): Promise<number> {
  const folders: string[] = [];
  const removeFolders = (): void => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  };
  const scratch = (): string => {
    const folder = scratchFolder('airworthy-simulate');
    folders.push(folder);
    return folder;
  };
  const signal = awaitSignal(removeFolders);
  try {
    const starting = simulation.start(options, {
      sink: eventLines(print),
      log: logger(verbose),
      notice: (text) => print(printable(text)),
      scratch,
    });
    const running = await starting;
    for (const listener of running.listeners) print(describe(listener));
    print('Ready. Ctrl-C stops.');
    try {
      await Promise.race([signal.arrived, ...(running.done ? [running.done] : [])]);
      return 0;
    } catch (error) {
      print(`Not done: ${printable((error as Error).message)}`);
      return FAILED;
    } finally {
      await stopInTime(running);
      // Nothing should keep the process now; if something does, it must not keep the user.
      setTimeout(() => process.exit(), 200).unref();
    }
  } finally {
    signal.ignore();
    removeFolders();
  }
}

/** The second signal, or one while the actor is still starting, ends the process after a moment in any case. */
function awaitSignal(cleanUp: () => void): { arrived: Promise<void>; ignore(): void } {
  let arrive: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  let count = 0;
  const leave = (): never => {
    cleanUp();
    process.exit(0);
  };
  const hear = (): void => {
    count += 1;
    if (count > 1) leave();
    print('Stopping.');
    arrive();
    setTimeout(leave, STOP_WITHIN_MS + 100).unref();
  };
  process.on('SIGINT', hear).on('SIGTERM', hear);
  return { arrived, ignore: () => void process.off('SIGINT', hear).off('SIGTERM', hear) };
}

async function stopInTime(running: Running): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, STOP_WITHIN_MS)));
  await Promise.race([running.stop(), late]);
  clearTimeout(timer);
}

/** `DICOM (worklist, MPPS)  127.0.0.1:11114  AE title AIRW_RIS`. */
function describe({ what, host, port, aeTitle, tls }: Listener): string {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return [what, address, ...(aeTitle ? [`AE title ${aeTitle}`] : []), ...(tls ? ['TLS'] : [])].join('  ');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function logger(verbose: boolean): Logger {
  const write = (level: string) => (message: string) =>
    void process.stderr.write(`${clock()} ${level}: ${printable(message)}\n`);
  const silent = (): void => undefined;
  return {
    debug: verbose ? write('debug') : silent,
    info: (message) => print(`${clock()} ${printable(message)}`),
    warn: write('warning'),
    error: write('error'),
  };
}
