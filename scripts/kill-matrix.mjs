// Writes docs/kill-matrix.md and requirements/detection.json from kill matrices:
//   airworthy selftest --everything --json matrix.json && airworthy selftest --lawful --json lawful.json
//   node scripts/kill-matrix.mjs matrix.json [lawful.json]
// The page holds no dates or durations, so that its differences mean something.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const ROOT = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const files = process.argv.slice(2);
if (files.length === 0) {
  process.stderr.write('Give the JSON files that "airworthy selftest --json" wrote.\n');
  process.exit(2);
}
const parts = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
const mutants = parts.flatMap((part) => part.mutants);
const variants = parts.flatMap((part) => part.variants);
const references = parts.flatMap((part) => part.references);
const errors = [...mutants, ...variants, ...references].filter(({ outcome }) => outcome === 'error');
const missing = parts.flatMap((part) => {
  const done = new Set([
    ...part.references.map(({ actor }) => `${actor}/reference`),
    ...part.variants.map(({ actor, variant }) => `${actor}/${variant}`),
    ...part.mutants.map(({ actor, mutant }) => `${actor}/${mutant}`),
  ]);
  return part.jobs.filter((id) => !done.has(id));
});
if (errors.length > 0 || missing.length > 0) {
  process.stderr.write(
    `The matrix is incomplete: ${errors.length} ended in an error of ours, ${missing.length} did not run${missing.length > 0 ? ` (${missing.join(', ')})` : ''}.\n`,
  );
  process.exit(1);
}

/** With the requirement of each mutant alone, nothing is known of others; scripts/collateral.mjs says of how many it is. */
const whole = parts
  .filter((part) => part.mutants.length > 0)
  .every(({ breadth }) => /^(plain|everything)$/.test(breadth));
const looked = ({ alsoTried = 0 }) => whole || alsoTried > 0;
const actors = [...new Set(mutants.map(({ actor }) => actor))];
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`);
const outcomeOf = ({ outcome, again }) => (again ? `${outcome} at a second try` : outcome);
const killed = (list) => list.filter(({ outcome }) => outcome === 'killed').length;
const requirementsOf = (list) => [...new Set(list.map(({ requirement }) => requirement))];

function collateralOf({ collateral, staleKnockOns }) {
  return [
    ...collateral.map(({ requirement, because }) => (because === undefined ? `**${requirement}**` : requirement)),
    ...staleKnockOns.map((id) => `stale: ${id}`),
  ].join(', ');
}

const lines = [
  '# Kill matrix',
  '',
  'Written by `scripts/kill-matrix.mjs` from `airworthy selftest`; not by hand. Each mutant is a reference actor with exactly one',
  'deliberate defect. Killed: a check of the requirement that the defect breaks observed the breach. Collateral: other',
  'requirements that turned red; in bold where that was not declared beforehand; — where no other was tried on what was recorded',
  'of the mutant. It is looked for by `scripts/collateral.mjs`, which holds each recorded scenario to every check that the reference',
  'satisfies in the same one.',
  ...([...mutants, ...variants].some(({ again }) => again)
    ? ['', 'At a second try: it came out otherwise at first, and was tried again by itself, with longer waits.']
    : []),
  '',
  ...table(
    ['Actor', 'Requirements', 'Mutants', 'Killed', 'Undeclared collateral'],
    actors.map((actor) => {
      const own = mutants.filter((each) => each.actor === actor);
      const undeclared = own.flatMap(({ collateral }) => collateral).filter(({ because }) => because === undefined);
      return [
        actor,
        requirementsOf(own).length,
        own.length,
        killed(own),
        own.some(looked) ? `${undeclared.length}, of ${own.filter(looked).length} mutants` : 'not looked for',
      ];
    }),
  ),
];
if (references.length === 0) lines.push('', 'Runs of the references are not part of this recording.');
for (const actor of actors) {
  const own = mutants.filter((each) => each.actor === actor);
  lines.push('', `## ${actor}`, '');
  lines.push(
    ...table(
      ['Requirement', 'Mutant', 'Defect', 'Outcome', 'Caught by', 'Collateral'],
      own.map((each) => [
        each.requirement,
        `\`${each.mutant}\``,
        each.sentence,
        outcomeOf(each),
        each.caughtBy.map((check) => `\`${check}\``).join(', '),
        looked(each) ? collateralOf(each) : '—',
      ]),
    ),
  );
}
if (variants.length > 0) {
  lines.push('', '## Lawful variants', '', 'Each must pass: where one does not, a check is too harsh.', '');
  lines.push(
    ...table(
      ['Actor', 'Variant', 'How it differs', 'Outcome'],
      variants.map((each) => [each.actor, `\`${each.variant}\``, each.sentence ?? '', outcomeOf(each)]),
    ),
  );
}
const detection = {
  airworthy: parts[0].airworthy,
  actors: Object.fromEntries(
    actors.map((actor) => {
      const own = mutants.filter((each) => each.actor === actor);
      const idsOf = (requirement, outcome) =>
        own.filter((each) => each.requirement === requirement && each.outcome === outcome).map(({ mutant }) => mutant);
      return [
        actor,
        Object.fromEntries(
          requirementsOf(own).map((id) => [id, { caught: idsOf(id, 'killed'), missed: idsOf(id, 'survived') }]),
        ),
      ];
    }),
  ),
};
await write('docs/kill-matrix.md', `${lines.join('\n')}\n`);
await write('requirements/detection.json', JSON.stringify(detection));

async function write(name, text) {
  const file = join(ROOT, name);
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
  process.stdout.write(`${name}\n`);
}
