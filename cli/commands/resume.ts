import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { scratchFolder } from '../../evidence/scratch-folder';
import { loadSutConfig } from '../../config/load';
import { lockRun } from '../../evidence/run-lock';
import { resumeOptions } from '../../runner/resume/resume-options';
import { folderSource } from '../../runner/run-source';
import { readRunStart } from '../../runner/run-start';
import { runAndReport } from '../run-and-report';

export interface ResumeFlags {
  config: string;
  verbose?: boolean;
}

/** `airworthy resume RUN`: goes on with the scenarios that a run which was cut short has not finished. */
export async function resumeCommand(folder: string, flags: ResumeFlags): Promise<number> {
  const dir = resolve(folder);
  readRunStart(folderSource(dir));
  const unlock = lockRun(dir);
  const scratch = scratchFolder('airworthy-resume');
  try {
    const product = () => ({ config: loadSutConfig(flags.config), name: flags.config });
    return await runAndReport({ ...(await resumeOptions({ dir, scratch, product })), verbose: flags.verbose });
  } finally {
    unlock();
    await rm(scratch, { recursive: true, force: true });
  }
}
