import { describe, expect, it } from 'vitest';
import { isSameName, isShownName } from './person-name';

describe('two person names', () => {
  it.each<[string, string, Parameters<typeof isSameName>[2], boolean]>([
    ['SMITH^Jane^^^', 'Smith ^ Jane', {}, true],
    ['Smith^Jane', 'Smith^John', {}, false],
    ['Smith^Jane', 'SmithJane', {}, false],
    ['Yamada^Tarou=山田^太郎', 'YAMADA^TAROU', {}, true],
    ['Yamada^Tarou=山田^太郎=', 'Yamada^Tarou=山田^太郎', { groups: 'all' }, true],
    ['Yamada^Tarou=山田^太郎', 'Yamada^Tarou=山田^花子', { groups: 'all' }, false],
    ['SMITH^Jane', 'Smith^Jane', { letterCase: 'kept' }, false],
    ['Müller', 'Mu\u0308ller', {}, true],
    ['Müller', 'Muller', {}, false],
    ['Müller', 'Muller', { accents: 'ignored' }, true],
    // Scripts without Latin letters have no less to compare.
    ['山田^太郎', '佐藤^花子', { accents: 'ignored' }, false],
    ['Люкceмбypг', 'Иванов', { accents: 'ignored' }, false],
  ])('%j and %j, %j: %s', (a, b, how, same) => {
    expect(isSameName(a, b, how)).toBe(same);
  });

  it('are the same on a screen in any order', () => {
    expect(isShownName('Jane SMITH', 'Smith^Jane')).toBe(true);
    expect(isShownName('Jane Smyth', 'Smith^Jane')).toBe(false);
  });
});
