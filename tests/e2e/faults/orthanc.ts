import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { orthancConfig } from '../../../simulators/pacs/orthanc/config';
import { findDicomWebPlugin, findOrthanc } from '../../../simulators/pacs/orthanc/find-orthanc';

/** Undefined where none is installed. */
export const orthanc = findOrthanc();

/** The Orthanc that a run has started: the child of its guardian. */
export function orthancOf(pid: number | undefined): number {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,comm='], { encoding: 'utf8' }).trim().split('\n');
  const processes = lines
    .map((line) => line.trim().split(/\s+/))
    .map(([own, parent, name]) => ({ own: Number(own), parent: Number(parent), name }));
  const guardians = processes.filter(({ parent }) => parent === pid).map(({ own }) => own);
  const found = processes.find(({ parent, name }) => name === 'Orthanc' && guardians.includes(parent));
  if (!found) throw new Error('The run has started no Orthanc.');
  return found.own;
}

/** An Orthanc of the hospital's: not started by the harness, and its peers kept over a restart. */
export async function hospitalPacs(
  folder: string,
  at: { dimse: number; http: number },
): Promise<() => Promise<ChildProcess>> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'orthanc.json');
  const plugin = findDicomWebPlugin();
  const config = orthancConfig({
    ...{ aeTitle: 'HOSPITAL', dimsePort: at.dimse, httpPort: at.http, storageDir: folder, loopbackOnly: true },
    plugins: plugin === undefined ? [] : [plugin],
  });
  writeFileSync(file, JSON.stringify({ ...config, DicomModalitiesInDatabase: true }));
  return async () => {
    const child = spawn(orthanc ?? '', [file], { stdio: ['ignore', 'ignore', 'pipe'] });
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (chunk) => /Orthanc has started/.test(String(chunk)) && resolve());
      child.once('exit', () => reject(new Error('Orthanc ended at once.')));
    });
    return child;
  };
}
