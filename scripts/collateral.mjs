// Shows which other requirements a mutant turns red: each scenario that was recorded of it is held to every check, of whichever
// scenario, that the reference satisfies in what was recorded of the same one. Nothing is run again.
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
const { judgeRecord } = dist('runner', 'judging', 'judge-check.js');
const { declaredKnockOns, staleKnockOns } = dist('runner', 'selftest', 'judge-mutant.js');
const { folderSource } = dist('runner', 'run-source.js');
const { demoOf } = dist('runner', 'demo', 'demo.js');
const { loadCatalogue } = dist('requirements', 'load.js');
const automated = new Set(loadCatalogue().flatMap(({ id, method }) => (method === 'automated' ? [id] : [])));

const matrix = JSON.parse(readFileSync(file, 'utf8'));
const actors = [...new Set(matrix.mutants.map(({ actor }) => actor))];
let wrong = 0;
for (const actor of actors) {
  const reference = readReference(actor);
  const defects = new Map((await demoOf(actor)).mutants.map((mutant) => [mutant.id, mutant]));
  for (const mutant of matrix.mutants.filter((each) => each.actor === actor)) {
    const defect = defects.get(mutant.mutant) ?? {};
    const declared = declaredKnockOns(defect);
    const { tried, red } = triedOn(join(runs, actor, mutant.mutant), reference, mutant.requirement);
    mutant.collateral = [...red].map(([requirement, { check, sentence }]) => ({
      requirement,
      verdict: 'fail',
      check,
      sentence,
      because: declared.find(({ id }) => id === requirement)?.because,
    }));
    mutant.alsoTried = tried.size;
    mutant.staleKnockOns = staleKnockOns(defect, (id) => tried.has(id) && !red.has(id));
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

/** What the reference was asked in any scenario and satisfied, each with how it was asked. */
function readReference(actor) {
  const [{ part, events, observations }] = readParts(folderSource(join(runs, actor, 'reference')));
  const satisfied = new Set(
    observations.flatMap(({ scenario, requirement, observation }) =>
      observation.outcome === 'satisfied' ? [`${scenario} ${requirement} ${observation.check}`] : [],
    ),
  );
  const asked = new Map();
  for (const { kind, scenario, requirement, check, params } of events) {
    if (kind !== 'check' || !automated.has(requirement)) continue;
    if (!satisfied.has(`${scenario} ${requirement} ${check}`)) continue;
    asked.set(`${requirement} ${check} ${JSON.stringify(params)}`, { requirement, check, params });
  }
  return { part, events, asked: [...asked.values()], upheld: new Map() };
}

/** Of all that, what it also satisfies in this one scenario. */
function upheldIn(reference, scenario) {
  const known = reference.upheld.get(scenario);
  if (known !== undefined) return known;
  const record = recordOf(reference, scenario);
  const upheld =
    record === undefined
      ? []
      : reference.asked.filter(({ check, params }) => judgeRecord(record, check, params).outcome === 'satisfied');
  reference.upheld.set(scenario, upheld);
  return upheld;
}

/** As it was when it was judged last; undefined where it never was. */
function recordOf({ part, events }, scenario) {
  const last = events.findLastIndex((each) => each.kind === 'check' && each.scenario === scenario);
  if (last < 0) return undefined;
  return buildScenarioRecord(events.slice(0, last), part.source, part.start.config, scenario);
}

function triedOn(folder, reference, own) {
  const tried = new Set();
  const red = new Map();
  const [mutant] = readParts(folderSource(folder));
  for (const scenario of new Set(mutant.events.flatMap((each) => (each.kind === 'check' ? [each.scenario] : [])))) {
    const record = recordOf(mutant, scenario);
    for (const { requirement, check, params } of upheldIn(reference, scenario)) {
      if (requirement === own) continue;
      const { outcome, sentence } = judgeRecord(record, check, params);
      if (outcome === 'nothing-seen') continue;
      tried.add(requirement);
      if (outcome === 'breach' && !red.has(requirement)) red.set(requirement, { check, sentence });
    }
  }
  return { tried, red };
}
