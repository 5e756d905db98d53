// How airworthy uses a web viewer: one function for each thing that a reader does. Copy this file, write your viewer's own
// addresses and elements into it, and name it in sut.yaml as viewer.pages. `page` is a Playwright page
// (https://playwright.dev/docs/api/class-page); `url` is viewer.url of sut.yaml.
export default (page, { url, timeoutMs }) => {
  page.setDefaultTimeout(timeoutMs);
  const seriesOf = ({ seriesNumber }) => page.locator(`[data-series-number="${seriesNumber}"]`);

  return {
    name: 'Example viewer 1.0',

    // study: { studyInstanceUid, patientId, patientName, accessionNumber }. Log in here too, where that is needed.
    async openStudy(study) {
      await page.goto(`${url}/study/${study.studyInstanceUid}`);
      await page.locator('#viewport canvas').waitFor();
    },

    // What the list of series says, one text a series, as it is before a result is opened.
    listSeries: () => page.locator('.series').allInnerTexts(),

    // Shows the image of the first series that has this Instance Number.
    async goToImage(instanceNumber) {
      await page.getByLabel('Image number').fill(String(instanceNumber));
      await page.getByText(`Image ${instanceNumber} of`).waitFor();
    },

    async currentImage() {
      return { instanceNumber: Number(await page.getByLabel('Image number').inputValue()) };
    },

    // result: { kind, description, seriesNumber, sopInstanceUid }; kind is segmentation, report, presentation-state or
    // key-object. To be called twice must do no harm.
    async show(result) {
      await seriesOf(result).getByRole('checkbox', { name: 'Show' }).check();
    },
    async hide(result) {
      await seriesOf(result).getByRole('checkbox', { name: 'Show' }).uncheck();
    },

    // Everything that can be read of it: labels of segments, measurements, the text of a report.
    async readTexts(result) {
      await seriesOf(result).getByRole('button', { name: 'Details' }).click();
      return page.locator('.details').allInnerTexts();
    },

    async openKeyObject(result) {
      await seriesOf(result).dblclick();
    },

    // The images and what lies over them, without the rest of the page.
    screenshot: () => page.locator('#viewport').screenshot(),
  };
};
