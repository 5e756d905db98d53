import { spawn } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { LaunchError } from '../launch-error';
import { findOrthanc } from '../orthanc/find-orthanc';
import type { LaunchOptions, Pacs } from '../pacs';
import { startOrthanc } from './path';

const PACKAGES = ['orthanc', 'orthanc-dicomweb'];
const INSTALL_TIMEOUT_MS = 300_000;
/** invoke-rc.d asks this file whether a package may start its service; 101 = no. */
const POLICY_FILE = '/usr/sbin/policy-rc.d';

/** Installs the distribution's Orthanc (root on Debian and Ubuntu), without its system service, and runs it as ours. */
export async function apt(options: LaunchOptions): Promise<Pacs> {
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version')) {
    throw new LaunchError('this is not Debian or Ubuntu, so Orthanc cannot be installed with apt-get');
  }
  if (process.getuid?.() !== 0) throw new LaunchError('only root can install Orthanc with apt-get');
  options.notice(`Installing ${PACKAGES.join(' and ')} with apt-get; this is done once and takes under a minute.`);
  await withServicesHeldBack(async () => {
    const install = ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=60', ...PACKAGES];
    // The package lists of a fresh machine are empty or old: look once without, then with fresh ones.
    const first = await run('apt-get', install, options);
    if (first !== undefined) {
      await run('apt-get', ['update', '-q'], options);
      const second = await run('apt-get', install, options);
      if (second !== undefined) throw new LaunchError(`apt-get could not install Orthanc: ${second}`);
    }
    await disableService(options);
  });
  const program = findOrthanc();
  if (program === undefined) throw new LaunchError('apt-get installed Orthanc, but there is no Orthanc program');
  return startOrthanc(program, 'apt', 'installed with apt-get', options);
}

/** Forbids service starts for the while, unless the machine has a rule of its own. */
async function withServicesHeldBack(work: () => Promise<void>): Promise<void> {
  const ours = !existsSync(POLICY_FILE);
  if (ours) writeFileSync(POLICY_FILE, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    if (ours) rmSync(POLICY_FILE, { force: true });
  }
}

/** The packaged service would start at the next boot, with its own ports and storage. */
async function disableService(options: LaunchOptions): Promise<void> {
  if (existsSync('/run/systemd/system')) await run('systemctl', ['disable', '--now', 'orthanc'], options);
  else if (existsSync('/etc/init.d/orthanc')) await run('update-rc.d', ['orthanc', 'disable'], options);
}

/** @returns why it failed, undefined when it did not */
function run(command: string, args: string[], { log }: LaunchOptions): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
      timeout: INSTALL_TIMEOUT_MS,
    });
    let problem = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log.debug(`${command}: ${text.trimEnd()}`);
        problem = /^E: .*$/m.exec(text)?.[0].slice(3) ?? problem;
      });
    }
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => resolve(code === 0 ? undefined : problem || `${command} ended with code ${code}`));
  });
}
