import Table from 'cli-table3';
import { ACTOR_NAMES } from '../../model/actors';
import { counted } from '../../model/counted';
import { loadCatalogue } from '../../requirements/load';
import { readScenarioSources } from '../../runner/cucumber/scenario-sources';
import { matrix } from './matrix';

export interface RequirementsFlags {
  actor?: string;
  source?: string;
  json?: boolean;
  matrix?: boolean;
  /** A spreadsheet of the matrix. */
  xlsx?: string;
}

/** `airworthy requirements`: the catalogue, and which scenarios decide each. */
export async function requirements(flags: RequirementsFlags): Promise<number> {
  const actor = ACTOR_NAMES.find((name) => name === flags.actor);
  if (flags.actor !== undefined && !actor) {
    throw new Error(`--actor cannot be "${flags.actor}". Allowed: ${ACTOR_NAMES.join(', ')}.`);
  }
  const catalogue = loadCatalogue();
  const sources = new Set<string>(catalogue.map((requirement) => requirement.source));
  if (flags.source !== undefined && !sources.has(flags.source)) {
    throw new Error(`--source cannot be "${flags.source}". Allowed: ${[...sources].join(', ')}.`);
  }
  if (flags.matrix || flags.xlsx !== undefined) return matrix(flags);
  const scenarios = readScenarioSources();
  const rows = catalogue
    .filter((requirement) => !actor || requirement.actors.includes(actor))
    .filter((requirement) => flags.source === undefined || requirement.source === flags.source)
    .map((requirement) => ({
      ...requirement,
      scenarios: scenarios.filter((scenario) => scenario.tags.includes(`@${requirement.id}`)),
    }));
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return 0;
  }
  const table = new Table({
    head: ['Id', 'Lines', 'Level', 'Actors', 'Method', 'Requirement', 'Decided by'],
    colWidths: [13, 14, 13, 13, 11, 44, 44],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    const planned = Object.entries(row.planned ?? {}).map(([name, reason]) => `planned for ${name}: ${reason}`);
    const decided = row.scenarios.map(({ name, id }) => `${name} (${id.replace('features/', '')})`);
    const attested = row.method === 'attested' ? ['a named person'] : [];
    const verified = row.verified ? '' : ' [unverified: warning at worst]';
    table.push([
      row.id,
      row.lines,
      row.level,
      row.actors.join(', '),
      row.method,
      `${row.title}${verified}`,
      [...decided, ...attested, ...planned].join('\n'),
    ]);
  }
  process.stdout.write(`${table.toString()}\n${counted(rows.length, 'requirement')}\n`);
  return 0;
}
