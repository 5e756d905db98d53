/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { PACKAGE_ROOT } from '../../model/package-root';

const AXE = readFileSync(join(PACKAGE_ROOT, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

interface Violation {
  id: string;
  nodes: { html: string; target: unknown[] }[];
}

/** What axe-core finds against WCAG 2.2 A and AA, each with the first element. Everything that can be opened is opened first. */
export async function wcagViolations(page: Page): Promise<string[]> {
  // Outside the page's own policy: a script tag would be refused, and rightly.
  const found = await page.evaluate(
    async ([axe, tags]) => {
      document.querySelectorAll('details').forEach((details) => (details.open = true));
      (0, eval)(axe as string);
      const { axe: run } = window as unknown as { axe: { run(o: object): Promise<{ violations: Violation[] }> } };
      return (await run.run({ runOnly: { type: 'tag', values: tags } } as never)).violations;
    },
    [AXE, WCAG] as const,
  );
  return (found as Violation[]).map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
  );
}
