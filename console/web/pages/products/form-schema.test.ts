import { describe, expect, it } from 'vitest';
import { errorsOf, pruned, withWords } from './form-schema';
import { humanise } from './labels';

describe('the form of a sut.yaml', () => {
  it('has words for people instead of keys', () => {
    const worded = withWords(
      { type: 'object', properties: { vendor: { type: 'string' }, aeTitle: { type: 'string' } } },
      {},
    );
    expect(worded.properties).toMatchObject({ vendor: { title: 'Supplier' }, aeTitle: { title: 'AE title' } });
  });

  it('says what holds where a field is empty', () => {
    const worded = withWords(
      { type: 'object', properties: { timeouts: { type: 'object', properties: { quiet: { type: 'number' } } } } },
      { timeouts: { quiet: 30 } },
    );
    expect(worded).toHaveProperty('properties.timeouts.properties.quiet.description', 'If you leave this empty: 30.');
  });

  it('offers choices of a list as tick boxes', () => {
    const worded = withWords({ type: 'array', items: { enum: ['sr', 'seg'] } }, undefined);
    expect(worded.uniqueItems).toBe(true);
  });

  it('leaves out what says nothing, but no false, zero or empty list', () => {
    expect(pruned({ a: {}, b: { c: undefined, d: {} }, e: false, f: 0, g: [], h: [{ i: {} }] })).toEqual({
      e: false,
      f: 0,
      g: [],
      h: [{}],
    });
  });

  it('puts problems at their place, several at one', () => {
    const problem = (path: (string | number)[], message: string) => ({ line: 1, path, message });
    expect(
      errorsOf([problem(['algorithms', 0, 'name'], 'a'), problem(['algorithms', 0, 'name'], 'b'), problem([], 'c')]),
    ).toEqual({ __errors: ['c'], algorithms: { 0: { name: { __errors: ['a', 'b'] } } } });
  });
});

describe('humanise', () => {
  it.each([
    ['dimsePort', 'DICOM port'],
    ['requireClientCertificate', 'Require client certificate'],
    ['out-of-scope', 'Out of scope'],
  ])('reads %s as %s', (key, words) => expect(humanise(key)).toBe(words));
});
