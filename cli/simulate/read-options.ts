import { dirname, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { merge } from '../../config/merge';
import { compileSchema, ConfigError, problemsOf, readYamlFile, type ConfigProblem } from '../../config/yaml-file';
import { resolvePaths } from './paths';
import type { Schema } from './schema';
import type { Simulation } from './simulation';

export interface Sources {
  /** YAML file. */
  config?: string;
  /** `dotted.key=value`, each laid over those before it. */
  set?: string[];
}

/**
 * The options in force: defaults, under the file, under each --set. Paths in the file are relative to it, those in --set to
 * the working directory. Throws {@link ConfigError} with all problems of the file, or those of one --set.
 */
export function readOptions<O extends object>(simulation: Simulation<O>, { config, set = [] }: Sources): O {
  let given: unknown = {};
  if (config !== undefined) given = fromFile(config, simulation.schema as Schema);
  for (const assignment of set) given = merge(given, fromAssignment(assignment, simulation.schema as Schema));
  const completed = simulation.complete?.(given as Partial<O>) ?? given;
  return merge<unknown>(simulation.defaults, completed) as O;
}

function fromFile(file: string, schema: Schema): unknown {
  const { content, lineOf } = readYamlFile(file, compileSchema(schema));
  const problems: ConfigProblem[] = [];
  const resolved = resolvePaths(content, schema, dirname(resolve(file)), (path, message) =>
    problems.push({ line: lineOf(path), message }),
  );
  if (problems.length > 0) throw new ConfigError(file, problems);
  return resolved;
}

function fromAssignment(assignment: string, schema: Schema): unknown {
  const name = `--set ${assignment}`;
  const fail = (message: string): never => {
    throw new ConfigError(name, [{ line: 0, message }]);
  };
  const equals = assignment.indexOf('=');
  if (equals < 1) fail('this is not of the form key=value, e.g. dimse.port=11113.');
  const keys = assignment.slice(0, equals).split('.');
  if (keys.some((key) => key === '')) fail('there is an empty part in the key. Separate the parts by single dots.');
  const document = parseDocument(assignment.slice(equals + 1));
  if (document.errors.length > 0) fail('the value is not valid YAML. Put quotes around it.');
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  if (equals === assignment.length - 1) fail('there is no value after the equals sign.');
  const content = keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);

  const validate = compileSchema(schema);
  validate(content);
  // The other members of a group that is set one by one are in the file or in another --set.
  const errors = (validate.errors ?? []).filter(
    ({ keyword, instancePath }) => keyword !== 'required' || instancePath.split('/').length - 1 > keys.length,
  );
  const problems = problemsOf(errors, () => 0);
  const resolved = resolvePaths(content, schema, process.cwd(), (_, message) => problems.push({ line: 0, message }));
  if (problems.length > 0) throw new ConfigError(name, problems);
  return resolved;
}
