import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '../model/actors';
import { unwrap } from '../protocols/dimse/part10';
import type { LaunchOptions } from '../simulators/pacs/pacs';
import { type RunningPeer, run, startPeer } from '../tests/kit/processes';
import { realFile } from '../tests/kit/real-files';

export const PEER_TITLE = 'STORESCP';
/** Real slices are half a megabyte. */
export const STUDY_OF_1_GB = 2000;

export interface Study {
  folder: string;
  files: string[];
  /** Of all files. */
  bytes: number;
}

/** A folder for files that come and go, in memory where there is such a thing. Whoever asks for it removes it. */
export function scratchFolder(): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'airworthy-bench-'));
}

/** So many CT instances: real slices under new SOP Instance UIDs of the same length. */
export function makeStudy(folder: string, count: number): Study {
  mkdirSync(folder);
  const slices = ['01', '02', '03'].map((name) => readFileSync(realFile(`ct-3slice/${name}.dcm`)));
  let total = 0;
  const files = Array.from({ length: count }, (_, index) => {
    const bytes = Buffer.from(slices[index % slices.length] as Buffer);
    const uid = unwrap(bytes).meta.sopInstanceUid;
    const fresh = uid.slice(0, -5) + String(10_000 + index);
    for (let at = bytes.indexOf(uid); at >= 0; at = bytes.indexOf(uid, at)) bytes.write(fresh, at, 'latin1');
    const file = join(folder, `${index}.dcm`);
    writeFileSync(file, bytes);
    total += bytes.length;
    return file;
  });
  return { folder, files, bytes: total };
}

/** DCMTK's receiver. Stores into `folder` exactly what comes, or throws it away where there is none. */
export function storescp(folder?: string): Promise<RunningPeer> {
  const kept = folder === undefined ? ['--ignore'] : ['+B', '-od', folder];
  return startPeer('storescp', (port) => [...kept, '-aet', PEER_TITLE, '-pdu', '131072', `${port}`]);
}

/** A PACS on this machine that keeps its files there and says nothing. */
export function pacsOptions(
  launcher: LaunchOptions['launcher'],
  storageDir: string,
  aeTitle: string,
  sink: LaunchOptions['sink'] = { append: () => undefined },
): LaunchOptions {
  mkdirSync(storageDir, { recursive: true });
  const peers: LaunchOptions['peers'] = [];
  return {
    ...{ launcher, aeTitle, host: '127.0.0.1', peers, storageDir, sink, log: silentLogger, notice: () => undefined },
  };
}

/** DCMTK's sender: a whole study to a port of this machine. */
export async function storescu(study: Study, port: number): Promise<void> {
  const args = ['-aec', PEER_TITLE, '-pdu', '131072', '+sd', '127.0.0.1', `${port}`, study.folder];
  const { code, output } = await run('storescu', args, 600_000);
  if (code !== 0) throw new Error(output);
}
