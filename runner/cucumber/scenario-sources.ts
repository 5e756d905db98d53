import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import { IdGenerator, type Pickle } from '@cucumber/messages';
import type { ScenarioSource } from '../../verdicts/plan';
import { scenarioLine } from '../../verdicts/scenario-id';
import { courseOf } from '../plain-course';
import { PACKAGE_ROOT } from '../../model/package-root';

/** A scenario with the text of its steps, example values filled in. */
export interface ScenarioText extends ScenarioSource {
  steps: string[];
  /** As Cucumber runs it. */
  pickle: Pickle;
}

/** Every scenario and example row under features/, in file order. Throws with file and line on a Gherkin error. */
export function readScenarioSources(root = PACKAGE_ROOT): ScenarioSource[] {
  return readScenarios(root).map(({ steps: _steps, pickle: _pickle, ...source }) => source);
}

/** As {@link readScenarioSources}, with the steps. */
export function readScenarios(root = PACKAGE_ROOT): ScenarioText[] {
  const folder = join(root, 'features');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.feature'))
    .sort()
    .flatMap((name) => scenariosOf(join(folder, name), root));
}

function scenariosOf(file: string, root: string): ScenarioText[] {
  const uri = relative(root, file).split(sep).join('/');
  const newId = IdGenerator.incrementing();
  const parser = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher());
  let document;
  try {
    document = parser.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${uri} is not valid Gherkin: ${(error as Error).message}`, { cause: error });
  }
  return compile(document, uri, newId).map((pickle) => {
    const line = scenarioLine(pickle, document);
    const course = courseOf(pickle);
    return {
      id: `${uri}:${line}`,
      uri,
      line,
      name: pickle.name,
      tags: pickle.tags.map((tag) => tag.name),
      ...(course === undefined ? {} : { course }),
      steps: pickle.steps.map(({ text }) => text),
      pickle,
    };
  });
}
