import { describe, expect, it } from 'vitest';
import type { Arrow } from '../../contract';
import { FilteredArrows } from './filter';

const arrow = (seq: number, label: string, scenario?: string): Arrow => ({
  seq,
  ms: seq,
  from: 'ris',
  to: 'pacs',
  kind: 'arrow',
  protocol: 'mllp',
  label,
  tone: 'plain',
  bytes: 0,
  scenario,
});

describe('what of the traffic is shown', () => {
  it('is all of it, the same list, without a filter', () => {
    const arrows = [arrow(1, 'ORM^O01')];
    expect(new FilteredArrows().of(arrows, { text: '' })).toBe(arrows);
  });

  it('follows a list that grows', () => {
    const arrows = [arrow(1, 'ORM^O01 A'), arrow(2, 'C-STORE CT image')];
    const filtered = new FilteredArrows();
    expect(filtered.of(arrows, { text: 'orm' }).map(({ seq }) => seq)).toEqual([1]);
    arrows.push(arrow(3, 'ORM^O01 B'));
    expect(filtered.of(arrows, { text: 'orm' }).map(({ seq }) => seq)).toEqual([1, 3]);
  });

  it('begins anew with another filter or another list', () => {
    const arrows = [arrow(1, 'ORM^O01', 'a'), arrow(2, 'ORM^O01', 'b')];
    const filtered = new FilteredArrows();
    filtered.of(arrows, { text: '', scenario: 'a' });
    expect(filtered.of(arrows, { text: '', scenario: 'b' }).map(({ seq }) => seq)).toEqual([2]);
    expect(filtered.of([arrow(7, 'ACK AA', 'b')], { text: '', scenario: 'b' }).map(({ seq }) => seq)).toEqual([7]);
  });
});
