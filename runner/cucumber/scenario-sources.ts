import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import { IdGenerator } from '@cucumber/messages';
import type { ScenarioSource } from '../../verdicts/plan';
import { scenarioLine } from '../../verdicts/scenario-id';
import { PACKAGE_ROOT } from '../../model/package-root';

/** Every scenario and example row under features/, in file order. Throws with file and line on a Gherkin error. */
export function readScenarioSources(root = PACKAGE_ROOT): ScenarioSource[] {
  const folder = join(root, 'features');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.feature'))
    .sort()
    .flatMap((name) => scenariosOf(join(folder, name), root));
}

function scenariosOf(file: string, root: string): ScenarioSource[] {
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
    return { id: `${uri}:${line}`, uri, line, name: pickle.name, tags: pickle.tags.map((tag) => tag.name) };
  });
}
