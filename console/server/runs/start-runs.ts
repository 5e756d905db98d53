import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runFolderName } from '../../../runner/run-folder';
import { folderSource } from '../../../runner/run-source';
import { readRunStart } from '../../../runner/run-start';
import type { RunSummary, StartRun } from '../../contract';
import type { Context } from '../context';
import { notFound, Refusal } from '../http/refusal';
import type { Who } from '../security/sessions';
import { LiveRun } from './live-run';
import type { RunAsk } from './news';
import { runIdOf } from './run-list';

type Shared = Pick<Context, 'options' | 'forms' | 'products' | 'studies' | 'runList' | 'supervisor' | 'doctors'>;
type About = Pick<RunSummary, 'vendor' | 'product' | 'version' | 'actor'>;

/** Puts a new run into the queue. @throws Refusal */
export async function startRun(context: Shared, start: StartRun, who: Who): Promise<RunSummary> {
  const { options, products, runList, supervisor, doctors } = context;
  const about = start.what === 'demo' ? await aboutDemo(context, start) : products.config(start.product);
  if (start.what === 'product' && doctors.running)
    throw new Refusal(
      409,
      'The links of a product are being checked, which needs the same ports.',
      'Wait until that is done, or stop it.',
    );
  const taken = (name: string) => existsSync(join(options.runs, name)) || supervisor.find(runIdOf(name)) !== undefined;
  const folder = newFolder(taken, start.what === 'demo' ? `${start.actor}-demo` : about.product);
  const dir = join(options.runs, folder);
  const ask = start.what === 'demo' ? demoAsk(start, dir) : productAsk(context, start, dir);
  const productId = start.what === 'product' ? start.product : undefined;
  runList.own(folder, productId, who.name);
  const { vendor, product, version, actor } = about;
  const run = new LiveRun(ask, {
    id: runIdOf(folder),
    name: folder,
    state: 'queued',
    vendor,
    product,
    version,
    actor,
    ...(start.what === 'demo' ? { demo: { mutant: start.mutant } } : {}),
    ...(productId === undefined ? {} : { productId }),
    startedBy: who.name,
    startedAt: new Date().toISOString(),
  });
  return supervisor.start(run).summary;
}

/** Puts the rest of a run that was cut short into the queue. @throws Refusal */
export function resumeRun({ products, runList, supervisor }: Shared, id: string): RunSummary {
  const stored = runList.find(id);
  const summary = runList.summary(stored);
  if (summary.state === 'external')
    throw new Refusal(409, 'Another program is at work on this run.', 'Wait until it has ended.');
  if (summary.state !== 'unfinished' && summary.complete)
    throw new Refusal(409, 'This run came to its end; there is nothing to resume.', 'Start a new run.');
  const { demo } = readRunStart(folderSource(stored.dir));
  const { productId } = summary;
  const product =
    demo || productId === undefined
      ? undefined
      : { yaml: products.get(productId).yaml, file: join(products.folderOf(productId), 'sut.yaml') };
  const { sentence: _, counts: _c, exitCode: _e, ...rest } = summary;
  return supervisor.start(new LiveRun({ what: 'resume', dir: stored.dir, product }, { ...rest, state: 'queued' }))
    .summary;
}

async function aboutDemo({ forms }: Shared, { actor, mutant }: StartRun & { what: 'demo' }): Promise<About> {
  const found = (await forms.list()).find(({ reference }) => reference.actor === actor);
  if (!found || (mutant !== undefined && !found.form.mutants.some(({ id }) => id === mutant)))
    throw notFound('demo', 'The list of actors shows the demos that there are, and their defects.');
  return found.reference;
}

function demoAsk(start: StartRun & { what: 'demo' }, dir: string): RunAsk {
  const { actor, mutant, only, plain, pacs = 'auto' } = start;
  return { what: 'demo', dir, actor, mutant, only, plain, launcher: pacs };
}

function productAsk({ products, studies }: Shared, start: StartRun & { what: 'product' }, dir: string): RunAsk {
  const { product, only, oneWay } = start;
  const chosen = Object.entries(start.studies ?? {}).map(([kind, ids]) => [
    kind,
    ids.map((id) => ({ source: studies.sourceOf(id) })),
  ]);
  const file = join(products.folderOf(product), 'sut.yaml');
  const { yaml } = products.get(product);
  return {
    what: 'product',
    dir,
    yaml,
    file,
    only,
    oneWay,
    studies: Object.fromEntries(chosen) as Record<string, { source: string }[]>,
  };
}

function newFolder(taken: (name: string) => boolean, what: string): string {
  const name = runFolderName(what);
  for (let number = 1; ; number += 1) {
    const folder = number === 1 ? name : `${name}-${number}`;
    if (!taken(folder)) return folder;
  }
}
