import { Given, When } from '@cucumber/cucumber';
import type { ViewerResultKind } from '../model/viewer';
import type { AirworthyWorld } from './world';

Given(
  'the display study of {word} has been opened in the web viewer',
  async function (this: AirworthyWorld, id: string) {
    await this.session.viewer.open(id);
  },
);

const RESULTS: [words: string, kind: ViewerResultKind][] = [
  ['segmentation', 'segmentation'],
  ['report', 'report'],
  ['presentation state', 'presentation-state'],
];

for (const [words, kind] of RESULTS) {
  When(`the ${words} is hidden and shown`, async function (this: AirworthyWorld) {
    await this.session.viewer.toggle(kind);
  });
}

When('the labels of the segmentation are read', async function (this: AirworthyWorld) {
  await this.session.viewer.read('segmentation');
});

When('the reports are read', async function (this: AirworthyWorld) {
  await this.session.viewer.read('report');
});

When('the key object is opened', async function (this: AirworthyWorld) {
  await this.session.viewer.openKeyObject();
});

When('the key object is read', async function (this: AirworthyWorld) {
  await this.session.viewer.read('key-object');
});
