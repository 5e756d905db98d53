import type { SutConfig } from '../../model/sut';
import { demoOptions } from '../demo/demo-options';
import { productVersion, type RunOptions } from '../run';
import { folderSource } from '../run-source';
import { readRunStart, type RunStart } from '../run-start';
import { prepareRest } from './resume';

export interface ResumeChoice {
  /** The run folder. */
  dir: string;
  /** For certificates; must outlive the run. */
  scratch: string;
  /** The product under test as it is now; a demo needs none. */
  product(): { config: SutConfig; name: string };
}

/** What the rest of a run needs that was cut short. Throws a sentence where there is nothing to go on with. */
export async function resumeOptions({
  dir,
  scratch,
  product,
}: ResumeChoice): Promise<Pick<RunOptions, 'config' | 'standIn' | 'resume' | 'preflightBackwards' | 'dir'>> {
  const start = readRunStart(folderSource(dir));
  const { config, standIn } = start.demo ? await demoAgain(start, scratch) : sameProduct(start, product());
  const rest = prepareRest(dir, productVersion());
  return {
    config,
    standIn,
    dir: rest.dir,
    resume: { whole: dir, rest },
    preflightBackwards: start.demo?.mutant === undefined,
  };
}

/** The reference actor that was under test, with certificates of today. */
function demoAgain({ demo, config }: RunStart, scratch: string): Promise<Pick<RunOptions, 'config' | 'standIn'>> {
  const launcher = config.pacs.launcher === 'existing' ? 'auto' : config.pacs.launcher;
  return demoOptions({
    actor: config.actor,
    mutant: demo?.mutant,
    variant: demo?.variant,
    viewer: demo?.viewer,
    launcher,
    tls: config.tls !== undefined,
    scratch,
  });
}

function sameProduct(
  { config }: RunStart,
  { config: now, name }: ReturnType<ResumeChoice['product']>,
): Pick<RunOptions, 'config' | 'standIn'> {
  for (const key of ['vendor', 'product', 'version', 'actor'] as const) {
    if (now[key] !== config[key])
      throw new Error(
        `${name} is about another product than this run: "${key}" is "${now[key]}", not "${config[key]}".`,
      );
  }
  return { config: now };
}
