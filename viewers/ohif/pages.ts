import type { Locator, Page } from 'playwright-core';
import type { ViewerResult } from '../../model/viewer';
import type { MakePages } from '../page-object';
import { OHIF_RELEASE } from './release';

/** How a result is marked in OHIF's list of series. */
const MODALITY: Record<ViewerResult['kind'], string> = {
  segmentation: 'SEG',
  report: 'SR',
  'presentation-state': 'PR',
  'key-object': 'KO',
  document: 'DOC',
};

/** OHIF as a reader uses it: by its study browser, its panels, and the texts on its viewport. */
export const ohifPages: MakePages = (page, { url, timeoutMs }) => {
  page.setDefaultTimeout(timeoutMs);
  const cy = (name: string) => page.locator(`[data-cy="${name}"]`);
  const viewport = cy('viewport-grid');
  const position = cy('viewport-overlay-bottom-right');
  const imageShown = async (): Promise<{ number: number; at: number; of: number } | undefined> => {
    // A report as text has no such place.
    if ((await position.count()) === 0) return undefined;
    const [, number, at, of] = /I:\s*(\d+)\s*\((\d+)\/(\d+)\)/.exec((await position.first().innerText()) || '') ?? [];
    return number === undefined ? undefined : { number: Number(number), at: Number(at), of: Number(of) };
  };
  const thumbnailOf = ({ kind, seriesNumber }: ViewerResult): Locator =>
    cy('study-browser-thumbnail-no-image')
      .filter({ has: page.locator('[data-cy=series-modality-label]', { hasText: MODALITY[kind] }) })
      .filter({ hasText: new RegExp(`S:\\s*${seriesNumber}\\b`) })
      .first();
  const failure = page.getByText('Something went wrong').first();
  const prompt = page.getByText(/^Do you want to /).first();
  const openImages = async (): Promise<void> => {
    await cy('study-browser-thumbnail').first().dblclick();
    await position.filter({ hasText: /I:/ }).first().waitFor();
  };
  /** The panel on the right that lists the segments; it stays where it is open. */
  const segments = async (): Promise<Locator> => {
    if ((await cy('data-row').count()) === 0 && (await cy('all-segments-visibility-toggle').count()) === 0)
      await cy('panelSegmentation-btn').click();
    const rows = cy('data-row');
    await rows.first().waitFor();
    return rows;
  };
  /** All segments are shown when each row offers to hide its own. */
  const setSegments = async (visible: boolean): Promise<void> => {
    const rows = await segments();
    const toggles = rows.locator('[data-cy=data-row-visibility-toggle]');
    const wanted = visible ? 'Hide' : 'Show';
    for (const toggle of await toggles.all()) {
      if ((await toggle.getAttribute('aria-label')) !== wanted) await toggle.click();
    }
    await painted(page);
  };

  return {
    name: `OHIF Viewer ${OHIF_RELEASE.version}`,

    async openStudy({ studyInstanceUid }) {
      // The guided tour would lie over the image.
      await page.addInitScript(`localStorage.setItem('shownTours', '["basicViewerTour"]')`);
      await page.goto(`${url}/viewer?StudyInstanceUIDs=${encodeURIComponent(studyInstanceUid)}`);
      await position.filter({ hasText: /I:/ }).first().waitFor();
      await painted(page);
    },

    async listSeries() {
      await cy('studyBrowser-panel').waitFor();
      const entries = page.locator('[data-cy^="study-browser-thumbnail"]');
      return (await entries.allInnerTexts()).map(oneLine);
    },

    async goToImage(instanceNumber) {
      await viewport.click({ position: { x: 200, y: 200 }, modifiers: [] }).catch(() => undefined);
      let shown = await imageShown();
      for (let left = shown?.of ?? 0; shown && shown.number !== instanceNumber && left > 0; left -= 1) {
        // The first of the list is the highest: images are in the order of their places.
        const key = shown.number > instanceNumber ? 'ArrowDown' : 'ArrowUp';
        await page.keyboard.press(key);
        const before = shown.number;
        await position
          .filter({ hasNotText: new RegExp(`I:\\s*${before}\\s`) })
          .first()
          .waitFor();
        shown = await imageShown();
      }
      if (shown?.number !== instanceNumber) throw new Error(`OHIF did not come to image ${instanceNumber}.`);
      await painted(page);
    },

    async currentImage() {
      const shown = await imageShown();
      return shown ? { instanceNumber: shown.number } : {};
    },

    async show(result) {
      if (result.kind === 'segmentation' && (await cy('all-segments-visibility-toggle').count()) > 0)
        return setSegments(true);
      await thumbnailOf(result).dblclick();
      if (result.kind === 'segmentation') {
        await cy('yes-hydrate-btn').or(failure).first().waitFor();
        if (await failure.isVisible()) return undefined;
        await cy('yes-hydrate-btn').click();
        await segments();
      } else await settled(page);
      if (result.kind === 'report') {
        // Measurements come with arrows and mostly with a question, anything else is written out in the place of the images.
        const measured = prompt.or(failure).or(cy('viewport-action-arrows-right').first());
        await Promise.any([measured.first().waitFor(), position.first().waitFor({ state: 'detached' })]);
        await declinePrompt(page);
      }
      return painted(page);
    },

    async hide(result) {
      if (result.kind === 'segmentation') return setSegments(false);
      await openImages();
      return painted(page);
    },

    async readTexts({ kind }) {
      if (kind === 'segmentation') return (await (await segments()).allInnerTexts()).map(oneLine);
      if (await failure.isVisible()) return [oneLine(await page.locator('body').innerText())];
      const pane = cy('viewport-grid');
      const texts = new Set([oneLine(await pane.innerText())]);
      // One measurement is shown at a time; the arrows lead from one to the next, and round again.
      const next = cy('viewport-action-arrows-right');
      for (let left = 20; left > 0 && (await next.count()) > 0; left -= 1) {
        await next.first().click();
        await painted(page);
        const text = oneLine(await pane.innerText());
        if (texts.has(text)) break;
        texts.add(text);
      }
      return [...texts];
    },

    async openKeyObject(result) {
      await thumbnailOf(result).dblclick();
      await settled(page);
      await painted(page);
    },

    screenshot: () => viewport.screenshot({ animations: 'disabled' }),
  };
};

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Nothing is being fetched or loaded any more. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page
    .getByText(/^Loading /)
    .first()
    .waitFor({ state: 'hidden' });
}

/** OHIF asks whether to track the measurements of a report; to read them nothing need be answered, but it lies over the image. */
async function declinePrompt(page: Page): Promise<void> {
  const no = page.locator('[data-cy=no-hydrate-btn]').or(page.getByRole('button', { name: 'No', exact: true }));
  if ((await no.count()) > 0) await no.first().click();
}

/** The browser has drawn twice: what was changed is on the screen. */
async function painted(page: Page): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))');
}
