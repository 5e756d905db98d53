import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { plotRatios } from './plot';

it('draws ratios with no text upon another', () => {
  const dir = mkdtempSync(join(tmpdir(), 'airworthy-plot-'));
  try {
    const values = [0.39, 0.98, 1, 1.02, 2.46];
    plotRatios(
      [
        ...values.map((value) => ({ what: `us, rate ${value}`, value, unit: 'x' })),
        { what: 'memory', value: 1, unit: 'MB' },
      ],
      join(dir, 'ratios.svg'),
    );
    const svg = readFileSync(join(dir, 'ratios.svg'), 'utf8');
    const texts = [...svg.matchAll(/<text([^>]*)>([^<]*)<\/text>/g)].map(([, attributes = '', text = '']) =>
      boxOf(attributes, text),
    );
    expect(texts.map(({ text }) => text)).toEqual(expect.arrayContaining(['peer', '1', 'us, rate 2.46']));
    expect(svg).not.toContain('memory');
    const collisions = texts.flatMap((one, index) =>
      texts.slice(index + 1).flatMap((other) => (overlap(one, other) ? [`${one.text} on ${other.text}`] : [])),
    );
    expect(collisions).toEqual([]);
    for (const { top, left, text } of texts) expect([text, top >= 0, left >= 0]).toEqual([text, true, true]);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

interface Box {
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Of a text of 12 px, of which a letter is at most 7 wide. */
function boxOf(attributes: string, text: string): Box {
  const [, x = 0, y = 0] = (/translate\(([\d.-]+) ([\d.-]+)\)/.exec(attributes) ?? []).map(Number);
  const middle = y + Number(/ y="([\d.-]+)"/.exec(attributes)?.[1] ?? 0);
  const width = 7 * text.length;
  const anchor = /text-anchor="(\w+)"/.exec(attributes)?.[1];
  const left = anchor === 'middle' ? x - width / 2 : anchor === 'end' ? x - width : x;
  return { text, left, right: left + width, top: middle - 6, bottom: middle + 6 };
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
