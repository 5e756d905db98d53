/// <reference lib="dom" />
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../../reports/html/render';
import type { RunFiles } from '../../model/run-record';
import { wcagViolations } from '../kit/axe';
import type { Natural } from '../kit/dicom-bytes';
import * as objects from '../kit/objects';
import { ReportBrowser } from '../kit/report-page';
import { runOfObjects } from '../kit/run-of-objects';

const overlaid: Natural = {
  ...objects.ctImage(0),
  SOPInstanceUID: '1.2.3.100.20.1',
  '60000010': { vr: 'US', value: 4 },
  '60000011': { vr: 'US', value: 4 },
  '60000050': { vr: 'SS', value: [1, 1] },
  '60003000': { vr: 'OW', value: new Uint8Array([0x0f, 0x00]) },
};

function everyKind(): RunFiles {
  const seg = { ...objects.segmentation(), PixelData: { vr: 'OB', value: new Uint8Array([0x33, 0, 0, 0]) } };
  return runOfObjects('Finder', [
    { natural: seg },
    { natural: objects.presentationState() },
    { natural: objects.secondaryCapture() },
    { natural: overlaid },
    { natural: objects.report(), path: 'ContentSequence[4].ConceptNameCodeSequence[0].CodeMeaning' },
    { natural: objects.ctImage(0), source: true },
    { natural: objects.ctImage(1), source: true },
  ]);
}

let browser: ReportBrowser;
beforeAll(async () => {
  browser = await ReportBrowser.start();
});
afterAll(async () => await browser?.stop());

describe('report.html for everybody', () => {
  it.each(['light', 'dark'] as const)('has no violation of WCAG 2.2 AA, %s', async (scheme) => {
    const { page } = await browser.open(renderHtml(everyKind()), scheme);
    expect(await wcagViolations(page)).toEqual([]);
    await page.close();
  });

  it('switches each layer of a picture off and on by keyboard alone', async () => {
    const { page } = await browser.open(renderHtml(everyKind()));
    expect(await page.locator('figure.picture').count()).toBe(4);
    for (const label of ['Show Segment 1', 'Show Annotations', 'Show Overlay 6000']) {
      const figure = page.locator('figure.picture', { has: page.getByLabel(label) });
      const layer = figure.locator('.layer-0');
      await page.getByLabel(label).focus();
      expect(await layer.isVisible(), label).toBe(true);
      await page.keyboard.press('Space');
      expect(await layer.isVisible(), label).toBe(false);
      await page.keyboard.press('Space');
      expect(await layer.isVisible(), label).toBe(true);
      expect(await figure.locator('svg').nth(1).getAttribute('aria-label')).toMatch(/with the result over it\. \S+/);
    }
    await page.close();
  });

  it('shows an engineer where in the file the cited field stands', async () => {
    const { page } = await browser.open(renderHtml(everyKind()));
    const message = await page.locator('.evidence', { hasText: 'OBX|1|CE' }).first().textContent();
    expect(message).toMatch(/In the file at offset \d+ \(0x[0-9a-f]+\), 6 bytes: 46 69 6e 64 65 72/);
    const code = page.locator('.evidence tr.cited code.meta').first();
    expect(await code.textContent()).toMatch(/^offset \d+ .* bytes: ([0-9a-f]{2} ?)+/);
    await page.close();
  });
});
