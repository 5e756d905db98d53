import { type KillMatrix, type MutantResult, REFERENCE } from './contract';

/** What keeps a matrix from being a proof, in sentences; none when it is complete and green. */
export interface Shortcomings {
  /** The scenarios let a bad product through, or fail one for a reason not their own. */
  wrong: string[];
  /** Trouble of ours, or jobs that did not run. */
  incomplete: string[];
}

export function shortcomingsOf(matrix: KillMatrix): Shortcomings {
  const wrong: string[] = [];
  const incomplete: string[] = [];
  for (const { actor, variant, outcome, again, notPassed, reason } of [...matrix.references, ...matrix.variants]) {
    const name = variant === undefined ? `The reference ${actor}` : `The lawful variant ${variant} of the ${actor}`;
    if (outcome === 'error') incomplete.push(`${name} could not be tried: ${reason}`);
    if (outcome !== 'failed') continue;
    const why = notPassed.map(({ requirement, verdict, reason: each }) => `${requirement} ${verdict}: ${each}`);
    wrong.push(
      `${name} does not pass${again ? ', nor at a second try' : ''}. ${[...why, reason].filter(Boolean).join('; ')}`,
    );
  }
  for (const result of matrix.mutants) {
    const name = `${result.actor} ${result.mutant}`;
    if (result.outcome === 'error') incomplete.push(`${name} could not be tried: ${result.reason}`);
    if (result.outcome === 'survived')
      wrong.push(
        `${name} survived${result.again ? ', also at a second try' : ''}: ${result.requirement} is ${result.verdict}. ${result.reason}`,
      );
    if (matrix.breadth === 'own' || result.outcome === 'error') continue;
    for (const { requirement, verdict, check, sentence } of undeclared(result))
      wrong.push(`${name} also turned ${requirement} to ${verdict}, undeclared (${check ?? 'no check'}): ${sentence}`);
    if (result.staleKnockOns.length > 0)
      wrong.push(`${name} declares knock-ons that do not occur: ${result.staleKnockOns.join(', ')}.`);
  }
  for (const { actor, requirement } of matrix.withoutMutant)
    wrong.push(`No mutant of the ${actor} breaks ${requirement}.`);
  const missing = missingJobs(matrix);
  if (missing.length > 0) incomplete.push(`${missing.length} did not run: ${missing.join(', ')}.`);
  return { wrong, incomplete };
}

/** 0 proved; 1 a survivor, undeclared or stale collateral, or a reference that fails; 3 incomplete. */
export function exitCodeOfMatrix(matrix: KillMatrix): 0 | 1 | 3 {
  const { wrong, incomplete } = shortcomingsOf(matrix);
  return wrong.length > 0 ? 1 : incomplete.length > 0 ? 3 : 0;
}

export function undeclared({ collateral }: MutantResult): MutantResult['collateral'] {
  return collateral.filter(({ because }) => because === undefined);
}

/** Puts shards together. Throws a sentence where they are not parts of one selection, or overlap. */
export function mergeMatrices(parts: readonly KillMatrix[]): KillMatrix {
  const [first] = parts;
  if (!first) throw new Error('There is nothing to merge: name the JSON files of the shards.');
  for (const part of parts) {
    if (part.format !== 1) throw new Error('One of the files is no kill matrix of this version of airworthy.');
    const same =
      part.breadth === first.breadth && part.airworthy === first.airworthy && part.jobs.join() === first.jobs.join();
    if (!same)
      throw new Error('The files are not shards of one selection: they differ in version, options or list of mutants.');
  }
  const merged: KillMatrix = {
    ...first,
    references: parts.flatMap(({ references }) => references),
    variants: parts.flatMap(({ variants }) => variants),
    mutants: parts.flatMap(({ mutants }) => mutants),
  };
  const done = doneJobs(merged);
  const twice = done.find((id, index) => done.indexOf(id) !== index);
  if (twice !== undefined) throw new Error(`${twice} is in more than one of the files: give each shard once.`);
  return inOrder(merged);
}

/** In the order of the jobs, however they were shared out. */
export function inOrder(matrix: KillMatrix): KillMatrix {
  const place = new Map(matrix.jobs.map((id, index) => [id, index]));
  const at = (id: string): number => place.get(id) ?? Infinity;
  return {
    ...matrix,
    references: [...matrix.references].sort((a, b) => at(`${a.actor}/${REFERENCE}`) - at(`${b.actor}/${REFERENCE}`)),
    variants: [...matrix.variants].sort((a, b) => at(`${a.actor}/${a.variant}`) - at(`${b.actor}/${b.variant}`)),
    mutants: [...matrix.mutants].sort((a, b) => at(`${a.actor}/${a.mutant}`) - at(`${b.actor}/${b.mutant}`)),
  };
}

export function missingJobs(matrix: KillMatrix): string[] {
  const done = new Set(doneJobs(matrix));
  return matrix.jobs.filter((id) => !done.has(id));
}

function doneJobs({ references, variants, mutants }: KillMatrix): string[] {
  return [
    ...variants.map(({ actor, variant }) => `${actor}/${variant}`),
    ...references.map(({ actor }) => `${actor}/${REFERENCE}`),
    ...mutants.map(({ actor, mutant }) => `${actor}/${mutant}`),
  ];
}
