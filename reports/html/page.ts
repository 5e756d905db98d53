import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Eta } from 'eta';
import { counted } from '../../model/counted';
import { PACKAGE_ROOT } from '../../model/package-root';
import { visible } from './escape';

const FOLDER = join(PACKAGE_ROOT, 'reports', 'html', 'templates');

export interface Page {
  /** Template, without `.eta`. */
  template: string;
  /** Files of templates/, in order. */
  styles: string[];
  script?: string;
  data: object;
}

/**
 * One HTML page that needs nothing else. Everything is escaped by the template engine, and a content security policy allows
 * only our own style and script, by hash: whatever a vendor put into a message stays text.
 */
export function renderPage({ template, styles, script: scriptFile, data }: Page): string {
  const eta = new Eta({ views: FOLDER, autoEscape: true, cache: true, autoFilter: true, filterFunction: orNothing });
  const style = styles.map((name) => readFileSync(join(FOLDER, name), 'utf8')).join('');
  const script = scriptFile === undefined ? '' : readFileSync(join(FOLDER, scriptFile), 'utf8');
  const policy = `default-src 'none'; style-src '${hash(style)}'; script-src '${hash(script)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return eta.render(template, { ...readable(data), counted, style, script, policy });
}

/** Longer texts are cut in the page; the record has them whole. */
const MAX_TEXT = 4000;
/** Ours, whatever a vendor sends: SVG with its texts already escaped, pictures, coordinates, charts of numbers. */
const READY_MADE = new Set(['diagram', 'png', 'points', 'light', 'dark']);

function readable<T>(value: T, key = ''): T {
  if (typeof value === 'string') return (READY_MADE.has(key) ? value : readableText(value)) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => readable(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, readable(member, name)])) as T;
}

function readableText(text: string): string {
  return text.length <= MAX_TEXT ? visible(text) : `${visible(text.slice(0, MAX_TEXT))}… (${text.length} characters)`;
}

/** What is not there prints as nothing. */
function orNothing(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
