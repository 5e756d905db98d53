import { join } from 'node:path';
import { compileSchema, ConfigError, readYamlFile, type ConfigProblem, type YamlFile } from '../config/yaml-file';
import { PACKAGE_ROOT } from '../model/package-root';
import type { Requirement, RequirementSource } from '../model/requirement';
import { catalogueSchema } from './catalogue.schema';

const FILES = ['rcr.yaml', 'ihe-air.yaml'];

type Row = Omit<Requirement, 'source' | 'verified'> & { verified?: boolean };
interface CatalogueFile {
  source: RequirementSource;
  requirements: Row[];
}

/** A process asks for it again and again, and it does not change. */
let shipped: Requirement[] | undefined;

/**
 * All requirements, in the order of the files. `files` are absolute paths; the catalogue that is shipped when left out.
 * Throws {@link ConfigError} naming file, line, key and fix of every problem.
 */
export function loadCatalogue(files?: readonly string[]): Requirement[] {
  if (files) return readCatalogue(files);
  shipped ??= readCatalogue(FILES.map((file) => join(PACKAGE_ROOT, 'requirements', file)));
  return [...shipped];
}

function readCatalogue(files: readonly string[]): Requirement[] {
  const validate = compileSchema(catalogueSchema);
  const firstSeen = new Map<string, string>();
  return files.flatMap((file) => {
    const yaml = readYamlFile(file, validate);
    const { source, requirements } = yaml.content as CatalogueFile;
    const problems = requirements.flatMap((row, index) => problemsOf(row, index, yaml, firstSeen));
    if (problems.length > 0) throw new ConfigError(file, problems);
    return requirements.map((row) => ({ verified: true, ...row, source }));
  });
}

/** What the schema cannot say. */
function problemsOf(row: Row, index: number, yaml: YamlFile, firstSeen: Map<string, string>): ConfigProblem[] {
  const line = (key: string) => yaml.lineOf(['requirements', index, key]);
  const problems: ConfigProblem[] = [];
  const before = firstSeen.get(row.id);
  if (before !== undefined) {
    problems.push({ line: line('id'), message: `"id" ${row.id} was given before, in ${before}. Give it a new one.` });
  } else {
    firstSeen.set(row.id, `${yaml.file} line ${line('id')}`);
  }
  if (row.method === 'attested' && row.ask === undefined) {
    problems.push({
      line: line('method'),
      message: `${row.id} is attested, but has no "ask". Say what the operator is to show.`,
    });
  }
  if (row.method === 'automated' && row.ask !== undefined) {
    problems.push({ line: line('ask'), message: `${row.id} is automated, so nobody is asked. Remove "ask".` });
  }
  for (const actor of Object.keys(row.planned ?? {}) as (keyof NonNullable<Row['planned']>)[]) {
    if (!row.actors.includes(actor)) {
      problems.push({
        line: line('planned'),
        message: `${row.id} gives a reason for the ${actor}, which is not in "actors". Remove it or add the actor.`,
      });
    }
  }
  return problems;
}
