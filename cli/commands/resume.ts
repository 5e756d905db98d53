import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadSutConfig } from '../../config/load';
import { lockRun } from '../../evidence/run-lock';
import type { SutConfig } from '../../model/sut';
import { makeCertificates } from '../../runner/demo/certificates';
import { demoOf } from '../../runner/demo/demo';
import type { StandIn } from '../../runner/harness/part';
import { prepareRest } from '../../runner/resume/resume';
import { productVersion } from '../../runner/run';
import { folderSource } from '../../runner/run-source';
import { readRunStart, type RunStart } from '../../runner/run-start';
import { runAndReport } from '../run-and-report';

export interface ResumeFlags {
  config: string;
  verbose?: boolean;
}

/** `airworthy resume RUN`: goes on with the scenarios that a run which was cut short has not finished. */
export async function resumeCommand(folder: string, flags: ResumeFlags): Promise<number> {
  const dir = resolve(folder);
  const start = readRunStart(folderSource(dir));
  const unlock = lockRun(dir);
  const scratch = await mkdtemp(join(tmpdir(), 'airworthy-resume-'));
  try {
    const { config, standIn } = start.demo
      ? await demoAgain(start, scratch)
      : { config: sameProduct(start, flags.config) };
    return await runAndReport({
      config,
      standIn,
      resume: { whole: dir, rest: prepareRest(dir, productVersion()) },
      preflightBackwards: start.demo?.mutant === undefined,
      verbose: flags.verbose,
    });
  } finally {
    unlock();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The reference actor that was under test, with certificates of today. */
async function demoAgain(
  { demo, config }: RunStart,
  scratch: string,
): Promise<{ config: SutConfig; standIn: StandIn }> {
  const actor = await demoOf(config.actor);
  const tls = config.tls ? await makeCertificates(scratch, ['localhost', '127.0.0.1']) : undefined;
  const launcher = config.pacs.launcher === 'existing' ? 'auto' : config.pacs.launcher;
  return { config: actor.config({ launcher, tls }), standIn: actor.standIn({ mutant: demo?.mutant }) };
}

function sameProduct({ config }: RunStart, file: string): SutConfig {
  const now = loadSutConfig(file);
  for (const key of ['vendor', 'product', 'version', 'actor'] as const) {
    if (now[key] !== config[key])
      throw new Error(
        `${file} is about another product than this run: "${key}" is "${now[key]}", not "${config[key]}".`,
      );
  }
  return now;
}
