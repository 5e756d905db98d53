import { expect, it } from 'vitest';
import { counted, times } from './counted';

it('has the noun agree with the number', () => {
  expect([0, 1, 2].map((count) => counted(count, 'object'))).toEqual(['0 objects', '1 object', '2 objects']);
  expect(counted(1, 'study', 'studies')).toBe('1 study');
  expect(counted(2, 'study', 'studies')).toBe('2 studies');
  expect([1, 2].map(times)).toEqual(['once', '2 times']);
});
