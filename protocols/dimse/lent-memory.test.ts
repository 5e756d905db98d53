import { expect, it } from 'vitest';
import { LentMemory } from './lent-memory';

it('lends what was given back, and never the same to two', () => {
  const memory = new LentMemory();
  const [one, two] = [memory.take(1000), memory.take(1000)];
  expect(one.buffer).not.toBe(two.buffer);
  memory.giveBack(one.subarray(132));
  const again = memory.take(600);
  expect(again.buffer).toBe(one.buffer);
  expect(again.length).toBe(600);
  // Given back once more by mistake: it is lent.
  memory.giveBack(again);
  memory.giveBack(one);
  expect(memory.take(1000).buffer).toBe(one.buffer);
  expect(memory.take(1000).buffer).not.toBe(one.buffer);
});

it('leaves alone what is not its own, and lends no less than is asked for', () => {
  const memory = new LentMemory();
  const foreign = Buffer.alloc(1000);
  memory.giveBack(foreign);
  expect(memory.take(1000).buffer).not.toBe(foreign.buffer);
  memory.giveBack(memory.take(10));
  expect(memory.take(1000)).toHaveLength(1000);
});
