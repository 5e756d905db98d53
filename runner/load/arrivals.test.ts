import { describe, expect, it } from 'vitest';
import type { LoadPlan } from '../../model/load';
import { arrivalsOf } from './arrivals';

const PLAN: LoadPlan = { perHour: 600, seconds: 3600, arrivals: 'poisson', seed: 1, mix: { negative: 3, positive: 1 } };

describe('arrivals', () => {
  it('are the same for a seed, and others for another', () => {
    expect(arrivalsOf(PLAN)).toEqual(arrivalsOf(PLAN));
    expect(arrivalsOf({ ...PLAN, seed: 2 })).not.toEqual(arrivalsOf(PLAN));
  });

  it('come at about the rate that was asked for, in order, within the time', () => {
    const arrivals = arrivalsOf(PLAN);
    expect(arrivals.length).toBeGreaterThan(500);
    expect(arrivals.length).toBeLessThan(700);
    const dues = arrivals.map(({ due }) => due);
    expect(dues).toEqual([...dues].sort((a, b) => a - b));
    expect(dues.at(-1)).toBeLessThan(3600);
  });

  it('have gaps as of patients who know nothing of each other: as uneven as long on average', () => {
    const dues = arrivalsOf({ ...PLAN, perHour: 4000 }).map(({ due }) => due);
    const gaps = dues.slice(1).map((due, index) => due - (dues[index] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    expect(deviation / mean).toBeGreaterThan(0.9);
    expect(deviation / mean).toBeLessThan(1.1);
  });

  it('come evenly where that was asked for, from the beginning', () => {
    const arrivals = arrivalsOf({ ...PLAN, arrivals: 'even', perHour: 1800, seconds: 10 });
    expect(arrivals.map(({ due }) => due)).toEqual([0, 2, 4, 6, 8]);
  });

  it('are mixed by parts, and take the sources of a kind in turn', () => {
    const arrivals = arrivalsOf(PLAN);
    const negative = arrivals.filter(({ part }) => part === 'negative');
    expect(negative.length / arrivals.length).toBeGreaterThan(0.68);
    expect(negative.length / arrivals.length).toBeLessThan(0.82);
    expect(negative.map(({ nth }) => nth)).toEqual(negative.map((_, index) => index));
  });

  it('are refused where there would be none, or more than one machine holds', () => {
    expect(() => arrivalsOf({ ...PLAN, perHour: 1, seconds: 1 })).toThrow(/none comes within 1 s/);
    expect(() => arrivalsOf({ ...PLAN, perHour: 100_000, seconds: 7200 })).toThrow(/5000 at most/);
  });
});
