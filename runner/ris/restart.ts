import { exec } from 'node:child_process';
import type { RisAccess } from '../../model/ris-access';
import { maskSecrets } from '../mask-secrets';
import { RunProblem } from '../problem';
import type { Session } from '../session';

/** Stops the RIS under test and starts it again, as sut.yaml says. Throws where that was not possible. */
export async function restartRis(session: Session, { restart }: RisAccess): Promise<void> {
  const { recording, harness, config, operator } = session;
  const done = (by: string, detail: string) =>
    void recording.append({ kind: 'ris.handled', what: 'restarted', by, detail });
  if (harness.restartStandIn) {
    await harness.restartStandIn();
    return done('harness', 'stopped and started again');
  }
  if (restart.by === 'command') {
    await run(restart.command, config.timeouts.recovery);
    return done('command', maskSecrets(restart.command));
  }
  const answer = await operator.ask('Restart the RIS now.', 'Enter done when it is up again, s to skip');
  const failure = 'The operator did not restart the RIS.';
  if (answer === undefined)
    recording.append({ kind: 'ris.handled', what: 'restarted', by: 'operator', detail: '', failure });
  else done('operator', answer);
}

function run(command: string, seconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    exec(command, { timeout: seconds * 1000 }, (error, _stdout, stderr) => {
      if (!error) return resolve();
      const why = (stderr.trim() || error.message).split('\n', 1)[0] ?? '';
      reject(
        new RunProblem(
          'set-up',
          `The command that restarts the RIS ("${maskSecrets(command)}") did not work within ${seconds} s: ${maskSecrets(why)}. Correct ris.restart in sut.yaml.`,
        ),
      );
    });
  });
}
