// Shows which other requirements a mutant turns red: each exam of plain course that was recorded of it is held to every check
// that the reference passed on an exam of the same course. Nothing is run again.
//   airworthy selftest --json matrix.json --keep runs && node scripts/collateral.mjs matrix.json runs
// The matrix then says so too; docs are made of it by scripts/kill-matrix.mjs. Ends 1 where something turned red that is not
// declared beside the mutant as a knock-on, or is declared and did not.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const ROOT = new URL('..', import.meta.url).pathname;
const dist = (...path) => require(join(ROOT, 'dist', ...path));
const [file, runs] = process.argv.slice(2);
if (file === undefined || runs === undefined) {
  process.stderr.write(
    'Give the JSON file and the folder that "airworthy selftest --json FILE --keep FOLDER" wrote.\n',
  );
  process.exit(2);
}
const { readParts } = dist('runner', 'judging', 'read-part.js');
const { buildScenarioRecord } = dist('evidence', 'record', 'index.js');
const { findCheck } = dist('checks', 'index.js');
const { folderSource } = dist('runner', 'run-source.js');
const { demoOf } = dist('runner', 'demo', 'demo.js');
const { loadCatalogue } = dist('requirements', 'load.js');
const courses = new Map(
  dist('runner', 'cucumber', 'scenario-sources.js')
    .readScenarios()
    .flatMap(({ id, course }) => (course === undefined ? [] : [[id, course]])),
);
const automated = new Set(loadCatalogue().flatMap(({ id, method }) => (method === 'automated' ? [id] : [])));

const matrix = JSON.parse(readFileSync(file, 'utf8'));
const actors = [...new Set(matrix.mutants.map(({ actor }) => actor))];
let wrong = 0;
for (const actor of actors) {
  const asked = askedOf(actor);
  const defects = new Map((await demoOf(actor)).mutants.map((mutant) => [mutant.id, mutant]));
  for (const mutant of matrix.mutants.filter((each) => each.actor === actor)) {
    const declared = (defects.get(mutant.mutant)?.knockOn ?? []).flatMap(({ requirements, because }) =>
      requirements.map((requirement) => ({ requirement, because })),
    );
    const { tried, red } = triedOn(join(runs, actor, mutant.mutant), asked, mutant.requirement);
    mutant.collateral = [...red].map(([requirement, { check, sentence }]) => ({
      requirement,
      verdict: 'fail',
      check,
      sentence,
      because: declared.find((each) => each.requirement === requirement)?.because,
    }));
    mutant.alsoTried = tried.size;
    mutant.staleKnockOns = declared
      .map(({ requirement }) => requirement)
      .filter((requirement) => tried.has(requirement) && !red.has(requirement));
    for (const { requirement, check, sentence, because } of mutant.collateral)
      if (because === undefined) say(`${actor} ${mutant.mutant} also breaks ${requirement} (${check}): ${sentence}`);
    for (const requirement of mutant.staleKnockOns)
      say(`${actor} ${mutant.mutant} declares that it breaks ${requirement}, and does not.`);
  }
}
matrix.breadth = 'recorded';
writeFileSync(file, `${JSON.stringify(matrix, null, 2)}\n`);
process.stdout.write(`${wrong} undeclared or stale.\n`);
process.exitCode = wrong === 0 ? 0 : 1;

function say(sentence) {
  wrong += 1;
  process.stdout.write(`${sentence}\n`);
}

/** By course: what the reference was asked on exams of it, and satisfied. */
function askedOf(actor) {
  const asked = new Map();
  const [part] = readParts(folderSource(join(runs, actor, 'reference')));
  const satisfied = new Set(
    part.observations.flatMap(({ scenario, requirement, observation }) =>
      observation.outcome === 'satisfied' ? [`${scenario} ${requirement} ${observation.check}`] : [],
    ),
  );
  for (const { kind, scenario, requirement, check, params } of part.events) {
    const course = courses.get(scenario);
    if (kind !== 'check' || course === undefined || !automated.has(requirement)) continue;
    if (!satisfied.has(`${scenario} ${requirement} ${check}`)) continue;
    asked.set(course, [...(asked.get(course) ?? []), { requirement, check, params }]);
  }
  return asked;
}

function triedOn(folder, asked, own) {
  const tried = new Set();
  const red = new Map();
  const [{ part, events }] = readParts(folderSource(folder));
  for (const course of new Set(courses.values())) {
    const scenario = events.find((each) => each.kind === 'check' && courses.get(each.scenario) === course)?.scenario;
    if (scenario === undefined) continue;
    const seen = events.slice(
      0,
      events.findIndex((each) => each.kind === 'check' && each.scenario === scenario),
    );
    const record = buildScenarioRecord(seen, (ref) => part.source.read(ref.file), part.start.config, scenario);
    for (const { requirement, check, params } of asked.get(course) ?? []) {
      if (requirement === own) continue;
      const { outcome, sentence, evidence } = findCheck(check).judge(record, params);
      if (outcome === 'nothing-seen' || evidence.length === 0) continue;
      tried.add(requirement);
      if (outcome === 'breach' && !red.has(requirement)) red.set(requirement, { check, sentence });
    }
  }
  return { tried, red };
}
