import { Given, When } from '@cucumber/cucumber';
import type { AirworthyWorld } from './world';

Given('a study with every kind of AI result has been sent to the PACS', async function (this: AirworthyWorld) {
  await this.session.archive.sendStudyOnce();
});

Given(
  'every kind of AI result has been sent to the PACS in every declared transfer syntax',
  async function (this: AirworthyWorld) {
    await this.session.archiveScenes.sendInEverySyntax();
  },
);

Given('a study without AI results has been stored and read', async function (this: AirworthyWorld) {
  await this.session.archiveScenes.storeAndRead();
});

Given('names in three character sets have been sent to the PACS', async function (this: AirworthyWorld) {
  await this.session.archiveScenes.sendForeignNames();
});

Given('two studies with similar identifiers have been sent to the PACS', async function (this: AirworthyWorld) {
  await this.session.archiveScenes.sendLookAlikes();
});

Given('a study with AI results in another archive', function (this: AirworthyWorld) {
  this.session.archive.open();
});

When('the AI results are sent', async function (this: AirworthyWorld) {
  await this.session.archive.send(this.case, this.session.archive.resultsOf(this.case));
});

When('the same results are sent again', async function (this: AirworthyWorld) {
  await this.session.archiveScenes.sendAgain();
});

When('other content is sent under the UID of a result', async function (this: AirworthyWorld) {
  await this.session.archiveScenes.sendOtherContent();
});

When('an object of a kind that the PACS does not declare is sent', async function (this: AirworthyWorld) {
  await this.session.archiveScenes.sendUnknownKind();
});

When('the PACS is queried at every level', async function (this: AirworthyWorld) {
  const { archive } = this.session;
  for (const opened of this.session.openCases) await archive.list(opened, archive.expectedOf(opened));
});

When('the PACS is queried at every level with the keys of AI results', async function (this: AirworthyWorld) {
  const { archive } = this.session;
  await archive.list(this.case, archive.expectedOf(this.case), { airKeys: true });
});

When('the PACS is queried with keys that must match', async function (this: AirworthyWorld) {
  await this.session.archiveScenes.queryWithMatchingKeys();
});

When('the PACS is queried with empty and unusual keys', async function (this: AirworthyWorld) {
  await this.session.archive.askOddly(this.case);
});

When('the study is retrieved by C-MOVE', async function (this: AirworthyWorld) {
  for (const opened of this.session.openCases)
    await this.session.archive.move(opened, 'STUDY', { StudyInstanceUID: opened.exam.studyInstanceUid });
});

When('the results are retrieved by C-MOVE at every level', async function (this: AirworthyWorld) {
  await this.session.archive.retrieveAll(this.case, 'move');
});

When('the results are retrieved by C-GET at every level', async function (this: AirworthyWorld) {
  await this.session.archive.retrieveAll(this.case, 'get');
});

When('the AI platform asks for storage commitment', async function (this: AirworthyWorld) {
  await this.session.archiveScenes.commit();
});

When('it asks for commitment to an instance that was never sent as well', async function (this: AirworthyWorld) {
  await this.session.archiveScenes.commit({ withUnknown: true });
});

When('the PACS is queried by QIDO-RS', async function (this: AirworthyWorld) {
  await this.session.archive.web.search(this.case);
});

When('the results are retrieved by WADO-RS', async function (this: AirworthyWorld) {
  await this.session.archiveScenes.retrieveByWeb();
});

When('results are sent by STOW-RS, right ones and some of another study', async function (this: AirworthyWorld) {
  await this.session.archiveScenes.storeByWeb();
});

When('the study is opened in the viewer', async function (this: AirworthyWorld) {
  await this.session.archiveScenes.openInDisplay();
});
