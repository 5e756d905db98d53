import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bar } from '../model/bar';
import { PACKAGE_ROOT } from '../model/package-root';
import { compileSchema, ConfigError, readYamlFile, readYamlText, type ConfigProblem, type YamlFile } from './yaml-file';

/**
 * Reads a buyer's bar. `ids` are the requirements there are. Throws {@link ConfigError} that names line and fix of every
 * problem.
 */
export function readBar(file: string, ids: readonly string[]): Bar {
  return barIn(readYamlFile(file, barSchema()), ids);
}

/** The same from its text; `file` is what it is called in sentences. */
export function barOf(text: string, file: string, ids: readonly string[]): Bar {
  return barIn(readYamlText(text, file, barSchema()), ids);
}

function barSchema() {
  return compileSchema(JSON.parse(readFileSync(join(PACKAGE_ROOT, 'docs', 'bar.schema.json'), 'utf8')) as object);
}

function barIn(yaml: YamlFile, ids: readonly string[]): Bar {
  const bar = yaml.content as Bar;
  const problems: ConfigProblem[] = [];
  const add = (path: (string | number)[], message: string) => problems.push({ line: yaml.lineOf(path), message });
  const known = (path: (string | number)[], prefix: string) => {
    if (!ids.some((id) => id.startsWith(prefix))) {
      add(path, `no requirement is called "${prefix}" or begins so. "airworthy requirements" lists them.`);
    }
  };
  bar.mandatory?.forEach((each, index) =>
    typeof each === 'string'
      ? known(['mandatory', index], each)
      : known(['mandatory', index, 'requirement'], each.requirement),
  );
  for (const prefix of Object.keys(bar.weights ?? {})) if (prefix !== 'default') known(['weights', prefix], prefix);
  bar.thresholds?.forEach(({ measure, atMost, atLeast }, index) => {
    const at = ['thresholds', index, 'measure'];
    if (atMost === undefined && atLeast === undefined)
      add(at, `the threshold for "${measure}" has no bound. Give "atMost", "atLeast" or both.`);
    if (atMost !== undefined && atLeast !== undefined && atLeast > atMost)
      add(at, `the threshold for "${measure}" asks for at least ${atLeast} and at most ${atMost}. Correct one.`);
  });
  bar.deadlines?.forEach(({ requirement, by }, index) => {
    known(['deadlines', index, 'requirement'], requirement);
    if (!isDate(by)) add(['deadlines', index, 'by'], `"${by}" is no day of the calendar. Write YYYY-MM-DD.`);
  });
  const lines = (bar.mandatory?.length ?? 0) + (bar.thresholds?.length ?? 0) + (bar.deadlines?.length ?? 0);
  if (lines === 0 && bar.weights === undefined)
    add([], 'this bar asks for nothing. Give "mandatory", "thresholds", "deadlines" or "weights".');
  if (problems.length > 0) throw new ConfigError(yaml.file, problems);
  return bar;
}

function isDate(day: string): boolean {
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
}
