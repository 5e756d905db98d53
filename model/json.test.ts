import { describe, expect, it } from 'vitest';
import { parseJson } from './json';

const nested = (levels: number): Buffer => Buffer.from(`${'['.repeat(levels)}1${']'.repeat(levels)}`);

describe('JSON of strangers', () => {
  it('is read, also with a byte order mark, and with brackets and quotes in strings', () => {
    const value = { a: ['[[[', '"]\\', { b: '}{' }], é: null };
    expect(parseJson(Buffer.from(`\ufeff${JSON.stringify(value)}`))).toEqual(value);
    expect(parseJson(Buffer.from(JSON.stringify('['.repeat(10_000))))).toHaveLength(10_000);
  });

  it('is refused when nested deeper than 200 levels', () => {
    expect(() => parseJson(nested(200))).not.toThrow();
    expect(() => parseJson(nested(201))).toThrow('it is nested deeper than 200 levels');
    expect(() => parseJson(nested(5_000_000))).toThrow(SyntaxError);
  });

  it('is refused when it is none', () => {
    expect(() => parseJson(Buffer.from('{"a":'))).toThrow(SyntaxError);
  });
});
