import type { MakePages } from '../../viewers/page-object';

/** How the reference viewer (simulators/pacs/web-viewer) is used. */
export const referenceViewerPages: MakePages = (page, { url, timeoutMs }) => {
  page.setDefaultTimeout(timeoutMs);
  const entry = (uid: string) => page.locator(`li[data-uid="${uid}"]`);
  const press = (uid: string, name: string) => entry(uid).getByRole('button', { name, exact: true }).click();
  const number = async () => Number(/\d+/.exec(await page.locator('#number').innerText())?.[0] ?? NaN);
  return {
    name: 'Reference viewer of airworthy',
    async openStudy({ studyInstanceUid }) {
      await page.goto(`${url}/studies/${studyInstanceUid}`);
      await page.locator('body[data-ready=yes]').waitFor();
    },
    listSeries: () => page.locator('#series li span').allInnerTexts(),
    async goToImage(instanceNumber) {
      for (let shown = await number(); shown !== instanceNumber;) {
        await press('images', shown < instanceNumber ? 'Next' : 'Previous');
        const before = shown;
        shown = await number();
        if (shown === before) throw new Error(`There is no image ${instanceNumber}.`);
      }
    },
    currentImage: async () => ({ instanceNumber: await number() }),
    show: ({ sopInstanceUid }) => press(sopInstanceUid, 'Show'),
    hide: ({ sopInstanceUid }) => press(sopInstanceUid, 'Hide'),
    async readTexts({ sopInstanceUid }) {
      await press(sopInstanceUid, 'Show');
      return [await page.locator('aside').innerText()];
    },
    openKeyObject: ({ sopInstanceUid }) => press(sopInstanceUid, 'Go to'),
    screenshot: () => page.locator('#viewport').screenshot(),
  };
};
