import type { RJSFSchema } from '@rjsf/utils';
import type { ProductProblem } from '../../../contract';
import { humanise, LABELS } from './labels';

/** The schema with words for people in it, and what holds where a field is left empty. */
export function withWords(schema: RJSFSchema, defaults: unknown, path = ''): RJSFSchema {
  const { properties, items } = schema;
  const worded: RJSFSchema = { ...schema };
  // They only repeat what the list of properties says, in a way that a form cannot show.
  delete worded.if;
  delete worded.then;
  delete worded.$schema;
  if (properties) {
    worded.properties = Object.fromEntries(
      Object.entries(properties).map(([key, value]) => {
        const at = path === '' ? key : `${path}.${key}`;
        const given = (defaults as Record<string, unknown> | undefined)?.[key];
        const words = LABELS[at];
        const hint = [words?.hint, ifEmpty(given)].filter((part) => part !== undefined).join(' ');
        const inner = withWords(value as RJSFSchema, given, at);
        return [key, { ...inner, title: words?.title ?? humanise(key), ...(hint === '' ? {} : { description: hint }) }];
      }),
    );
  }
  if (items && !Array.isArray(items)) {
    const each = items as RJSFSchema;
    worded.items = withWords(each, undefined, path);
    // Choices of which each counts once are tick boxes.
    if (each.enum) worded.uniqueItems = true;
  }
  return worded;
}

function ifEmpty(value: unknown): string | undefined {
  return (typeof value === 'string' && value !== '') || typeof value === 'number'
    ? `If you leave this empty: ${value}.`
    : undefined;
}

/** Without members that say nothing: what a form leaves behind where somebody looked into a section and went on. */
export function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .map(([key, member]): [string, unknown] => [key, pruned(member)])
    .filter(([, member]) => member !== undefined && !isEmptyObject(member));
  return Object.fromEntries(kept);
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

interface Errors {
  __errors?: string[];
  [key: string]: Errors | string[] | undefined;
}

/** Problems as the form wants them: at the place that they are about. */
export function errorsOf(problems: readonly ProductProblem[]): Errors {
  const root: Errors = {};
  for (const { path, message } of problems) {
    let place = root;
    for (const part of path) place = (place[String(part)] ??= {}) as Errors;
    (place.__errors ??= []).push(message);
  }
  return root;
}

export const fieldId = (path: readonly (string | number)[]): string => ['root', ...path].join('.');
