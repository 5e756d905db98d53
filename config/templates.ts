import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActorName } from '../model/actors';
import { PACKAGE_ROOT } from '../model/package-root';

const TEMPLATES: Record<ActorName, string> = {
  'ai-platform': 'sut.template.yaml',
  pacs: 'sut.pacs.template.yaml',
  ris: 'sut.ris.template.yaml',
  scanner: 'sut.scanner.template.yaml',
};

/** A commented sut.yaml for a product that is that actor, valid as it stands. Throws a sentence where there is no such actor. */
export function templateOf(actor: string): string {
  const template = TEMPLATES[actor as ActorName] as string | undefined;
  if (template === undefined)
    throw new Error(`There is no template for "${actor}". There are: ${Object.keys(TEMPLATES).join(', ')}.`);
  return readFileSync(join(PACKAGE_ROOT, 'config', template), 'utf8');
}
