import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import type * as TsNode from 'ts-node';
import { PACKAGE_ROOT } from '../../model/package-root';

const STEPS = join(PACKAGE_ROOT, 'steps');
const KEPT = join(PACKAGE_ROOT, 'dist', 'steps');

let service: TsNode.Service | undefined;

/**
 * What ts-node makes of a file of steps. It is kept by the hash of the source: with it at hand a run does without the
 * TypeScript compiler, which would take 45 MiB of it to the end and most of a second of each.
 */
export function compileSteps(file: string): string {
  const source = readFileSync(file, 'utf8');
  const kept = join(KEPT, keptName(file, source));
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    // Not built, or changed since.
  }
  const tsNode = createRequire(__filename)('ts-node') as typeof TsNode;
  service ??= tsNode.create({
    cwd: PACKAGE_ROOT,
    project: join(PACKAGE_ROOT, 'tsconfig.json'),
    transpileOnly: true,
  });
  const compiled = service.compile(source, file);
  try {
    mkdirSync(KEPT, { recursive: true });
    // Whole or not at all: several runs may begin at once.
    writeFileSync(`${kept}.${process.pid}`, compiled);
    renameSync(`${kept}.${process.pid}`, kept);
  } catch {
    // An installation that this user may not write to: compiled again next time.
  }
  return compiled;
}

/** Compiles all steps ahead, and takes away what is kept of others. */
export function compileAllSteps(): void {
  const files = readdirSync(STEPS)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(STEPS, name));
  const wanted = new Set(files.map((file) => keptName(file, readFileSync(file, 'utf8'))));
  for (const file of files) compileSteps(file);
  for (const name of readdirSync(KEPT)) if (!wanted.has(name)) rmSync(join(KEPT, name));
}

function keptName(file: string, source: string): string {
  return `${basename(file, '.ts')}-${createHash('sha256').update(source).digest('hex').slice(0, 16)}.js`;
}
