/// <reference lib="dom" />
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunFiles } from '../../model/run-record';
import { renderHtml } from '../../reports/html/render';
import { Screenshots } from '../../reports/html/screenshots';
import { sampleRun } from '../../reports/testing/sample-run';
import { ReportBrowser } from '../kit/report-page';

const HOSTILE = '"><img src=x onerror="window.owned=1"><script>window.owned=1</script>';

function png(width: number, height: number): Buffer {
  const image = new PNG({ width, height });
  for (let at = 0; at < image.data.length; at += 1) image.data[at] = (at * 2654435761) & 255;
  return PNG.sync.write(image);
}

/** The sample run, of which two requirements cite pictures of a viewer as its checks do. */
function runWith(pictures: Record<string, Buffer>): RunFiles {
  const base = sampleRun(HOSTILE);
  const [first, second] = base.record.requirements;
  const observation = first?.observations[0];
  if (!observation || !second) throw new Error('the sample run has changed');
  const evidence = Object.keys(pictures).map((file) => ({ event: 2, file, note: HOSTILE }));
  observation.evidence.push(...evidence);
  second.observations = [{ ...observation, evidence, findings: [] }];
  return {
    ...base,
    read(ref) {
      return pictures[typeof ref === 'string' ? ref : ref.file] ?? base.read(ref);
    },
  };
}

describe('pictures of a viewer in the report', () => {
  let browser: ReportBrowser;
  beforeAll(async () => {
    browser = await ReportBrowser.start();
  });
  afterAll(() => browser.stop());

  it('are in it once each, whole, and the other places that cite them lead there', async () => {
    const run = runWith({ 'pictures/a.png': png(40, 30), 'pictures/b.png': png(8, 8) });
    const { page, complaints, fetched } = await browser.open(renderHtml(run));
    const seen = await page.evaluate(async () => {
      const images = Array.from(document.querySelectorAll<HTMLImageElement>('.screenshot img'));
      await Promise.all(images.map((image) => ((image.loading = 'eager'), image.decode())));
      return images.map(({ naturalWidth, naturalHeight }) => [naturalWidth, naturalHeight]);
    });
    expect(seen).toEqual([
      [40, 30],
      [8, 8],
    ]);
    await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = false)));
    await page.evaluate(
      () => (location.hash = document.querySelector('a[href^="#screenshot-"]')?.getAttribute('href') ?? ''),
    );
    await page.waitForFunction(() => document.querySelector('.screenshot img')?.checkVisibility());
    expect(await page.evaluate(() => 'owned' in window)).toBe(false);
    expect(complaints).toEqual([]);
    expect(fetched()).toEqual([]);
    await page.close();
  });

  it('are named only, with the reason, where they are none, too large or too many', () => {
    const large = Buffer.concat([png(2, 2), Buffer.alloc(1024 * 1024)]);
    const wide = png(2, 2);
    wide.writeUInt32BE(100_000, 16);
    const some = Object.fromEntries(
      Array.from({ length: 14 }, (_, n) => [`pictures/${n}.png`, Buffer.concat([png(2, 2), Buffer.alloc(1e6)])]),
    );
    const pictures: Record<string, Buffer> = {
      'pictures/text.png': Buffer.from(HOSTILE),
      'pictures/large.png': large,
      'pictures/wide.png': wide,
      ...some,
    };
    const shots = new Screenshots(runWith(pictures));
    const reasons = Object.keys(pictures).map((file) => {
      const shown = shots.show(file);
      return shown?.kind === 'none' ? shown.reason : (shown?.kind ?? '');
    });
    expect(reasons.slice(0, 3)).toEqual([
      'It is called a picture, but it is no PNG; open the file.',
      'The picture is too large to be shown here; open the file.',
      'The picture is too large to be shown here; open the file.',
    ]);
    expect(reasons.filter((reason) => reason === 'screenshot')).toHaveLength(12);
    expect(reasons.at(-1)).toMatch(/too many pictures/);
    expect(shots.show('pictures/gone.png')).toMatchObject({
      kind: 'none',
      reason: expect.stringMatching(/gone/) as string,
    });
    expect(shots.show('objects/1.dcm')).toBeUndefined();
  });
});
