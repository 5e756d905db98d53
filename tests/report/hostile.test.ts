/// <reference lib="dom" />
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../../reports/html/render';
import type { Natural } from '../kit/dicom-bytes';
import * as objects from '../kit/objects';
import { ReportBrowser } from '../kit/report-page';
import { runOfObjects } from '../kit/run-of-objects';

const HOSTILE: [name: string, text: string][] = [
  ['script', `<script>window.owned=1</script>`],
  ['an image that fails', `"><img src=x onerror="window.owned=1">`],
  ['SVG', `</text></svg><svg onload="window.owned=1"><image href="http://127.0.0.1:9/x">`],
  ['attributes', `' onmouseover='window.owned=1' autofocus onfocus='window.owned=1`],
  [
    'markup that ends what it is in',
    `</title></style></details></figure><iframe srcdoc="<script>top.owned=1</script>">`,
  ],
  ['control characters', `a\u0000b\u0007c\u001b[31md\u007f\u202egnp.exe\u2066`],
  ['template code', `<%= 1 %><%~ it.record %>\${7*7}{{7*7}}`],
  ['a million characters', '<b>'.repeat(333_334)],
];

/** The text in every place that issue and standards let a vendor fill: names, texts, titles, labels, annotations. */
function vendorObjects(text: string): { natural: Natural; path?: string; source?: boolean }[] {
  const titled = { natural: { ...objects.encapsulatedPdf(), DocumentTitle: text }, path: 'DocumentTitle' };
  const report = objects.report([
    ...objects.reportHeader(),
    objects.textItem('CONTAINS', objects.code('121071', 'DCM', text), text),
  ]);
  const [annotation] = objects.presentationState().GraphicAnnotationSequence as Natural[];
  const state: Natural = {
    ...objects.presentationState(),
    GraphicAnnotationSequence: [
      {
        ...annotation,
        TextObjectSequence: [{ UnformattedTextValue: text, AnchorPoint: [1, 1], AnchorPointAnnotationUnits: 'PIXEL' }],
      },
    ],
  };
  const seg: Natural = {
    ...objects.segmentation(),
    SegmentSequence: [{ SegmentNumber: 1, SegmentLabel: text }],
    PixelData: { vr: 'OB', value: new Uint8Array([0xff, 0, 0xff, 0]) },
  };
  return [
    { natural: { ...report, PatientName: text, SeriesDescription: text }, path: 'PatientName' },
    { natural: report, path: 'ContentSequence[4].TextValue' },
    titled,
    { natural: state },
    { natural: seg },
    { natural: { ...objects.secondaryCapture(), SeriesDescription: text } },
    { natural: objects.ctImage(0), source: true },
    { natural: objects.ctImage(1), source: true },
  ];
}

let browser: ReportBrowser;
beforeAll(async () => {
  browser = await ReportBrowser.start();
});
afterAll(async () => await browser?.stop());

describe('a report of what a hostile vendor sent', () => {
  it.each(HOSTILE)('shows %s as text and breaks no rule of its own policy', async (_name, text) => {
    const { page, complaints, fetched } = await browser.open(renderHtml(runOfObjects(text, vendorObjects(text))));
    await page.mouse.move(300, 300);
    expect(await page.evaluate(() => (window as unknown as { owned?: number }).owned)).toBeUndefined();
    expect(complaints).toEqual([]);
    expect(fetched()).toEqual([]);
    const first = text.slice(0, 12).replace(/[\u0000-\u001f\u007f\u202e\u2066]/g, '\ufffd'); // eslint-disable-line no-control-regex
    for (const path of ['PatientName', 'DocumentTitle', 'ContentSequence[4].TextValue']) {
      const row = page.locator('.evidence tr.cited', { hasText: path }).first();
      expect(await row.locator('td').nth(1).textContent(), path).toContain(first);
    }
    expect(await page.locator('.hl7 .cited').first().textContent()).toContain('OBX|1');
    // Segmentation, presentation state and Secondary Capture are drawn, whatever is written in them.
    expect(await page.locator('figure.picture').count()).toBe(3);
    expect(await page.locator('.plates text').first().textContent()).toContain(first);
    await page.close();
  });
});
