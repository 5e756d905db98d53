import { describe, expect, it } from 'vitest';
import { drawn, laneAt, LANES } from './lanes';

describe('lanes of the sequence diagram', () => {
  it('stand side by side, in order', () => {
    const places = LANES.map(laneAt);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(new Set(places).size).toBe(LANES.length);
  });

  it('hang a label inwards from the side where it begins', () => {
    expect(drawn({ from: 'ris', to: 'scanner', kind: 'arrow' }).label).toEqual({ side: 'left', at: laneAt('scanner') });
    expect(drawn({ from: 'pacs', to: 'ai-platform', kind: 'arrow' }).label).toEqual({
      side: 'right',
      at: 100 - laneAt('ai-platform'),
    });
  });

  it('keep a note at its party', () => {
    const { from, to } = drawn({ from: 'ris', to: 'ris', kind: 'note' });
    expect(from).toBe(to);
  });
});
