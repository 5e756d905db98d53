import { readFileSync } from 'node:fs';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { closest, distance } from 'fastest-levenshtein';
import { isMap, isNode, isPair, LineCounter, parseDocument, type Document } from 'yaml';

export interface ConfigProblem {
  /** 1-based; 0 where the whole file is meant. */
  line: number;
  /** Way to the key that is meant, outermost first, where it is known. */
  path?: (string | number)[];
  message: string;
}

/** A file that a user wrote is not as it must be. `message` lists every problem with its line and its fix. */
export class ConfigError extends Error {
  constructor(
    readonly file: string,
    readonly problems: ConfigProblem[],
  ) {
    super(problems.map(({ line, message }) => `${file}${line > 0 ? ` line ${line}` : ''}: ${message}`).join('\n'));
    this.name = 'ConfigError';
  }
}

/** A YAML file read against a schema, with a way back from any key path to its line. */
export interface YamlFile {
  file: string;
  content: unknown;
  lineOf(path: (string | number)[]): number;
}

export function compileSchema(schema: object): ValidateFunction {
  return new Ajv({ allErrors: true, strict: false, verbose: true }).compile(schema);
}

/** Throws {@link ConfigError} with all problems at once: unreadable file, bad YAML, unknown keys, wrong types or values. */
export function readYamlFile(file: string, validate: ValidateFunction): YamlFile {
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message;
    throw new ConfigError(file, [{ line: 0, message: `${why}. Check the path, or write one with "airworthy init".` }]);
  }
  return readYamlText(source, file, validate);
}

/** The same for a text; `file` is what it is called in sentences. */
export function readYamlText(source: string, file: string, validate: ValidateFunction): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new ConfigError(
      file,
      document.errors.map((error) => ({
        line: lines.linePos(error.pos[0]).line,
        message: `this is not valid YAML (${error.message}). Check indentation, colons and quotes there.`,
      })),
    );
  }
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    const message = `its anchors and aliases cannot be followed (${(error as Error).message}). Write out what they stand for.`;
    throw new ConfigError(file, [{ line: 0, message }]);
  }
  const lineOf = (path: (string | number)[]) => lineOfPath(document, lines, path);
  if (!validate(content)) {
    throw new ConfigError(file, problemsOf(validate.errors ?? [], lineOf));
  }
  return { file, content, lineOf };
}

function lineOfPath(document: Document, lines: LineCounter, path: (string | number)[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true) ?? document.contents;
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find(
        (item) => isPair(item) && String((item.key as { value?: unknown }).value ?? item.key) === String(key),
      );
      const node = pair?.key;
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** What a schema found, as sentences with the fix. */
export function problemsOf(errors: ErrorObject[], lineOf: (path: (string | number)[]) => number): ConfigProblem[] {
  const problems = errors
    // `if`/`anyOf` only say that one of their own errors, listed beside them, occurred.
    .filter((error) => !['anyOf', 'oneOf', 'if'].includes(error.keyword))
    .map((error) => {
      const path = error.instancePath.split('/').slice(1).map(unescapePointer);
      const extra = error.params['additionalProperty'] as string | undefined;
      const at = extra === undefined ? path : [...path, extra];
      return { line: lineOf(at), path: at, message: sentence(error, path.join('.')) };
    });
  return problems.sort((a, b) => a.line - b.line);
}

function sentence(error: ErrorObject, at: string): string {
  const where = at === '' ? 'the file' : `"${at}"`;
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      const known = Object.keys((error.parentSchema as { properties?: object })?.properties ?? {});
      return `"${key}" is not a key that ${where} has.${didYouMean(key, known)}`;
    }
    case 'required':
      return `${where} lacks "${String(params['missingProperty'])}". Add it.`;
    case 'type':
      return `${where} must be ${article(String(params['type']))}, not ${shown(error.data)}.`;
    case 'enum': {
      const allowed = (params['allowedValues'] as unknown[]).map(String);
      return `${where} cannot be ${shown(error.data)}.${didYouMean(String(error.data), allowed)} Allowed: ${allowed.join(', ')}.`;
    }
    case 'pattern':
      return `${where} is ${shown(error.data)}, which is not of the right form (${String(params['pattern'])}).`;
    case 'minItems':
      return `${where} is an empty list. Give at least ${String(params['limit'])}.`;
    default:
      return `${where} ${error.message ?? 'is not valid'}, and it is ${shown(error.data)}.`;
  }
}

function didYouMean(word: string, known: string[]): string {
  if (known.length === 0) return '';
  const nearest = closest(word, known);
  return distance(word.toLowerCase(), nearest.toLowerCase()) <= 3
    ? ` Did you mean "${nearest}"?`
    : ` It has: ${known.join(', ')}.`;
}

function article(type: string): string {
  return (
    {
      integer: 'a whole number',
      number: 'a number',
      string: 'text',
      boolean: 'true or false',
      array: 'a list',
      object: 'a group of keys',
    }[type] ?? type
  );
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function unescapePointer(part: string): string | number {
  const plain = part.replace(/~1/g, '/').replace(/~0/g, '~');
  return /^\d+$/.test(plain) ? Number(plain) : plain;
}
