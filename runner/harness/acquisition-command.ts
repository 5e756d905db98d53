import { spawn } from 'node:child_process';
import type { Acquisition } from '../../model/sut';
import { RunProblem } from '../problem';
import type { OpenCase, Session } from '../session';
import { LINK } from './links';

/** Of what the command prints, only the end is kept. */
const KEPT_CHARACTERS = 2000;

/**
 * Runs the supplier's command for one exam until it ends, or until the deadline, when it is stopped. Gives the trouble of
 * a command that could not be run or did not end with 0: that is no fault of the scanner.
 */
export function runCommand(
  session: Session,
  opened: OpenCase,
  { command = '', deadline }: Acquisition,
): Promise<RunProblem | undefined> {
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', command], {
      env: { ...process.env, ...environmentOf(session, opened) },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that what it started ends with it.
      detached: true,
    });
    let said = '';
    const hear = (chunk: Buffer) => (said = `${said}${String(chunk)}`.slice(-KEPT_CHARACTERS));
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const stop = () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    };
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      stop();
    }, deadline * 1000);
    session.signal?.addEventListener('abort', stop, { once: true });
    const end = (problem?: string) => {
      clearTimeout(timer);
      session.signal?.removeEventListener('abort', stop);
      resolve(problem === undefined ? undefined : new RunProblem('set-up', problem));
    };
    child.once('error', (error) => end(`The command of acquisition.command could not be run: ${error.message}.`));
    // Not "close": a grandchild in the background would keep the pipes open.
    child.once('exit', (code) => {
      if (late) end(`The command of acquisition.command did not end within ${deadline} s and was stopped.`);
      else if (code !== 0) end(`The command of acquisition.command ended with ${code ?? 'a signal'}${lastLine(said)}.`);
      else end();
    });
  });
}

/** What a command needs to know of the exam and of where RIS and PACS are. */
function environmentOf(session: Session, { exam }: OpenCase): Record<string, string> {
  const { harness, config } = session;
  const { host } = config.harness;
  return {
    AIRW_ACCESSION_NUMBER: exam.accessionNumber,
    AIRW_PATIENT_ID: exam.patientId,
    AIRW_PATIENT_NAME: exam.patientName,
    AIRW_STUDY_INSTANCE_UID: exam.studyInstanceUid,
    AIRW_SCHEDULED_PROCEDURE_STEP_ID: exam.scheduledProcedureStepId,
    AIRW_MODALITY: exam.modality,
    AIRW_RIS_HOST: host,
    AIRW_RIS_PORT: String(harness.taps.address(LINK.scannerToRis).port),
    AIRW_RIS_AE_TITLE: harness.aeTitleOf('ris'),
    AIRW_PACS_HOST: host,
    AIRW_PACS_PORT: String(harness.taps.address(LINK.scannerToPacs).port),
    AIRW_PACS_AE_TITLE: harness.aeTitleOf('pacs'),
  };
}

function lastLine(said: string): string {
  const line = said.trim().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? '' : `: ${line}`;
}
