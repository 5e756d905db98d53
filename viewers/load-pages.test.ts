import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../model/package-root';
import { loadPages } from './load-pages';

const dir = mkdtempSync(join(tmpdir(), 'airworthy-pages-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const context = { url: 'http://127.0.0.1:1', timeoutMs: 1000 };
const page = { setDefaultTimeout: () => undefined } as never;

function file(name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
}

const whole =
  "{ name: 'V 1', openStudy: async () => {}, listSeries: async () => [], screenshot: async () => Buffer.alloc(0) }";

describe('pages of a viewer', () => {
  it.each([
    ['a.cjs', `module.exports = () => (${whole})`],
    ['b.mjs', `export default () => (${whole})`],
    ['c.cjs', `module.exports = { default: () => (${whole}) }`],
  ])('are taken from %s', async (name, text) => {
    expect((await loadPages(file(name, text)))(page, context).name).toBe('V 1');
  });

  it('of the example in docs are whole', async () => {
    const make = await loadPages(join(PACKAGE_ROOT, 'docs', 'viewer-pages.example.mjs'));
    expect(Object.keys(make(page, context))).toContain('openKeyObject');
  });

  it.each([
    ['d.cjs', 'module.exports = {}', /d\.cjs must export a function/],
    ['e.cjs', 'module.exports = (', /in e\.cjs cannot be loaded/],
    ['f.cjs', "module.exports = () => ({ name: 'V' })", /f\.cjs have no function "openStudy"/],
    ['g.cjs', 'module.exports = () => 7', /g\.cjs have no "name"/],
    ['h.cjs', `module.exports = () => ({ ...${whole}, sho: async () => {} })`, /h\.cjs have "sho", which is no action/],
    ['i.cjs', `module.exports = () => ({ ...${whole}, show: 'yes' })`, /i\.cjs have no function "show"/],
  ])('in %s are refused in one sentence', async (name, text, sentence) => {
    const made = async () => (await loadPages(file(name, text)))(page, context);
    await expect(made()).rejects.toThrow(sentence);
  });
});
